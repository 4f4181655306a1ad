import Foundation
import Sandbox
import Synchronization

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// A client of deployed APIs: asks every path again and again for as long as something else goes on, and counts the statuses.
final class InvokingClient: Sendable {
    private struct Record {
        var isDone = false
        var statuses: [Int: Int] = [:]
        var answered: Set<String> = []
        var failing: Set<String> = []
    }

    /// `API/STAGE/path`
    let paths: [String]
    private let url: String
    private let record = Mutex(Record())

    /// Paths that are asked at the same time.
    private static let width = 4

    init(_ sandbox: SandboxServer, paths: [String]) {
        self.paths = paths
        url = "\(sandbox.url)/invoke/"
    }

    /// How often each status was answered.
    var answers: [Int: Int] { record.withLock(\.statuses) }
    /// Paths that have been answered at all, and those that were answered with something else than 200.
    var pathsAnswered: Int { record.withLock(\.answered.count) }
    var failingPaths: Set<String> { record.withLock(\.failing) }

    /// Asks every path once.
    func askOnce() async {
        for path in paths { await ask(path) }
    }

    /// Asks until `body` has ended, and every path once more after that.
    func asking(_ body: () async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            for start in 0..<Self.width {
                tasks.addTask {
                    let own = stride(from: start, to: self.paths.count, by: Self.width).map { self.paths[$0] }
                    // A request that is cancelled may never come back from URLSession.
                    while !self.isDone {
                        for path in own where !self.isDone { await self.ask(path) }
                    }
                }
            }
            defer { record.withLock { $0.isDone = true } }
            try await body()
        }
        await askOnce()
    }

    private var isDone: Bool { record.withLock(\.isDone) }

    private func ask(_ path: String) async {
        guard let url = URL(string: url + path),
            let (_, response) = try? await URLSession.shared.data(from: url),
            let status = (response as? HTTPURLResponse)?.statusCode
        else { return }
        record.withLock { record in
            record.statuses[status, default: 0] += 1
            record.answered.insert(path)
            if status != 200 { record.failing.insert(path) }
        }
    }
}
