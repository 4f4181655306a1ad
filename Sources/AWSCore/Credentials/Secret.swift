/// A text that must not be shown: printed, dumped and mirrored it is `<redacted>`.
public struct Secret: Sendable, Hashable {
    /// The text itself.
    public var value: String

    public init(_ value: String) {
        self.value = value
    }

    static let placeholder = "<redacted>"
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { Self.placeholder }
    public var debugDescription: String { Self.placeholder }
    public var customMirror: Mirror { Mirror(reflecting: Self.placeholder) }
}
