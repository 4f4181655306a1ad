public import AWSCore
import HTTPTypes
import Records

/// The operations of AWS Lambda that a migration needs, on one account and region.
///
/// Every call throws `AWSError` when the service refuses it or cannot be reached, and `UnreadableAnswer` when a success
/// carries a body that is not what the model promises.
public struct LambdaService: Sendable {
    /// Lambda counts requests of each of the three kinds by themselves.
    private let functions: AWSClient
    private let policies: AWSClient
    private let changes: AWSClient

    /// - Parameters:
    ///   - functions: for `GetFunction`.
    ///   - policies: for `GetPolicy`.
    ///   - changes: for the rest.
    public init(functions: AWSClient, policies: AWSClient, changes: AWSClient) {
        self.functions = functions
        self.policies = policies
        self.changes = changes
    }

    /// The configuration of a function, or of one of its aliases or versions; nil: there is none.
    public func configuration(of function: FunctionARN) async throws -> FunctionConfiguration? {
        let request = AWSRequest(
            operation: "GetFunction",
            method: .get,
            path: Self.path(function),
            query: Self.qualifier(function)
        )
        return try await Self.unlessMissing {
            try FunctionConfiguration(try await functions.send(request).jsonObject())
        }
    }

    /// The policy of exactly this function, alias or version; nil: it has none, or there is no such function.
    public func policy(of function: FunctionARN) async throws -> FunctionPolicy? {
        let request = AWSRequest(
            operation: "GetPolicy",
            method: .get,
            path: Self.path(function) + "/policy",
            query: Self.qualifier(function)
        )
        return try await Self.unlessMissing {
            let answer = try await policies.send(request).jsonObject()
            guard let text = answer["Policy"]?.string else { throw UnreadableAnswer(problem: "there is no Policy") }
            do {
                return try FunctionPolicy(parsing: text)
            } catch {
                throw UnreadableAnswer(problem: "\(error)")
            }
        }
    }

    /// What became of a permission that was to be given.
    public enum Addition: Sendable, Equatable {
        case added
        /// The policy has a statement of that id already, or it is being changed by somebody else. The policy tells which.
        case conflict(String)
    }

    /// Adds a statement to the policy of a function, alias or version.
    public func add(_ permission: Permission) async throws -> Addition {
        let body: JSONValue = [
            "StatementId": .string(permission.statementID),
            "Action": .string(Permission.action),
            "Principal": .string(Permission.principal),
            "SourceArn": .string(permission.sourceARN),
        ]
        let request = AWSRequest(
            operation: "AddPermission",
            method: .post,
            path: Self.path(permission.function) + "/policy",
            query: Self.qualifier(permission.function),
            body: JSONWriter().bytes(body),
            contentType: "application/json"
        )
        do {
            _ = try await changes.send(request)
            return .added
        } catch let error as AWSError where error.httpStatus == 409 || error.httpStatus == 412 {
            return .conflict(error.message)
        }
    }

    /// Takes a statement out of the policy of a function, alias or version.
    /// - Returns: whether it was there.
    public func remove(_ statementID: String, from function: FunctionARN) async throws -> Bool {
        let request = AWSRequest(
            operation: "RemovePermission",
            method: .delete,
            path: Self.path(function) + "/policy/\(URIEncoding.label(statementID))",
            query: Self.qualifier(function)
        )
        return try await Self.unlessMissing { try await changes.send(request) } != nil
    }

    private static func path(_ function: FunctionARN) -> String {
        "/2015-03-31/functions/\(URIEncoding.label(function.unqualified.description))"
    }

    private static func qualifier(_ function: FunctionARN) -> [(name: String, value: String)] {
        function.qualifier.map { [(name: "Qualifier", value: $0)] } ?? []
    }

    private static func unlessMissing<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value? {
        do {
            return try await body()
        } catch let error as AWSError where error.httpStatus == 404 {
            return nil
        }
    }
}

extension LambdaService {
    /// Requests a second in one account and region, which cannot be raised (Lambda's quotas).
    public static let functionsRate = 100.0
    public static let policiesRate = 15.0
    public static let changesRate = 15.0
}

extension Service {
    public static let lambda = Service(id: "lambda", signingName: "lambda", hostPrefix: "lambda")
}
