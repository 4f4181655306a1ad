public import AWSCore
import Records

/// A statement that lets one API call a function in every stage and route, as `AddPermission` makes it.
public struct Permission: Sendable, Equatable {
    /// The same for the same API every time, so that giving it twice cannot pile statements up.
    public var statementID: String
    public var function: FunctionARN
    public var sourceARN: String

    static let action = "lambda:InvokeFunction"
    static let principal = "apigateway.amazonaws.com"

    public init(for source: InvocationSource, to function: FunctionARN) {
        statementID = "apigw-migrate-\(source.apiID)"
        self.function = function
        sourceARN = source.wildcardARN
    }

    /// How many bytes it adds to a policy, as far as is known how Lambda writes statements.
    public var size: Int {
        let statement: JSONValue = [
            "Sid": .string(statementID),
            "Effect": "Allow",
            "Principal": ["Service": .string(Self.principal)],
            "Action": .string(Self.action),
            "Resource": .string(function.description),
            "Condition": ["ArnLike": ["AWS:SourceArn": .string(sourceARN)]],
        ]
        // And the comma.
        return JSONWriter().bytes(statement).count + 1
    }

    /// The command of the AWS CLI that gives it, ready to be pasted.
    /// - Parameter profile: whose credentials it needs; nil: those of the environment.
    public func command(profile: String?) -> String {
        var words = ["aws", "lambda", "add-permission", "--function-name", "\(function.unqualified)"]
        if let qualifier = function.qualifier { words += ["--qualifier", qualifier] }
        words += ["--statement-id", statementID, "--action", Self.action]
        words += ["--principal", Self.principal, "--source-arn", sourceARN, "--region", function.region]
        if let profile { words += ["--profile", profile] }
        return words.map(Self.shellWord).joined(separator: " ")
    }

    private static func shellWord(_ word: String) -> String {
        let isPlain = word.utf8.allSatisfy { byte in
            UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte
                || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || "-_./:@%+=,".utf8.contains(byte)
        }
        return isPlain && !word.isEmpty ? word : "'" + word.replacing("'", with: #"'\''"#) + "'"
    }
}
