/// Reads JSON Lines (one object a line) record by record, in memory that does not grow with the file.
///
/// A UTF-8 byte order mark and blank lines are skipped; lines end with LF or CRLF. A key that appears twice in one
/// object makes the record a bad one. After a bad record the reader goes on with the next line.
public struct JSONLinesReader<Source: ByteSource> {
    private var source: Source
    private var buffer: InputBuffer
    private var scanner: JSONLinesScanner

    /// - Parameter maximumRecordSize: in bytes, without the line break; a larger record is a bad one.
    public init(_ source: Source, maximumRecordSize: Int = 1 << 20) {
        self.source = source
        // The largest record and its line break.
        self.buffer = InputBuffer(largestNeed: maximumRecordSize + 2)
        self.scanner = JSONLinesScanner(maximumRecordSize: maximumRecordSize)
    }

    /// The next record, good or bad; nil at the end. Throws only what the source throws.
    public mutating func next() throws -> RecordResult<JSONRecord>? {
        while true {
            switch scanner.step(&buffer) {
            case .found(let result): return result
            case .end: return nil
            case .needsInput: try buffer.refill(from: &source)
            }
        }
    }
}

extension JSONLinesReader: Sendable where Source: Sendable {}
