public import Migration
import Records

/// What a piece of a text is, so that a terminal can give it a colour and another format a markup.
public enum TextRole: Sendable, Equatable {
    case title
    case heading
    case outcome(Outcome)
    case note
    case command
    /// Part of an old value that the new one does not have.
    case removed
    /// Part of a new value that the old one does not have.
    case added
    /// What repeats itself from line to line.
    case faint
}

/// Gives a piece of text its looks.
///
/// - Returns: the text with whatever a terminal needs around it; `[-old-]` and `{+new+}` where there are no colours.
public typealias TextStyle = @Sendable (TextRole, String) -> String

/// A line of text in pieces with roles.
///
/// Texts from outside need no treatment before: whatever is put into a line becomes printable when the line is rendered.
public struct StyledLine: Sendable, Equatable, ExpressibleByStringInterpolation {
    public struct Piece: Sendable, Equatable {
        public var text: String
        /// `nil`: plain text.
        public var role: TextRole?
    }

    public private(set) var pieces: [Piece] = []

    public init() {}

    public init(_ text: String, _ role: TextRole? = nil) { append(text, role) }

    public init(stringLiteral text: String) { append(text) }

    public init(stringInterpolation: StringInterpolation) { pieces = stringInterpolation.line.pieces }

    /// A piece with a role, or without one a whole line, in the middle of a text.
    public struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var line = StyledLine()

        public init(literalCapacity: Int, interpolationCount: Int) {}
        public mutating func appendLiteral(_ text: String) { line.append(text) }
        public mutating func appendInterpolation(_ text: String, _ role: TextRole? = nil) { line.append(text, role) }
        public mutating func appendInterpolation(_ number: Int, _ role: TextRole? = nil) {
            line.append(String(number), role)
        }
        public mutating func appendInterpolation(_ other: StyledLine) { line.append(other) }
    }

    public mutating func append(_ text: String, _ role: TextRole? = nil) {
        if text.isEmpty { return }
        pieces.append(Piece(text: Printable.text(text), role: role))
    }

    public mutating func append(_ other: StyledLine) { pieces += other.pieces }

    public static func + (left: StyledLine, right: StyledLine) -> StyledLine {
        var line = left
        line.append(right)
        return line
    }

    public func text(_ style: TextStyle = plainStyle) -> String {
        pieces.map { piece in piece.role.map { style($0, piece.text) } ?? piece.text }.joined()
    }

    /// The beginning of the line that fits.
    public func cut(to width: Int) -> StyledLine {
        var line = StyledLine()
        var room = width
        for piece in pieces {
            line.append(ColumnWidth.cut(piece.text, to: room), piece.role)
            room -= ColumnWidth.of(piece.text)
            if room <= 0 { break }
        }
        return line
    }

    /// Columns on a terminal, without what the style adds.
    public var width: Int { pieces.reduce(0) { $0 + ColumnWidth.of($1.text) } }
}

/// The looks of a text without colours: only what would be lost is marked.
public let plainStyle: TextStyle = { role, text in
    switch role {
    case .removed: "[-\(text)-]"
    case .added: "{+\(text)+}"
    default: text
    }
}
