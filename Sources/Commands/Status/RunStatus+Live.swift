import Foundation
import Migration
import Records
import Reports

/// What a run that goes on says of itself.
struct LiveStatus {
    private let state: LiveState
    private let groups: [MigrationGroup.ID: LiveState.Group]
    private let now: Double

    /// Seconds after which a run that says nothing is worth a word: it writes each second.
    private static let patience = 10.0

    init(_ state: LiveState, now: Double) {
        self.state = state
        self.now = now
        groups = Dictionary(state.groups.map { ($0.id, $0) }) { first, _ in first }
    }

    private var isSilent: Bool { now - state.takenAt > Self.patience }

    /// What the run does or waits for as a whole; `nil`: it sends.
    var line: StyledLine? {
        if isSilent { return StyledLine("no news from the run for \(Quantity.duration(now - state.takenAt))", .note) }
        return state.state.map { StyledLine($0, .note) }
    }

    /// `3.1 rows/s, throttled, sending 3.1/s`; "" when nothing is known of the group.
    func words(on group: MigrationGroup) -> String {
        guard !isSilent, let live = groups[group.id] else { return "" }
        return (["\(ProgressLine.decimal(live.rowsPerSecond)) rows/s"] + live.waits).joined(separator: ", ")
    }

    func add(to object: inout JSONObject, of group: MigrationGroup) {
        guard let live = groups[group.id] else { return }
        object["rows_per_second"] = .number("\((live.rowsPerSecond * 1000).rounded() / 1000)")
        object["waiting"] = .array(live.waits.map { .string($0) })
    }

    var json: JSONValue {
        var object = JSONObject([("in_flight", .integer(state.inFlight))])
        object["taken_at"] = Timestamp.precise(state.takenAt).map { .string($0) }
        object["state"] = state.state.map { .string($0) }
        return .object(object)
    }
}

extension FailedRow {
    /// Of a message that is shown.
    private static let messageLimit = 300

    /// `8.0 s ago  rows.csv:17  ConflictException: …`
    func line(in manifest: String, now: Double) -> StyledLine {
        let age = endedAt.map { "\(Quantity.duration(now - $0)) ago" } ?? ""
        let place = manifest == "-" ? "line \(line)" : "\(manifest):\(line)"
        return
            "  \(age, .faint)  \(place)  \(code, .outcome(outcome)) \(Printable.text(message, limit: Self.messageLimit))"
    }
}
