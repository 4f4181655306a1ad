import AWSCore
import HTTPTypes
import Synchronization

@testable import Migration

/// API Gateway for thousands of groups, in this process: every API has the integrations `i1` and up, and every update
/// succeeds. The first letters of an API's id, up to the hyphen, are its group.
final class InstantService: HTTPTransport {
    private struct Journal {
        var calls = 0
        /// Calls by group, and the number of the run's call that was its first and its last.
        var groups: [String: (calls: Int, first: Int, last: Int)] = [:]
    }

    private let integrations: Int
    private let latency: Duration
    private let journal = Mutex(Journal())

    init(integrations: Int, latency: Duration = .zero) {
        self.integrations = integrations
        self.latency = latency
    }

    var calls: Int { journal.withLock(\.calls) }

    /// How many calls the run had made when the group's first and last one came.
    func span(of group: String) -> (first: Int, last: Int)? {
        journal.withLock { $0.groups[group].map { ($0.first, $0.last) } }
    }

    /// The most groups that had begun and not ended at one time.
    var mostUnderWay: Int {
        let groups = journal.withLock { Array($0.groups.values) }
        let events = groups.map { ($0.first, 1) } + groups.map { ($0.last + 1, -1) }
        var underWay = 0
        var most = 0
        for (_, step) in events.sorted(by: { ($0.0, $0.1) < ($1.0, $1.1) }) {
            underWay += step
            most = max(most, underWay)
        }
        return most
    }

    func send(_ request: HTTPRequest, body: [UInt8]?) async throws -> TransportResponse {
        let parts = (request.path ?? "").split(separator: "?")[0].split(separator: "/")
        let apiID = parts.count > 2 ? String(parts[2]) : ""
        let group = String(apiID.prefix { $0 != "-" })
        journal.withLock { journal in
            journal.calls += 1
            var entry = journal.groups[group] ?? (0, journal.calls, 0)
            entry.calls += 1
            entry.last = journal.calls
            journal.groups[group] = entry
        }
        if latency > .zero { try await Task.sleep(for: latency) }
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
