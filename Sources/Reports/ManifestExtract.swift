public import Migration

/// Rows of a run as a manifest in its original columns, byte for byte, ready to be fed back.
public struct ManifestExtract: Sendable {
    private let checkpoint: Checkpoint
    private let outcomes: Set<Outcome>
    private let filter: RowFilter?

    /// - Parameter filter: which of the rows with these outcomes; `nil` for all of them.
    public init(_ checkpoint: Checkpoint, outcomes: Set<Outcome>, filter: RowFilter? = nil) {
        self.checkpoint = checkpoint
        self.outcomes = outcomes
        self.filter = filter
    }

    /// Writes a file. It appears whole or not at all; one that is there is replaced.
    ///
    /// - Returns: the number of rows in it.
    /// - Throws: `ReportError`, `CheckpointError`.
    @discardableResult
    public func write(to path: String) async throws -> Int {
        let info = try await checkpoint.info()
        let header = info.schema.headerRecord
        var count = 0
        try await OutputFile.write(path) { descriptor in
            let stream = Relay(Stream(writer: BlockWriter(descriptor: descriptor, path: path)))
            if let header { try stream.change { try $0.append(header) } }
            try await checkpoint.forEachRow(outcomes) { row in
                guard try filter?.includes(ReportRow(row, of: info), of: info) ?? true else { return }
                try stream.change { stream in
                    try stream.append(row.record)
                    stream.count += 1
                }
            }
            count = try await BlockingThread.run {
                try stream.change { stream in
                    try stream.writer.flush()
                    return stream.count
                }
            }
        }
        return count
    }
}

private struct Stream: Sendable {
    var writer: BlockWriter
    var count = 0

    mutating func append(_ record: [UInt8]) throws {
        try writer.append { bytes in
            bytes.append(contentsOf: record)
            bytes.append(UInt8(ascii: "\n"))
        }
    }
}
