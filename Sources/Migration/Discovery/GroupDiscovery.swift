import APIGatewayV2
import AWSCore
import Foundation
import Pacing
import Records
import Synchronization

/// Reads the APIs of one account and region, several of them ahead, and writes what is found in their order.
struct GroupDiscovery: Sendable {
    final class Counts: Sendable {
        let values = Mutex(Discovery.Progress())
        /// Groups whose APIs are being read.
        let groups = Mutex(0)
    }

    let wish: Discovery.Wish
    let places: [MemberPlace]
    let connector: any Connector
    let gate: RequestGate
    let pace: Discovery.Pace
    let counts = Counts()

    /// APIs of a group that are read at the same time: enough for a quota of 10/s and answers that take half a second.
    private static let apiWidth = 8
    /// The same of all groups together, but for one of each: more than the pool has slots for would only wait, and cost memory.
    private static let totalWidth = 512

    private var width: Int { max(1, min(Self.apiWidth, Self.totalWidth / max(1, counts.groups.withLock(\.self)))) }

    /// What was read of one group.
    struct Part: Sendable {
        var index: Int
        var file: URL
        var summary: DiscoverySummary
        var problem: String?
    }

    /// - Throws: `EditRuleError`, and what goes wrong with the file; that something cannot be read is part of what comes back.
    func read(
        _ group: MigrationGroup,
        index: Int,
        writer: DiscoveryWriter,
        to file: URL
    ) async throws -> Part {
        var part = Part(index: index, file: file, summary: DiscoverySummary())
        if let parking = group.parking {
            part.problem = parking.reason
            return part
        }
        var problems = Problems()
        do {
            let gateGroup = gate.makeGroup(rate: pace.rate, burst: pace.burst)
            let gateway = APIGateway(client: try connector.client(for: .apiGatewayV2, group, throttledBy: gateGroup))
            let apis = try await apis(gateway)
            part.summary.apis = apis.count
            counts.values.withLock { $0.apis += apis.count }
            let editor = try EditRules.Editor(wish.rules)
            var sink = PartFile(file)
            try await forEachAPI(apis, gateway) { found in
                if let problem = found.problem { return problems.add(problem, of: found.api) }
                var bytes: [UInt8] = []
                for row in try rows(of: found, editor: editor, summary: &part.summary) {
                    writer.append(row, of: group, to: &bytes)
                }
                try sink.write(bytes)
            }
        } catch {
            guard let problem = Self.problem(error, gate) else { throw error }
            problems.end(problem)
        }
        part.problem = problems.text
        return part
    }

    /// The APIs that are looked at, by id.
    private func apis(_ gateway: APIGateway) async throws -> [API] {
        var apis = try await gateway.apis().filter(wish.selection.includes).sorted { $0.id < $1.id }
        if wish.selection.condition == nil {
            // Only a condition looks at more of them than name and protocol.
            for index in apis.indices { (apis[index].json, apis[index].tags) = (JSONObject(), [:]) }
        }
        return apis
    }

    /// Why something was not read, in words; `nil` for an error that has nothing to do with that.
    private static func problem(_ error: any Error, _ gate: RequestGate) -> String? {
        switch error {
        case is CancellationError, is RequestGate.Draining: interrupted
        case is AWSError where gate.isDraining: interrupted
        case let error as AWSError: "\(error)"
        case let error as UnreadableAnswer: "\(error)"
        default: nil
        }
    }

    private static let interrupted = "interrupted"

    /// What of a group could not be read: APIs of it, and perhaps everything after them.
    private struct Problems {
        private var first: String?
        private var apis = 0
        private var ending: String?

        mutating func add(_ problem: String, of api: API) {
            first = first ?? "API \(api.id): \(problem)"
            apis += 1
        }

        mutating func end(_ problem: String) { ending = problem }

        /// `nil`: everything was read.
        var text: String? {
            let others = apis > 1 ? "\(apis) APIs, such as " : ""
            let parts = [first.map { others + $0 }, ending].compactMap { $0 }
            return parts.isEmpty ? nil : parts.joined(separator: "; ")
        }
    }

    /// An API with its integrations, as they were read.
    private struct FoundAPI: Sendable {
        var api: API
        var integrations: [Integration] = []
        var routes: [Route]?
        /// Why it could not be read, although others can.
        var problem: String?
    }

    /// Reads several APIs ahead and hands them on in their order.
    private func forEachAPI(
        _ apis: [API],
        _ gateway: APIGateway,
        _ take: (FoundAPI) throws -> Void
    ) async throws {
        let readsRoutes = wish.readsRoutes
        counts.groups.withLock { $0 += 1 }
        defer { counts.groups.withLock { $0 -= 1 } }
        try await withThrowingTaskGroup(of: (Int, FoundAPI?).self) { tasks in
            var (next, taken) = (0, 0)
            // So no more are read ahead than can be handed on.
            func start() {
                while next < min(apis.count, taken + width) {
                    let (index, api) = (next, apis[next])
                    next += 1
                    tasks.addTask { (index, try await Self.read(api, gateway, readsRoutes: readsRoutes)) }
                }
            }
            start()
            var ready: [Int: FoundAPI?] = [:]
            while let (index, found) = try await tasks.next() {
                ready[index] = .some(found)
                while let found = ready.removeValue(forKey: taken) {
                    taken += 1
                    if let found { try take(found) }
                }
                start()
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
        } catch let error as AWSError where error.httpStatus != nil && !error.isCredentialsRefused && !error.isDrained {
            // The service is there and knows who asks, so that the next API may well be read.
            return FoundAPI(api: api, problem: "\(error)")
        } catch let error as UnreadableAnswer {
            return FoundAPI(api: api, problem: "\(error)")
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
}

/// The rows of one group, in a file that is made with the first of them. It is open only while something is written: there
/// are as many as there are groups.
private struct PartFile {
    let url: URL
    private var isMade = false

    init(_ url: URL) {
        self.url = url
    }

    mutating func write(_ bytes: [UInt8]) throws {
        if bytes.isEmpty { return }
        if !isMade { try Data().write(to: url) }
        isMade = true
        let handle = try FileHandle(forWritingTo: url)
        defer { try? handle.close() }
        try handle.seekToEnd()
        try handle.write(contentsOf: bytes)
    }
}
