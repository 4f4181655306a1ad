public import Migration

/// Every row of a run, or those that ended in certain ways, in a form to be kept.
///
/// Rows are read and written one after the other: memory does not grow with the run. A run may go on meanwhile; then the
/// rows are those of one moment.
public struct Report: Sendable {
    private let checkpoint: Checkpoint
    private let overview: RunOverview
    private let outcomes: Set<Outcome>?
    private let filter: RowFilter?

    /// - Parameters:
    ///   - overview: what the report says of the run beside its rows.
    ///   - outcomes: which rows; `nil` for all of them. The summary counts all rows in any case.
    ///   - filter: which of these rows; `nil` for all of them.
    public init(
        _ checkpoint: Checkpoint,
        overview: RunOverview,
        outcomes: Set<Outcome>? = nil,
        filter: RowFilter? = nil
    ) {
        self.checkpoint = checkpoint
        self.overview = overview
        self.outcomes = outcomes
        self.filter = filter
    }

    /// Writes a file. It appears whole or not at all; one that is there is replaced.
    ///
    /// - Throws: `ReportError`, `CheckpointError`.
    public func write(to path: String, format: ReportFormat) async throws {
        try await OutputFile.write(path) { descriptor in
            try await write(toDescriptor: descriptor, named: path, format: format)
        }
    }

    /// Writes to an open file descriptor, such as standard output, and leaves it open.
    ///
    /// - Parameter name: for messages.
    /// - Throws: `ReportError`, `CheckpointError`.
    public func write(toDescriptor descriptor: Int32, named name: String, format: ReportFormat) async throws {
        let info = overview.info
        let writer = BlockWriter(descriptor: descriptor, path: name)
        let stream = Relay(Stream(writer: writer, renderer: format.makeRenderer()))
        try await BlockingThread.run { [overview] in
            try stream.change { try $0.step { renderer, bytes in renderer.begin(overview, to: &bytes) } }
        }
        try await checkpoint.forEachRow(outcomes) { record in
            let row = ReportRow(record, of: info)
            guard try filter?.includes(row, of: info) ?? true else { return }
            try stream.change { try $0.step { renderer, bytes in renderer.append(row, to: &bytes) } }
        }
        try await BlockingThread.run {
            try stream.change { stream in
                try stream.step { renderer, bytes in renderer.end(to: &bytes) }
                try stream.writer.flush()
            }
        }
    }

    /// Finds out whether a report could be written there, before the work that it is to report is begun.
    ///
    /// - Throws: `ReportError` `.cannotCreate`.
    public static func checkWritable(_ path: String) throws {
        try OutputFile.check(path)
    }
}

/// A renderer and where its bytes go.
private struct Stream: Sendable {
    var writer: BlockWriter
    var renderer: any ReportRenderer

    mutating func step(_ body: (inout any ReportRenderer, inout [UInt8]) -> Void) throws {
        try writer.append { body(&renderer, &$0) }
    }
}
