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
