/// One line of a JSON Lines file.
public struct JSONRecord: Sendable, Equatable {
    /// Where the line begins.
    public var position: Position
    public var object: JSONObject
    /// The bytes as they stand in the file, without the line break.
    public var raw: [UInt8]

    public init(position: Position, object: JSONObject, raw: [UInt8]) {
        self.position = position
        self.object = object
        self.raw = raw
    }
}

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

/// The reader of JSON Lines without its source: takes bytes from a buffer, gives records, says when it needs more.
struct JSONLinesScanner {
    private let maximumRecordSize: Int
    private var cursor = TextCursor()

    init(maximumRecordSize: Int) {
        self.maximumRecordSize = maximumRecordSize
    }

    mutating func step(_ buffer: inout InputBuffer) -> ScanStep<JSONRecord> {
        while true {
            switch cursor.prepare(&buffer) {
            case .ready: break
            case .needsInput: return .needsInput
            case .end: return .end
            case .utf16: return .found(.bad(RecordError(.utf16, at: cursor.position)))
            }
            let lineFeed = buffer.withUnread(ByteScan.firstLineFeed)
            let end = lineFeed ?? buffer.unreadCount
            let length = buffer.withUnread { $0[..<end].last == UInt8(ascii: "\r") ? end - 1 : end }
            if length > maximumRecordSize {
                cursor.skipRestOfLine()
                return .found(.bad(RecordError(.tooLarge(limit: maximumRecordSize), at: cursor.position)))
            }
            guard lineFeed != nil || buffer.isExhausted else { return .needsInput }
            let result = buffer.withUnread { parse(UnsafeBufferPointer(rebasing: $0[..<length])) }
            cursor.advance(&buffer, by: lineFeed == nil ? end : end + 1, lines: lineFeed == nil ? 0 : 1)
            if let result { return .found(result) }
        }
    }

    /// Parses one line; nil when it is blank.
    private func parse(_ line: UnsafeBufferPointer<UInt8>) -> RecordResult<JSONRecord>? {
        guard let start = line.firstIndex(where: { !Self.isBlank($0) }) else { return nil }
        do {
            let value = try JSONParser.parse(line, duplicateKeys: .error, maximumDepth: JSONValue.defaultMaximumDepth)
            if case .object(let object) = value {
                return .record(JSONRecord(position: cursor.position, object: object, raw: Array(line)))
            }
            let position = Position(line: cursor.line, column: start + 1)
            return .bad(RecordError(.notAnObject(value.typeName), at: position))
        } catch {
            let moved = error.moved(toLine: cursor.line, offset: cursor.offset)
            return .bad(RecordError(.json(moved), at: moved.position))
        }
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
    }
}
