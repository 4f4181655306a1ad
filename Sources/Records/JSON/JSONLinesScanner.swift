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
