public import APIGatewayV2
import Foundation
import Records

/// What a checkpoint says of its run.
public struct RunInfo: Sendable {
    public var id: String
    public var toolVersion: String
    public var manifestPath: String
    /// Hexadecimal, of the manifest's bytes.
    public var manifestSHA256: String
    public var schema: ManifestSchema
    /// The profile and region that rows without their own have. An empty profile: the environment's credentials.
    public var defaultProfile: String
    public var defaultRegion: String
    public var rowCount: Int
    /// Whether any row names a role.
    public var hasRoles: Bool
    /// The first row that cannot be done without reading the live state, by its line.
    public var lineNeedingRead: Int?
    /// In how many rows something that is live is removed, by member.
    public var cleared: [Member: Int] = [:]
    public var kind = Kind.migration
    /// Once a run has a plan, only what was planned is sent.
    public var plan: PlanInfo?
    /// Seconds since 1970, as are the other times.
    public var createdAt: Double
    public var startedAt: Double?
    /// `nil` while it runs, and when it was killed.
    public var endedAt: Double?
    public var endReason: String?
    /// The command line of the last session: typed again, it goes on with the run.
    public var command: String?
    /// Seconds that the sessions of the run have worked, all together.
    public var secondsActive: Double
    public var calls: CallCounts
    /// What has become of the run's rollback, once one has begun to send.
    public var wayBack: WayBack?
    /// A plan is being made, or was interrupted: nothing may be sent until it is complete.
    public var isBeingPlanned = false

    /// What the rows of a run are.
    public enum Kind: Sendable, Equatable {
        /// Those of a manifest.
        case migration
        /// The inverse of those that another run has updated.
        case rollback(of: String, runID: String)

        init(origin: String?, runID: String?) {
            self = if let origin, let runID { .rollback(of: origin, runID: runID) } else { .migration }
        }
    }

    /// As the checkpoint keeps it.
    static func text(ofCleared cleared: [Member: Int]) -> String {
        let members = cleared.sorted { $0.key < $1.key }.map {
            (key: $0.key.wireName, value: JSONValue.integer($0.value))
        }
        return JSONWriter().string(.object(JSONObject(members)))
    }

    static func cleared(_ text: String?) -> [Member: Int] {
        let members = text.flatMap { try? JSONValue(parsing: $0) }?.object?.members ?? []
        let counts = members.compactMap { member in
            Member(rawValue: member.key).flatMap { known in member.value.integer.map { (known, $0) } }
        }
        return Dictionary(counts) { first, _ in first }
    }

    /// Reads a stored record again.
    func row(number: Int, line: Int, record: [UInt8]) throws -> Row {
        switch kind {
        case .migration: try schema.row(number: number, line: line, raw: record)
        case .rollback: try InverseRow.row(number: number, line: line, record: record)
        }
    }
}

/// How many requests a run has sent, retries and reads included, and how many of them were turned away.
public struct CallCounts: Sendable, Equatable {
    public var calls = 0
    public var throttled = 0
    public var conflicts = 0
    public var retries = 0

    public init(calls: Int = 0, throttled: Int = 0, conflicts: Int = 0, retries: Int = 0) {
        self.calls = calls
        self.throttled = throttled
        self.conflicts = conflicts
        self.retries = retries
    }

    public static func - (left: CallCounts, right: CallCounts) -> CallCounts {
        CallCounts(
            calls: left.calls - right.calls,
            throttled: left.throttled - right.throttled,
            conflicts: left.conflicts - right.conflicts,
            retries: left.retries - right.retries
        )
    }
}

/// The name of a run in reports: when it was made, and four characters that tell two runs of one second apart.
enum RunIdentifier {
    static func make(at secondsSince1970: Double) -> String {
        let date = Date(timeIntervalSince1970: secondsSince1970)
        let style = Date.ISO8601FormatStyle(dateSeparator: .omitted, timeSeparator: .omitted)
        let suffix = (0..<4).map { _ in "abcdefghijklmnopqrstuvwxyz0123456789".randomElement() ?? "0" }
        return "\(date.formatted(style))-\(String(suffix))"
    }
}
