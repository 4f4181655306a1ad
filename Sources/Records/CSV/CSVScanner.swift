/// The reader of CSV without its source: takes bytes from a buffer, gives records, says when it needs more.
struct CSVScanner {
    private let maximumRecordSize: Int
    var expectedFieldCount: Int?
    var skipsEmptyRecords = false

    private var structure: CSVStructure
    private var cursor = TextCursor()

    init(delimiter: UInt8, maximumRecordSize: Int) {
        self.maximumRecordSize = maximumRecordSize
        self.structure = CSVStructure(delimiter: delimiter)
    }

    mutating func step(_ buffer: inout InputBuffer) -> ScanStep<Record> {
        while true {
            switch cursor.prepare(&buffer) {
            case .ready: break
            case .needsInput: return .needsInput
            case .end: return .end
            case .utf16: return .found(.bad(RecordError(.utf16, at: cursor.position)))
            }
            let isExhausted = buffer.isExhausted
            switch buffer.withUnread({ scan($0, isFinal: isExhausted) }) {
            case .needsInput:
                return .needsInput
            case .blank(let consumed, let lines):
                cursor.advance(&buffer, by: consumed, lines: lines)
            case .found(let result, let consumed, let lines):
                cursor.advance(&buffer, by: consumed, lines: lines)
                return .found(result)
            }
        }
    }
}

extension CSVScanner {
    private enum Scanned {
        case needsInput
        case blank(consumed: Int, lines: Int)
        case found(RecordResult<Record>, consumed: Int, lines: Int)
    }

    private mutating func scan(_ unread: UnsafeBufferPointer<UInt8>, isFinal: Bool) -> Scanned {
        // Only a window of the largest record and its line break is looked at, so that the result does not depend on
        // how much the buffer happens to hold.
        let window = UnsafeBufferPointer(rebasing: unread.prefix(maximumRecordSize + 2))
        let isWindowFull = window.count == maximumRecordSize + 2
        let isFinal = isFinal && window.count == unread.count
        switch structure.scan(window, isFinal: isFinal) {
        case .incomplete(let openQuote):
            guard isFinal || isWindowFull else { return .needsInput }
            guard let openQuote else { return tooLarge(window) }
            let code: RecordError.Code = isFinal ? .unclosedQuote : .unclosedQuoteWithin(limit: maximumRecordSize)
            return bad(RecordError(code, at: position(of: openQuote, in: window)), in: window, from: openQuote)
        case .mistake(let mistake):
            return bad(mistake, in: window)
        case .record(let length, let next):
            let record = UnsafeBufferPointer(rebasing: window.prefix(length))
            if isBlank(record) { return .blank(consumed: next, lines: structure.cursor.line + 1) }
            if length > maximumRecordSize { return tooLarge(window) }
            // At the end of the input there may be no line feed to count; nothing follows it either.
            return .found(makeRecord(record), consumed: next, lines: structure.cursor.line + 1)
        }
    }

