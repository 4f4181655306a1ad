import AWSCore
import HTTPTypes
import Synchronization

@testable import Migration

/// API Gateway for thousands of groups, in this process: every API has the integrations `i1` and up, and every update
/// succeeds. The first letters of an API's id, up to the hyphen, are its group.
final class InstantService: HTTPTransport {
    private struct Journal {
        var calls = 0
        var inFlight = 0
        var mostInFlight = 0
        /// Calls from this number on wait.
        var heldFrom = Int.max
        /// The number of the run's call that was the first and the last of a group.
        var groups: [String: (first: Int, last: Int)] = [:]
    }

    private let integrations: Int
    /// The access key that is not accepted.
    private let refusedKey: String?
    private let journal = Mutex(Journal())

    /// - Parameter number: calls from this one on wait for `release`.
    init(integrations: Int, refusedKey: String? = nil, holdingFrom number: Int = .max) {
        self.integrations = integrations
        self.refusedKey = refusedKey
        journal.withLock { $0.heldFrom = number }
    }

    /// Answers the calls that wait, and those that come.
    func release() { journal.withLock { $0.heldFrom = .max } }

    var mostInFlight: Int { journal.withLock(\.mostInFlight) }

    var calls: Int { journal.withLock(\.calls) }

    /// How many calls the run had made when the group's first and last one came.
    func span(of group: String) -> (first: Int, last: Int)? {
        journal.withLock { $0.groups[group] }
    }

    func send(_ request: HTTPRequest, body: [UInt8]?) async throws -> TransportResponse {
        let parts = (request.path ?? "").split(separator: "?")[0].split(separator: "/")
        let apiID = parts.count > 2 ? String(parts[2]) : ""
        let group = String(apiID.prefix { $0 != "-" })
        let number = journal.withLock { journal in
            journal.calls += 1
            journal.inFlight += 1
            journal.mostInFlight = max(journal.mostInFlight, journal.inFlight)
            journal.groups[group] = (journal.groups[group]?.first ?? journal.calls, journal.calls)
            return journal.calls
        }
        defer { journal.withLock { $0.inFlight -= 1 } }
        for _ in 0..<20 { await Task.yield() }
        while number >= journal.withLock(\.heldFrom) {
            try Task.checkCancellation()
            await Task.yield()
        }
        if let refusedKey, request.headerFields[.authorization]?.contains(refusedKey) == true {
            let error = #"{"__type":"UnrecognizedClientException","message":"no"}"#
            return TransportResponse(head: HTTPResponse(status: .forbidden), body: Array(error.utf8))
        }
        let text: String
        if request.method == .get {
            let items = (1...integrations).map { #"{"integrationId":"i\#($0)","timeoutInMillis":100}"# }
            text = #"{"items":[\#(items.joined(separator: ","))]}"#
        } else {
            text = #"{"integrationId":"\#(parts.last ?? "")","timeoutInMillis":77}"#
        }
        return TransportResponse(head: HTTPResponse(status: .ok), body: Array(text.utf8))
    }
}
