import Foundation
import GRDB

/// What another process can say to a run that goes on.
public enum ControlRequest: Sendable, Equatable {
    case pause
    case resume
    case promote
    case stop
    /// Requests/s of a group; `nil`: unlimited.
    case rate(Double?)
    case concurrency(Int)
    /// Asks for the settings alone.
    case show

    private static let unlimited = "unlimited"

    /// Reads a verb and its argument, as they are typed and as they are kept; `nil`: not one of them.
    public init?(verb: String, argument: String?) {
        switch (verb, argument) {
        case ("pause", nil): self = .pause
        case ("resume", nil): self = .resume
        case ("promote", nil): self = .promote
        case ("stop", nil): self = .stop
        case ("show", nil): self = .show
        case ("rate", Self.unlimited?): self = .rate(nil)
        case ("rate", let text?):
            guard let rate = Double(text), rate > 0, rate.isFinite else { return nil }
            self = .rate(rate)
        case ("concurrency", let text?):
            guard let count = Int(text), count > 0 else { return nil }
            self = .concurrency(count)
        default: return nil
        }
    }

    var words: (verb: String, argument: String?) {
        switch self {
        case .pause: ("pause", nil)
        case .resume: ("resume", nil)
        case .promote: ("promote", nil)
        case .stop: ("stop", nil)
        case .show: ("show", nil)
        case .rate(let rate): ("rate", rate.map { "\($0)" } ?? Self.unlimited)
        case .concurrency(let count): ("concurrency", "\(count)")
        }
    }
}

/// The requests that other processes put into the checkpoint of a run, and the answers that the run gives there.
public struct ControlChannel: Sendable {
    /// A request that waits for its answer.
    struct Pending: Sendable {
        var id: Int64
        /// `nil`: one that this version does not know.
        var request: ControlRequest?
    }

    /// How often either side looks. An answer comes within a second.
    static let interval = Duration.milliseconds(200)
    /// A run that has not answered by then does not go on, or its disk does not.
    private static let patience = Duration.seconds(5)

    private let path: String

    /// - Parameter path: of the checkpoint.
    public init(path: String) {
        self.path = path
    }

    /// A file that holds the run for as long as it is there.
    public var pauseFile: String { "\(path).pause" }

    /// Sends a request to the process that works on the run.
    ///
    /// - Returns: what it says of itself then.
    /// - Throws: `CheckpointError`, `.notRunning` when no process works on the run or none answers.
    public func send(_ request: ControlRequest) async throws -> String {
        guard try Checkpoint.isInUse(path: path) else {
            throw CheckpointError(.notRunning, path: path, problem: "no apigw-migrate is working on it")
        }
        // Not the lock, which the run has: SQLite lets other processes write in between.
        let run = try await Checkpoint.openForReading(path: path).info()
        if let wayBack = run.wayBack, wayBack.endedAt == nil {
            let rollback = WayBack.path(of: path)
            throw CheckpointError(.notRunning, path: path, problem: "is being put back; say it to \(rollback)")
        }
        return try await Checkpoint.reporting(path) {
            let queue = try DatabaseQueue(path: path, configuration: Checkpoint.configuration(readonly: false))
            let words = request.words
            let id = try await queue.write { database in
                try database.execute(
                    sql: "INSERT INTO control (verb, argument) VALUES (?, ?)",
                    arguments: [words.verb, words.argument]
                )
                return database.lastInsertedRowID
            }
            let deadline = ContinuousClock.now + Self.patience
            while ContinuousClock.now < deadline {
                let sql = "SELECT answer FROM control WHERE id = ?"
                if let answer = try await queue.read({ try String.fetchOne($0, sql: sql, arguments: [id]) }) {
                    try queue.close()
                    return answer
                }
                try await Task.sleep(for: Self.interval / 4)
            }
            try await queue.write { try $0.execute(sql: "DELETE FROM control WHERE id = ?", arguments: [id]) }
            throw CheckpointError(.notRunning, path: path, problem: "the process that works on it does not answer")
        }
    }
}

extension Checkpoint {
    func controlRequests() async throws -> [ControlChannel.Pending] {
        try await read { database in
            let sql = "SELECT id, verb, argument FROM control WHERE answer IS NULL ORDER BY id"
            return try GRDB.Row.fetchAll(database, sql: sql).map { row in
                ControlChannel.Pending(
                    id: row["id"],
                    request: ControlRequest(verb: row["verb"], argument: row["argument"])
                )
            }
        }
    }

    func answer(_ pending: ControlChannel.Pending, _ answer: String) async throws {
        try await write { database in
            try database.execute(
                sql: "UPDATE control SET answer = ? WHERE id = ?",
                arguments: [answer, pending.id]
            )
        }
    }
}
