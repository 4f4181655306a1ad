public import Migration

/// Rows of a run as a manifest in its original columns, byte for byte, ready to be fed back.
public struct ManifestExtract: Sendable {
    private let checkpoint: Checkpoint
    private let outcomes: Set<Outcome>

    public init(_ checkpoint: Checkpoint, outcomes: Set<Outcome>) {
        self.checkpoint = checkpoint
        self.outcomes = outcomes
    }

    /// Writes a file. It appears whole or not at all; one that is there is replaced.
    ///
    /// - Returns: the number of rows in it.
    /// - Throws: `ReportError`, `CheckpointError`.
    @discardableResult
    public func write(to path: String) async throws -> Int {
        let header = try await checkpoint.info().schema.headerRecord
        var count = 0
        try await OutputFile.write(path) { descriptor in
            let stream = Relay(Stream(writer: BlockWriter(descriptor: descriptor, path: path)))
            if let header { try stream.change { try $0.append(header) } }
            try await checkpoint.forEachRow(outcomes) { row in
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
