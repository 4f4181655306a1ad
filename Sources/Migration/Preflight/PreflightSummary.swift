/// What the preflight found, one entry for each function and verdict.
public struct PreflightSummary: Sendable, Equatable {
    public struct Entry: Sendable, Equatable {
        public var function: String
        public var verdict: PreflightFinding.Verdict
        public var apiCount: Int
        public var rowCount: Int
        /// Of the first API.
        public var message: String
        public var note: String?
        /// What gives the missing permissions, one for each API.
        public var commands: [String]
    }

    /// Those first that make rows fail; else in the order of the functions.
    public var entries: [Entry] = []

    public init(_ findings: [PreflightFinding]) {
        var places: [String: Int] = [:]
        for finding in findings {
            let key = "\(finding.verdict.rawValue) \(finding.function)"
            let place = places[key] ?? entries.count
            if place == entries.count {
                places[key] = place
                entries.append(
                    Entry(
                        function: finding.function,
                        verdict: finding.verdict,
                        apiCount: 0,
                        rowCount: 0,
                        message: finding.message,
                        commands: []
                    )
                )
            }
            entries[place].apiCount += 1
            entries[place].rowCount += finding.rowCount
            entries[place].note = entries[place].note ?? finding.note
            entries[place].commands += finding.command.map { [$0] } ?? []
        }
        entries = entries.filter(\.verdict.isRefusal) + entries.filter { !$0.verdict.isRefusal }
    }

    /// Rows whose integrations would answer with a 500.
    public var refusedRows: Int { entries.reduce(0) { $0 + ($1.verdict.isRefusal ? $1.rowCount : 0) } }
}

extension PreflightFinding.Verdict {
    /// Whether clients would get a 500.
    public var isRefusal: Bool {
        switch self {
        case .notPermitted, .notFound, .notUsable: true
        case .permitted, .granted, .roleDecides, .cannotTell, .notChecked: false
        }
    }
}
