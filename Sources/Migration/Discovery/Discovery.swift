import APIGatewayV2
import AWSCore
public import Foundation
public import Pacing
import Records
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

    private final class Counts: Sendable {
        let values = Mutex(Progress())
    }

    private let wish: Wish
    private let places: [MemberPlace]
    private let connector: any Connector
    private let gate: RequestGate
    private let pace: Pace
    private let counts = Counts()

    /// Groups that are read at the same time. Each holds the listing of its APIs and a few of their integrations.
    private static let width = 128
    /// APIs of a group that are read at the same time: enough for a quota of 10/s and answers that take half a second.
    private static let apiWidth = 8

    /// - Throws: `EditRuleError` for a column that is no member.
    public init(_ wish: Wish, connector: any Connector, gate: RequestGate, pace: Pace) throws(EditRuleError) {
        self.wish = wish
        places = try wish.rules.isEmpty ? wish.columns.map(EditRules.wholePlace) : wish.rules.places
        self.connector = connector
        self.gate = gate
        self.pace = pace
    }

    /// How far it is.
    public var progress: Progress { counts.values.withLock { $0 } }

    /// Reads the groups and writes the manifest to `output`, whole also when the task is cancelled: then groups that were not
    /// read to their end are failures.
    ///
    /// - Parameters:
    ///   - groups: with what is known of their accounts; those that are parked are not read.
    ///   - folder: where parts of the manifest may stand meanwhile.
    /// - Throws: `EditRuleError` when a rule makes a value that its member cannot hold, or the condition cannot be evaluated;
    ///   what `output` throws.
    public func run(
        _ groups: [MigrationGroup],
        folder: URL,
        output: ([UInt8]) async throws -> Void
    ) async throws -> Findings {
        let writer = DiscoveryWriter(
            format: wish.format,
            places: places,
            showsRoutes: wish.readsRoutes,
            groups: groups
        )
        var parts: [Int: Part] = [:]
        try await withThrowingTaskGroup(of: Part.self) { tasks in
            var waiting = groups.enumerated().makeIterator()
            func start() {
                guard let (index, group) = waiting.next() else { return }
                let file = folder.appending(path: "part-\(index)")
                tasks.addTask { try await read(group, index: index, writer: writer, to: file) }
            }
            for _ in 0..<Self.width { start() }
            while let part = try await tasks.next() {
                parts[part.index] = part
                counts.values.withLock { $0.groups += 1 }
                start()
            }
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

    /// What was read of one group.
    private struct Part {
        var index: Int
        var file: URL
        var summary: DiscoverySummary
        var problem: String?
    }

    private func read(
        _ group: MigrationGroup,
        index: Int,
        writer: DiscoveryWriter,
        to file: URL
    ) async throws -> Part {
        var part = Part(index: index, file: file, summary: DiscoverySummary(rules: wish.rules.summaries))
        if let parking = group.parking {
            part.problem = parking.reason
            return part
        }
        var place = "its APIs"
        do {
            let gateGroup = gate.makeGroup(rate: pace.rate, burst: pace.burst)
            let gateway = APIGateway(client: try connector.client(for: .apiGatewayV2, group, throttledBy: gateGroup))
            let all = try await gateway.apis()
            let apis = all.filter(wish.selection.includes).sorted { $0.id < $1.id }
            part.summary.apis = apis.count
            counts.values.withLock { $0.apis += apis.count }
            let editor = try EditRules.Editor(wish.rules)
            var sink = PartFile(file)
            defer { sink.close() }
            try await forEachAPI(apis, gateway) { found in
                place = "API \(found.api.id)"
                var bytes: [UInt8] = []
                for row in try rows(of: found, editor: editor, summary: &part.summary) {
                    writer.append(row, of: group, to: &bytes)
                }
                try sink.write(bytes)
            }
        } catch is AWSError where gate.isDraining {
            part.problem = "interrupted"
        } catch let error as AWSError {
            part.problem = "\(place): \(error)"
        } catch let error as UnreadableAnswer {
            part.problem = "\(place): \(error)"
        } catch is CancellationError {
            part.problem = "interrupted"
        } catch is RequestGate.Draining {
            part.problem = "interrupted"
        }
        return part
    }

    /// An API with its integrations, as they were read.
    private struct FoundAPI: Sendable {
        var api: API
        var integrations: [Integration]
        var routes: [Route]?
    }

    /// Reads several APIs ahead and hands them on in their order.
    private func forEachAPI(
        _ apis: [API],
        _ gateway: APIGateway,
        _ take: (FoundAPI) throws -> Void
    ) async throws {
        let readsRoutes = wish.readsRoutes
        try await withThrowingTaskGroup(of: (Int, FoundAPI?).self) { tasks in
            var next = 0
            func start() {
                guard next < apis.count else { return }
                let (index, api) = (next, apis[next])
                next += 1
                tasks.addTask { (index, try await Self.read(api, gateway, readsRoutes: readsRoutes)) }
            }
            for _ in 0..<Self.apiWidth { start() }
            var ready: [Int: FoundAPI?] = [:]
            var taken = 0
            while let (index, found) = try await tasks.next() {
                ready[index] = .some(found)
                while let found = ready.removeValue(forKey: taken) {
                    taken += 1
                    // So no more are read ahead than can be handed on.
                    start()
                    if let found { try take(found) }
                }
            }
        }
    }

    /// `nil`: it has been deleted since it was listed.
    private static func read(_ api: API, _ gateway: APIGateway, readsRoutes: Bool) async throws -> FoundAPI? {
        do {
            let integrations = try await gateway.integrations(apiID: api.id).values.sorted { $0.id < $1.id }
            let routes = readsRoutes ? try await gateway.routes(apiID: api.id) : nil
            return FoundAPI(api: api, integrations: integrations, routes: routes)
        } catch let error as AWSError where error.code == "NotFoundException" {
            return nil
        }
    }

    private func rows(
        of found: FoundAPI,
        editor: EditRules.Editor,
        summary: inout DiscoverySummary
    ) throws -> [DiscoveredRow] {
        var rows: [DiscoveredRow] = []
        summary.integrations += found.integrations.count
        counts.values.withLock { $0.integrations += found.integrations.count }
        let routes = found.routes.map { Dictionary(grouping: $0) { $0.integrationID ?? "" } }
        for integration in found.integrations {
            let used = routes.map { $0[integration.id] ?? [] }
            guard try wish.selection.includes(integration, of: found.api, routes: used) else { continue }
            summary.selected += 1
            let target = "\(found.api.id)/\(integration.id)"
            let cells: [DiscoveredRow.Cell]
            if wish.rules.isEmpty {
                cells = sheet(of: integration)
                if cells.allSatisfy({ $0.new == nil }) {
                    summary.leftOut["none of the columns has a value", default: 0] += 1
                    continue
                }
            } else {
                let edited: EditedIntegration
                do {
                    edited = try editor.apply(to: integration)
                } catch {
                    throw EditRuleError("\(target): \(error.description)")
                }
                summary.add(edited.effects, of: target)
                if edited.changes.isEmpty { continue }
                cells = edited.changes.map { DiscoveredRow.Cell(place: $0.place, old: $0.old, new: $0.new) }
            }
            summary.rows += 1
            rows.append(
                DiscoveredRow(
                    apiID: found.api.id,
                    integrationID: integration.id,
                    cells: cells,
                    apiName: found.api.name,
                    protocolType: found.api.protocolType?.rawValue ?? "",
                    isManaged: integration.isManaged,
                    routes: used?.map(\.key).sorted()
                )
            )
        }
        return rows
    }

    /// The live values, to be edited by hand. What a manifest could not set as it is stays out.
    private func sheet(of integration: Integration) -> [DiscoveredRow.Cell] {
        places.compactMap { place in
            let value = integration.value(at: place)
            if let value, (try? EditRules.update(.json(value), at: place)) == nil { return nil }
            return DiscoveredRow.Cell(place: place, old: value, new: value)
        }
    }

    private static func copy(_ file: URL, _ output: ([UInt8]) async throws -> Void) async throws {
        let handle = try FileHandle(forReadingFrom: file)
        defer { try? handle.close() }
        while let block = try handle.read(upToCount: 1 << 16), !block.isEmpty { try await output([UInt8](block)) }
    }
}

/// The rows of one group, in a file that is made with the first of them.
private struct PartFile {
    private let url: URL
    private var handle: FileHandle?

    init(_ url: URL) {
        self.url = url
    }

    mutating func write(_ bytes: [UInt8]) throws {
        if bytes.isEmpty { return }
        if handle == nil {
            try Data().write(to: url)
            handle = try FileHandle(forWritingTo: url)
        }
        try handle?.write(contentsOf: bytes)
    }

    mutating func close() {
        try? handle?.close()
        handle = nil
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
