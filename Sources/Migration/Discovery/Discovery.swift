import APIGatewayV2
public import Foundation
public import Pacing
import Synchronization

/// Reads all accounts and regions side by side, each at its own quota, and writes a manifest of what it finds.
///
/// The manifest is in the order of the groups, and in a group in the order of the ids of its APIs, however the answers come.
/// Each group writes to a file of its own, so memory does not grow with what is found.
public struct Discovery: Sendable {
    /// What is written.
    public struct Wish: Sendable {
        public var selection = DiscoverySelection()
        public var rules = EditRules()
        /// Members by column name that are written when there are no rules.
        public var columns: [String] = ["integration_uri", "timeout_in_millis"]
        public var format = ManifestFormat.csv
        public var readsRoutes = false

        public init() {}
    }

    /// The pace of one group's calls.
    public struct Pace: Sendable {
        /// Requests a second; `nil`: as many as the service takes.
        public var rate: Double?
        public var burst: Int

        public init(rate: Double?, burst: Int) {
            self.rate = rate
            self.burst = burst
        }
    }

    /// A group that could not be read, or not to its end.
    public struct Failure: Sendable, Equatable {
        public var group: MigrationGroup
        public var reason: String
    }

    /// How the reading ended. Nothing was written when a rule concerns nothing and no group is missing.
    public struct Findings: Sendable {
        public var summary: DiscoverySummary
        /// In the order of the groups. What else was found is complete.
        public var failures: [Failure]
    }

    /// How many groups have been read, and what was found in these and the others so far.
    public struct Progress: Sendable, Equatable {
        public var groups = 0
        public var apis = 0
        public var integrations = 0
    }

    private let wish: Wish
    private let reader: GroupDiscovery

    /// Groups that are read at the same time, each at its own quota, so that all of hundreds of accounts go side by side. Each
    /// holds the listing of its APIs and a few of their integrations.
    private static let width = 1_024

    /// - Throws: `EditRuleError` for a column that is no member.
    public init(_ wish: Wish, connector: any Connector, gate: RequestGate, pace: Pace) throws(EditRuleError) {
        self.wish = wish
        let places = try wish.rules.isEmpty ? wish.columns.map(EditRules.wholePlace) : wish.rules.places
        reader = GroupDiscovery(wish: wish, places: places, connector: connector, gate: gate, pace: pace)
    }

    /// How far it is.
    public var progress: Progress { reader.counts.values.withLock { $0 } }

    /// Reads the groups and writes the manifest to `output`, whole also when it is stopped: then groups that were not read to
    /// their end are failures.
    ///
    /// - Parameters:
    ///   - groups: with what is known of their accounts; those that are parked are not read.
    ///   - folder: where parts of the manifest may stand meanwhile.
    ///   - control: what stops it. Requests in flight are given up: nothing depends on their answers.
    /// - Throws: `EditRuleError` when a rule makes a value that its member cannot hold, or the condition cannot be evaluated;
    ///   what `output` throws.
    public func run(
        _ groups: [MigrationGroup],
        folder: URL,
        control: RunControl,
        output: ([UInt8]) async throws -> Void
    ) async throws -> Findings {
        let writer = DiscoveryWriter(
            format: wish.format,
            places: reader.places,
            showsRoutes: wish.readsRoutes,
            groups: groups
        )
        var parts: [Int: GroupDiscovery.Part] = [:]
        // A part that is `nil` says that the reading is being stopped.
        try await withThrowingTaskGroup(of: GroupDiscovery.Part?.self) { tasks in
            tasks.addTask {
                await control.waitForStop()
                return nil
            }
            var waiting = groups.enumerated().makeIterator()
            func start() {
                guard let (index, group) = waiting.next() else { return }
                let file = folder.appending(path: "part-\(index)")
                tasks.addTask { try await reader.read(group, index: index, writer: writer, to: file) }
            }
            for _ in 0..<Self.width { start() }
            while parts.count < groups.count, let part = try await tasks.next() {
                guard let part else {
                    tasks.cancelAll()
                    continue
                }
                parts[part.index] = part
                reader.counts.values.withLock { $0.groups += 1 }
                start()
            }
            tasks.cancelAll()
        }
        var findings = Findings(summary: DiscoverySummary(rules: wish.rules.summaries), failures: [])
        for (index, group) in groups.enumerated() {
            guard let part = parts[index] else { continue }
            findings.summary.add(part.summary)
            if let reason = part.problem { findings.failures.append(Failure(group: group, reason: reason)) }
        }
        // Where a group is missing, the rule may be about that one.
        if !findings.summary.unusedRules.isEmpty, findings.failures.isEmpty { return findings }
        if !writer.header.isEmpty { try await output(writer.header) }
        for index in groups.indices {
            guard let part = parts[index], part.summary.rows > 0 else { continue }
            try await Self.copy(part.file, output)
        }
        return findings
    }

    private static func copy(_ file: URL, _ output: ([UInt8]) async throws -> Void) async throws {
        let handle = try FileHandle(forReadingFrom: file)
        defer { try? handle.close() }
        while let block = try handle.read(upToCount: 1 << 16), !block.isEmpty { try await output([UInt8](block)) }
    }
}

extension EditRules {
    /// The place of a whole member.
    static func wholePlace(_ name: String) throws(EditRuleError) -> MemberPlace {
        guard let member = Member(anySpelling: name) else {
            throw EditRuleError("\(Quoted(name)) is no member of an integration that can be changed")
        }
        return MemberPlace(member: member)
    }
}
