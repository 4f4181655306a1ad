/// One record of a CSV or TSV file: usually one line, more when a quoted field holds line breaks.
public struct Record: Sendable, Equatable {
    /// Where its first line begins.
    public var position: Position
    public var fields: [Field]
    /// The bytes as they stand in the file, without the final line break.
    public var raw: [UInt8]

    public init(position: Position, fields: [Field], raw: [UInt8]) {
        self.position = position
        self.fields = fields
        self.raw = raw
    }
}
