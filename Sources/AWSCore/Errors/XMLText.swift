/// A piece of an XML document, searched for elements by name. Enough for STS replies: no namespaces, comments or CDATA,
/// and an element does not hold one of its own name.
struct XMLText {
    private let bytes: ArraySlice<UInt8>

    init(_ document: [UInt8]) {
        bytes = document[...]
    }

    private init(bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
    }

    /// The content of the first element of that name.
    func first(_ name: String) -> XMLText? {
        let open = Array("<\(name)".utf8)
        let close = Array("</\(name)>".utf8)
        var start = bytes.startIndex
        while let position = Self.firstIndex(of: open, in: bytes[start...]) {
            let afterName = position + open.count
            guard afterName < bytes.endIndex, let end = bytes[afterName...].firstIndex(of: UInt8(ascii: ">")) else {
                return nil
            }
            switch bytes[afterName] {
            case UInt8(ascii: ">"), UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                let content = bytes[(end + 1)...]
                return Self.firstIndex(of: close, in: content).map { XMLText(bytes: content[..<$0]) }
            default: start = afterName
            }
        }
        return nil
    }

    /// The content as text: references resolved, white space at the ends dropped.
    var text: String {
        var rest = Substring(decoding: bytes, as: UTF8.self)
        var result = ""
        while let ampersand = rest.firstIndex(of: "&") {
            result += rest[..<ampersand]
            rest = rest[ampersand...]
            if let semicolon = rest.firstIndex(of: ";"),
                let character = Self.character(rest[rest.index(after: ampersand)..<semicolon])
            {
                result.append(character)
                rest = rest[rest.index(after: semicolon)...]
            } else {
                result += "&"
                rest = rest.dropFirst()
            }
        }
        result += rest
        let isContent: (Character) -> Bool = { !$0.isWhitespace }
        guard let first = result.firstIndex(where: isContent), let last = result.lastIndex(where: isContent) else {
            return ""
        }
        return String(result[first...last])
    }

    /// What `&name;` or `&#number;` stands for.
    private static func character(_ name: Substring) -> Character? {
        switch name {
        case "amp": return "&"
        case "lt": return "<"
        case "gt": return ">"
        case "quot": return "\""
        case "apos": return "'"
        default: break
        }
        guard name.hasPrefix("#") else { return nil }
        let isHex = name.hasPrefix("#x")
        let code = UInt32(name.dropFirst(isHex ? 2 : 1), radix: isHex ? 16 : 10)
        return code.flatMap(Unicode.Scalar.init).map(Character.init)
    }

    private static func firstIndex(of pattern: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
        var start = bytes.startIndex
        while let candidate = bytes[start...].firstIndex(of: pattern[0]) {
            if bytes[candidate...].starts(with: pattern) { return candidate }
            start = candidate + 1
        }
        return nil
    }
}
