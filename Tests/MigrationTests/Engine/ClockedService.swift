import AWSCore
import HTTPTypes
import Records
import Synchronization
import TestSupport

@testable import Migration

/// API Gateway in this process, in the time of a manual clock: each call takes as long as it is told.
final class ClockedService: HTTPTransport {
    struct Call: Sendable, Equatable {
        var isWrite: Bool
        /// `nil`: of the whole API.
        var integration: String?
        var at: Duration
    }

    struct State: Sendable {
        var integrations: [String: JSONObject] = [:]
        var calls: [Call] = []
    }

    private let clock: ManualClock
    private let latency: Duration
    private let before: @Sendable (Call, inout State) -> Int?
    private let state: Mutex<State>

    /// - Parameters:
    ///   - integrations: `i1` and up, each with a timeout of 100 ms and what `members` adds.
    ///   - before: called before each call does anything; what it returns is the status to refuse it with.
    init(
        _ clock: ManualClock,
        integrations: Int,
        latency: Duration,
        members: JSONObject = JSONObject(),
        before: @escaping @Sendable (Call, inout State) -> Int? = { _, _ in nil }
    ) {
        self.clock = clock
        self.latency = latency
        self.before = before
        var state = State()
        for number in 1...integrations {
            var object = members
            object["integrationId"] = .string("i\(number)")
            object["timeoutInMillis"] = .integer(100)
            state.integrations["i\(number)"] = object
        }
        self.state = Mutex(state)
    }

    var calls: [Call] { state.withLock(\.calls) }

    func integration(_ id: String) -> JSONObject? { state.withLock { $0.integrations[id] } }

    func send(_ request: HTTPRequest, body: [UInt8]?) async throws -> TransportResponse {
        clock.advance(by: latency)
        let parts = (request.path ?? "").split(separator: "?")[0].split(separator: "/")
        let isWrite = request.method == .patch
        let id = isWrite ? parts.last.map(String.init) : nil
        let call = Call(isWrite: isWrite, integration: id, at: clock.now)
        let changes = try body.flatMap { try JSONValue(parsing: $0).object }
        let (status, answer) = state.withLock { state -> (Int, JSONValue) in
            let refusal = before(call, &state)
            state.calls.append(call)
            if let refusal {
                let types = [403: "AccessDeniedException", 429: "TooManyRequestsException"]
                return (refusal, ["__type": .string(types[refusal] ?? "BadRequestException"), "message": "no"])
            }
            guard let id, let changes else {
                return (200, ["items": .array(state.integrations.sorted { $0.key < $1.key }.map { .object($0.value) })])
            }
            for member in changes.members { state.integrations[id]?[member.key] = member.value }
            return (200, .object(state.integrations[id] ?? JSONObject()))
        }
        return TransportResponse(
            head: HTTPResponse(status: HTTPResponse.Status(code: status)),
            body: JSONWriter().bytes(answer)
        )
    }
}
