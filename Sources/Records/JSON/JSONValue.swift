/// A JSON value (RFC 8259).
///
/// Strings are equal when their scalars are: `==` here does not take composed and decomposed characters for the same.
public enum JSONValue: Sendable {
    case null
    case bool(Bool)
    /// The number as it was written, so that nothing is lost.
    case number(String)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)

    /// What to do with a key that appears twice in one object.
    public enum DuplicateKeys: Sendable {
        case error
        /// The last value counts, at the place of the first.
        case lastWins
    }

    /// Far more than a manifest or an answer of the API needs, far less than what would exhaust a thread's stack.
    public static let defaultMaximumDepth = 64

    /// Parses one value with nothing but white space around it.
    ///
    /// Strict: lone surrogates, invalid UTF-8, unescaped control characters and text after the value are errors.
    /// - Parameter maximumDepth: how deep arrays and objects may nest.
    public init(
        parsing bytes: [UInt8],
        duplicateKeys: DuplicateKeys = .error,
        maximumDepth: Int = defaultMaximumDepth
    ) throws(JSONError) {
        self = try bytes.withUnsafeBufferPointer { (bytes) throws(JSONError) in
            try JSONParser.parse(bytes, duplicateKeys: duplicateKeys, maximumDepth: maximumDepth)
        }
    }

    /// Parses one value with nothing but white space around it.
    public init(
        parsing text: String,
        duplicateKeys: DuplicateKeys = .error,
        maximumDepth: Int = defaultMaximumDepth
    ) throws(JSONError) {
        try self.init(parsing: Array(text.utf8), duplicateKeys: duplicateKeys, maximumDepth: maximumDepth)
    }

    /// A number without fraction.
    public static func integer(_ value: Int) -> JSONValue {
        .number(String(value))
    }
}

extension JSONValue: Equatable {
    public static func == (left: JSONValue, right: JSONValue) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.number(let left), .number(let right)): left == right
        case (.string(let left), .string(let right)): left.isSame(as: right)
        case (.array(let left), .array(let right)): left == right
        case (.object(let left), .object(let right)): left == right
        default: false
        }
    }
}

extension String {
    /// Whether both hold the same scalars; `==` also calls canonically equivalent strings equal.
    public func isSame(as other: String) -> Bool {
        withBytes { bytes in other.withBytes(bytes.isSame) }
    }
}
