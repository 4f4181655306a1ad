import Foundation
import Testing

@testable import Sandbox

/// The sandbox without a network: requests in, answers out, at any time.
struct ServiceBench {
    struct Reply {
        var status: Int
        var errorType: String?
        var headers: [String: String]
        var text: String

        /// What is between the first two tags of this name.
        func element(_ name: String) -> String? {
            guard let start = text.firstRange(of: "<\(name)>"), let end = text.firstRange(of: "</\(name)>") else {
                return nil
            }
            return String(text[start.upperBound..<end.lowerBound])
        }

        /// A member of the JSON object that the answer is; of one of its objects with dots.
        func member<Value>(_ path: String, as type: Value.Type = String.self) throws -> Value? {
            var current: Any? = try object()
            for name in path.split(separator: ".") { current = (current as? [String: Any])?[String(name)] }
            return current as? Value
        }

        func object() throws -> [String: Any] {
            try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        }
    }

    let ledger: Ledger
    private let service: SandboxService

    init(_ configuration: SandboxConfiguration) {
        ledger = Ledger(configuration)
        service = SandboxService(configuration: configuration, ledger: ledger)
    }

    /// Accounts 1 to 4 with an API each.
    init(_ rules: SandboxCredentialRules = SandboxCredentialRules()) {
        self.init(SandboxConfiguration(state: .generated(accounts: 4, apis: 1, integrations: 1), credentials: rules))
    }

    /// - Parameters:
    ///   - time: Seconds since 1970.
    ///   - now: Seconds since the start.
    func send(_ request: SignedRequest, at time: Int, now: Double = 0) async throws -> Reply {
        let delivery = await service.answer(request, requestID: "id", time: Double(time), now: now)
        guard case .whole(let answer) = delivery else {
            throw Unanswered()
        }
        return Reply(
            status: answer.status,
            errorType: answer.errorType,
            headers: answer.headers,
            text: String(decoding: answer.body, as: UTF8.self)
        )
    }

    struct Unanswered: Error {}
}

extension SignedRequest {
    /// One that says who calls, for a sandbox that checks no signatures.
    static func claimed(
        _ method: String,
        _ target: String,
        service: String = "apigateway",
        account: String = "000000000001",
        region: String = "us-east-1",
        body: String = ""
    ) -> SignedRequest {
        let parts = target.split(separator: "?", maxSplits: 1).map(String.init)
        let authorization =
            "AWS4-HMAC-SHA256 Credential=AKIASANDBOX\(account)/20260304/\(region)/\(service)/aws4_request, "
            + "SignedHeaders=host, Signature=0"
        return unsigned(
            method,
            parts[0],
            query: parts.count > 1 ? parts[1] : "",
            headers: [("host", "127.0.0.1"), ("authorization", authorization)],
            body: body
        )
    }

    /// One that nobody signs.
    static func unsigned(
        _ method: String,
        _ path: String,
        query: String = "",
        headers: [(name: String, value: String)] = [],
        body: String = ""
    ) -> SignedRequest {
        SignedRequest(method: method, path: path, query: query, headers: headers, body: Array(body.utf8))
    }
}
