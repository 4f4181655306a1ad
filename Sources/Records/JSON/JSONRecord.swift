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
