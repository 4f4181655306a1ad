/// Writes JSON values as text.
///
/// Characters outside ASCII stay as they are, `/` is not escaped, members keep their order.
public struct JSONWriter: Sendable {
    private let indent: Int?

    /// Most texts are an update or an integration, and should not grow step by step.
    private static let usualLength = 256

    /// - Parameter indent: spaces a level, one element or member a line; nil writes everything on one line, without
    ///   spaces.
    public init(indent: Int? = nil) {
        self.indent = indent
    }

    /// The text, without a final line feed.
    public func string(_ value: JSONValue) -> String {
        String(decoding: bytes(value), as: UTF8.self)
    }

    /// The text as UTF-8, without a final line feed.
    public func bytes(_ value: JSONValue) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.usualLength)
        append(value, to: &bytes)
        return bytes
    }

    /// Appends the text as UTF-8, without a final line feed.
    public func append(_ value: JSONValue, to bytes: inout [UInt8]) {
        append(value, depth: 0, to: &bytes)
    }

    private func append(_ value: JSONValue, depth: Int, to bytes: inout [UInt8]) {
        switch value {
        case .null: bytes.append(contentsOf: "null".utf8)
        case .bool(let value): bytes.append(contentsOf: (value ? "true" : "false").utf8)
        case .number(let lexeme): bytes.append(contentsOf: lexeme.utf8)
        case .string(let text): Self.append(text, to: &bytes)
        case .array(let elements):
            appendList(elements, "[", "]", depth: depth, to: &bytes) { element, bytes in
                append(element, depth: depth + 1, to: &bytes)
            }
        case .object(let object):
            appendList(object.members, "{", "}", depth: depth, to: &bytes) { member, bytes in
                Self.append(member.key, to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                if indent != nil { bytes.append(UInt8(ascii: " ")) }
                append(member.value, depth: depth + 1, to: &bytes)
            }
        }
    }

    private func appendList<Item>(
        _ items: [Item],
        _ opening: Unicode.Scalar,
        _ closing: Unicode.Scalar,
        depth: Int,
        to bytes: inout [UInt8],
        appendItem: (Item, inout [UInt8]) -> Void
    ) {
        bytes.append(UInt8(ascii: opening))
        for (index, item) in items.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            appendLineBreak(depth: depth + 1, to: &bytes)
            appendItem(item, &bytes)
        }
        if !items.isEmpty { appendLineBreak(depth: depth, to: &bytes) }
        bytes.append(UInt8(ascii: closing))
    }

    private func appendLineBreak(depth: Int, to bytes: inout [UInt8]) {
        guard let indent else { return }
        bytes.append(UInt8(ascii: "\n"))
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: indent * depth))
    }

    private static func append(_ text: String, to bytes: inout [UInt8]) {
        text.withBytes { utf8 in
            bytes.append(UInt8(ascii: "\""))
            var start = 0
            // Most texts are one piece.
            while let place = utf8.firstEscape(from: start) {
                bytes.append(contentsOf: utf8.part(start..<place))
                bytes.append(contentsOf: escape(utf8[place]).utf8)
                start = place + 1
            }
            bytes.append(contentsOf: utf8.part(start...))
            bytes.append(UInt8(ascii: "\""))
        }
    }

    /// How a byte that cannot stand in a string is written: the short form where there is one.
    static func escape(_ byte: UInt8) -> String {
        switch byte {
        case UInt8(ascii: "\""): #"\""#
        case UInt8(ascii: "\\"): #"\\"#
        case 0x08: #"\b"#
        case UInt8(ascii: "\t"): #"\t"#
        case UInt8(ascii: "\n"): #"\n"#
        case 0x0C: #"\f"#
        case UInt8(ascii: "\r"): #"\r"#
        default: #"\u00"# + hexadecimal(byte)
        }
    }

    /// Two hex digits.
    static func hexadecimal(_ byte: UInt8) -> String {
        (byte < 0x10 ? "0" : "") + String(byte, radix: 16)
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// Where the next byte stands that a JSON string holds as an escape only.
    fileprivate func firstEscape(from start: Int) -> Int? {
        var index = start
        while index < count {
            let byte = self[index]
            if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return index }
            index += 1
        }
        return nil
    }
}
