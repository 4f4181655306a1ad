/// A place in a text file, as an editor shows it.
public struct Position: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The line, from 1. Lines end at a line feed.
    public var line: Int
    /// The column, from 1, counted in characters (Unicode scalars), not in bytes.
    public var column: Int

    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    public var description: String { "line \(line), column \(column)" }

    public static func < (left: Position, right: Position) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}

/// Where a scanner stands in its file, and what both scanners do between two records.
struct TextCursor {
    enum State {
        /// A record may begin here: there is at least one unread byte.
        case ready
        case needsInput
        case end
        /// The file begins with a byte order mark of UTF-16; after it there is only the end.
        case utf16
    }

    /// The line that the unread bytes begin in, from 1.
    private(set) var line = 1
    /// The offset in the file of the first unread byte.
    private(set) var offset = 0
    private var hasStarted = false
    private var hasEnded = false
    private var isSkippingLine = false

    /// Where the line of the unread bytes begins.
    var position: Position { Position(line: line, column: 1) }

    /// Goes to where the next record may begin.
    mutating func prepare(_ buffer: inout InputBuffer) -> State {
        if hasEnded { return .end }
        if !hasStarted {
            guard buffer.unreadCount >= 3 || buffer.isExhausted else { return .needsInput }
            hasStarted = true
            if skipByteOrderMark(&buffer) == .utf16 { return .utf16 }
        }
        if isSkippingLine { skipLine(&buffer) }
        if buffer.unreadCount > 0 { return .ready }
        hasEnded = buffer.isExhausted
        return hasEnded ? .end : .needsInput
    }

    /// Consumes bytes that hold `lines` line feeds.
    mutating func advance(_ buffer: inout InputBuffer, by count: Int, lines: Int) {
        buffer.consume(count)
        offset += count
        line += lines
    }

    /// Makes `prepare` drop everything up to and with the next line feed.
    mutating func skipRestOfLine() {
        isSkippingLine = true
    }

    private mutating func skipByteOrderMark(_ buffer: inout InputBuffer) -> State {
        let prefix = buffer.withUnread { Array($0.prefix(3)) }
        if prefix == [0xEF, 0xBB, 0xBF] {
            advance(&buffer, by: 3, lines: 0)
        } else if prefix.starts(with: [0xFF, 0xFE]) || prefix.starts(with: [0xFE, 0xFF]) {
            hasEnded = true
            return .utf16
        }
        return .ready
    }

    private mutating func skipLine(_ buffer: inout InputBuffer) {
        if let lineFeed = buffer.withUnread(ByteScan.firstLineFeed) {
            advance(&buffer, by: lineFeed + 1, lines: 1)
            isSkippingLine = false
        } else {
            advance(&buffer, by: buffer.unreadCount, lines: 0)
        }
    }
}
