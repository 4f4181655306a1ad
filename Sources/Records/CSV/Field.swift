/// One cell of a CSV or TSV record.
public struct Field: Sendable, Equatable {
    /// The text, without the quotes around it and with doubled quotes made single.
    public var value: String
    /// Where the cell begins: at its opening quote if it has one.
    public var position: Position
    public var isQuoted: Bool

    public init(value: String, position: Position, isQuoted: Bool) {
        self.value = value
        self.position = position
        self.isQuoted = isQuoted
    }
}