    private func isBlank(_ record: UnsafeBufferPointer<UInt8>) -> Bool {
        if skipsEmptyRecords {
            return structure.fields.allSatisfy { record[$0.content].allSatisfy(Self.isSpace) }
        }
        guard structure.fields.count == 1, !structure.fields[0].isQuoted else { return false }
        return record.allSatisfy(Self.isSpace)
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

    private mutating func tooLarge(_ window: UnsafeBufferPointer<UInt8>) -> Scanned {
        let error = RecordError(.tooLarge(limit: maximumRecordSize), at: cursor.position)
        return bad(error, in: window, from: structure.cursor)
    }

    private mutating func bad(
        _ mistake: CSVStructure.Mistake,
        in window: UnsafeBufferPointer<UInt8>
    ) -> Scanned {
        switch mistake {
        case .quoteInUnquotedField(let mark):
            return bad(RecordError(.quoteInUnquotedField, at: position(of: mark, in: window)), in: window, from: mark)
        case .loneCarriageReturn(let mark):
            return bad(RecordError(.loneCarriageReturn, at: position(of: mark, in: window)), in: window, from: mark)
        case .textAfterQuote(let mark, let opened) where mark.line == opened.line:
            return bad(RecordError(.textAfterQuote, at: position(of: mark, in: window)), in: window, from: mark)
        case .textAfterQuote(let mark, let opened):
            // Most likely the opening quote was never closed and this one opens another field. Going on right behind
            // the opening line lets the rows between the two be checked.
            let code = RecordError.Code.quotedFieldRunsOn(to: position(of: mark, in: window))
            return bad(RecordError(code, at: position(of: opened, in: window)), in: window, from: opened)
        }
    }

    /// Reports an error and goes on behind the line that `mark` is in.
    private mutating func bad(
        _ error: RecordError,
        in window: UnsafeBufferPointer<UInt8>,
        from mark: Mark
    ) -> Scanned {
        cursor.skipRestOfLine()
        return .found(.bad(error), consumed: mark.offset, lines: mark.line)
    }

    private func position(of mark: Mark, in bytes: UnsafeBufferPointer<UInt8>) -> Position {
        Position(
            line: cursor.line + mark.line,
            column: 1 + ByteScan.scalarCount(in: bytes[mark.lineStart..<mark.offset])
        )
    }
}

extension CSVScanner {
    private func makeRecord(_ bytes: UnsafeBufferPointer<UInt8>) -> RecordResult<Record> {
        if let nul = structure.nul {
            let code = RecordError.Code.nulByte(offset: cursor.offset + nul.offset)
            return .bad(RecordError(code, at: position(of: nul, in: bytes)))
        }
        let firstNonASCII = ByteScan.firstNonASCII(in: bytes)
        if let invalid = ByteScan.firstInvalid(in: bytes, from: firstNonASCII) {
            let position = position(of: mark(at: invalid, in: bytes), in: bytes)
            return .bad(RecordError(.invalidUTF8(offset: cursor.offset + invalid), at: position))
        }
        if let expected = expectedFieldCount, structure.fields.count != expected {
            return .bad(wrongFieldCount(expected: expected, in: bytes))
        }
        let fields = makeFields(bytes, isASCII: firstNonASCII == bytes.count)
        return .record(Record(position: cursor.position, fields: fields, raw: Array(bytes)))
    }

    private func wrongFieldCount(expected: Int, in bytes: UnsafeBufferPointer<UInt8>) -> RecordError {
        let fields = structure.fields
        // The first field that is too many, or the record itself.
        let mark = fields.count > expected ? fields[Swift.max(0, expected)].start : fields[0].start
        return RecordError(.fieldCount(fields.count, expected: expected), at: position(of: mark, in: bytes))
    }

    private func mark(at offset: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Mark {
        var mark = Mark(offset: offset, line: 0, lineStart: 0)
        for index in 0..<offset where bytes[index] == UInt8(ascii: "\n") {
            mark.line += 1
            mark.lineStart = index + 1
        }
        return mark
    }

    private func makeFields(_ bytes: UnsafeBufferPointer<UInt8>, isASCII: Bool) -> [Field] {
        var fields: [Field] = []
        fields.reserveCapacity(structure.fields.count)
        var columns = ColumnCounter(isASCII: isASCII)
        for bounds in structure.fields {
            fields.append(
                Field(
                    value: Self.value(of: bounds, in: bytes),
                    position: Position(
                        line: cursor.line + bounds.start.line,
                        column: columns.column(of: bounds.start, in: bytes)
                    ),
                    isQuoted: bounds.isQuoted
                )
            )
        }
        return fields
    }

    private static func value(of bounds: FieldBounds, in bytes: UnsafeBufferPointer<UInt8>) -> String {
        let content = UnsafeBufferPointer(rebasing: bytes[bounds.content])
        guard bounds.hasDoubledQuotes else { return String(decoding: content, as: UTF8.self) }
        return String(unsafeUninitializedCapacity: content.count) { target in
            var count = 0
            var index = 0
            while index < content.count {
                target[count] = content[index]
                count += 1
                // Inside the field a quote is always doubled.
                index += content[index] == UInt8(ascii: "\"") ? 2 : 1
            }
            return count
        }
    }
}

/// Counts columns from field to field, so that a line is counted once.
private struct ColumnCounter {
    let isASCII: Bool
    private var lineStart = 0
    private var offset = 0
    private var column = 1

    init(isASCII: Bool) {
        self.isASCII = isASCII
    }

    mutating func column(of mark: Mark, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
        if isASCII { return mark.offset - mark.lineStart + 1 }
        if mark.lineStart != lineStart {
            lineStart = mark.lineStart
            offset = mark.lineStart
            column = 1
        }
        column += ByteScan.scalarCount(in: bytes[offset..<mark.offset])
        offset = mark.offset
        return column
    }
}
