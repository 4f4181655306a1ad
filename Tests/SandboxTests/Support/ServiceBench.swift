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
