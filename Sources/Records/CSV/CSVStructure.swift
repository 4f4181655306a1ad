/// A place in the bytes of one record.
struct Mark: Equatable {
    /// From the record's first byte.
    var offset: Int
    /// How many line feeds stand before it in the record.
    var line: Int
    /// Where its line begins.
    var lineStart: Int
}

/// Where a field lies in the bytes of its record.
struct FieldBounds {
    /// The first byte, at the opening quote if there is one.
    var start: Mark
    /// The bytes between the quotes, or all of them.
    var content: Range<Int>
    var isQuoted = false
    var hasDoubledQuotes = false
}

/// Finds the fields and the end of one record: the grammar of RFC 4180 and nothing else.
struct CSVStructure {
    enum Extent {
        /// The bytes end inside the record; `openQuote` says where a quoted field is still open.
        case incomplete(openQuote: Mark?)
        /// `length` bytes without the line break; the next record begins at `next`.
        case record(length: Int, next: Int)
        case mistake(Mistake)
    }

    enum Mistake {
        case quoteInUnquotedField(Mark)
        case textAfterQuote(Mark, opened: Mark)
        case loneCarriageReturn(Mark)
    }

    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")
    private static let quote = UInt8(ascii: "\"")

    let delimiter: UInt8
    private(set) var fields: [FieldBounds] = []
    /// The first NUL byte, if there is one.
    private(set) var nul: Mark?
    /// Where the scan stands: after it, `line` is the number of line feeds inside the record.
    private(set) var cursor = Mark(offset: 0, line: 0, lineStart: 0)

    init(delimiter: UInt8) {
        self.delimiter = delimiter
    }

    /// Scans from the first byte of a record. `isFinal`: nothing follows these bytes.
    mutating func scan(_ bytes: UnsafeBufferPointer<UInt8>, isFinal: Bool) -> Extent {
        fields.removeAll(keepingCapacity: true)
        nul = nil
        cursor = Mark(offset: 0, line: 0, lineStart: 0)
        while true {
            let start = cursor
            if start.offset < bytes.count, bytes[start.offset] == Self.quote {
                if let extent = scanQuotedField(bytes, isFinal: isFinal) { return extent }
            } else {
                scanUnquotedField(bytes)
            }
            let index = cursor.offset
            guard index < bytes.count else {
                return isFinal ? .record(length: index, next: index) : .incomplete(openQuote: nil)
            }
            switch bytes[index] {
            case delimiter:
                cursor.offset = index + 1
            case Self.lineFeed:
                return .record(length: index, next: index + 1)
            case Self.carriageReturn:
                guard index + 1 < bytes.count else {
                    return isFinal ? .mistake(.loneCarriageReturn(cursor)) : .incomplete(openQuote: nil)
                }
                if bytes[index + 1] == Self.lineFeed { return .record(length: index, next: index + 2) }
                return .mistake(.loneCarriageReturn(cursor))
            default:
                // Behind an unquoted field only a quote is left.
                let isQuoted = fields.last?.isQuoted ?? false
                return .mistake(isQuoted ? .textAfterQuote(cursor, opened: start) : .quoteInUnquotedField(cursor))
            }
        }
    }

    /// Moves the cursor to the byte that ends the field: a delimiter, a line break, a quote or the end of the bytes.
    private mutating func scanUnquotedField(_ bytes: UnsafeBufferPointer<UInt8>) {
        let delimiter = delimiter
        var index = cursor.offset
        while index < bytes.count {
            let byte = bytes[index]
            if byte == delimiter { break }
            if byte <= Self.quote {
                if byte == Self.quote || byte == Self.lineFeed || byte == Self.carriageReturn { break }
                if byte == 0 { note(nulAt: index) }
            }
            index += 1
        }
        fields.append(FieldBounds(start: cursor, content: cursor.offset..<index))
        cursor.offset = index
    }

    /// Moves the cursor behind the closing quote; returns what to report when there is none.
    private mutating func scanQuotedField(_ bytes: UnsafeBufferPointer<UInt8>, isFinal: Bool) -> Extent? {
        let start = cursor
        var hasDoubledQuotes = false
        var index = start.offset + 1
        while index < bytes.count {
            let byte = bytes[index]
            if byte > Self.quote {
                index += 1
                continue
            }
            if byte == Self.quote {
                if index + 1 < bytes.count {
                    if bytes[index + 1] == Self.quote {
                        hasDoubledQuotes = true
                        index += 2
                        continue
                    }
                } else if !isFinal {
                    return .incomplete(openQuote: start)
                }
                fields.append(
                    FieldBounds(
                        start: start,
                        content: start.offset + 1..<index,
                        isQuoted: true,
                        hasDoubledQuotes: hasDoubledQuotes
                    )
                )
                cursor.offset = index + 1
                return nil
            }
            index += 1
            if byte == Self.lineFeed {
                cursor.line += 1
                cursor.lineStart = index
            } else if byte == 0 {
                note(nulAt: index - 1)
            }
        }
        return .incomplete(openQuote: start)
    }

    private mutating func note(nulAt offset: Int) {
        guard nul == nil else { return }
        nul = Mark(offset: offset, line: cursor.line, lineStart: cursor.lineStart)
    }
}
