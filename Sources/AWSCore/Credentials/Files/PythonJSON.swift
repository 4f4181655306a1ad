import Crypto
import Records

/// JSON as Python's `json.dumps(…, sort_keys=True)` writes it: what the AWS CLI names its cache files after.
enum PythonJSON {
    /// - Parameters:
    ///   - members: strings and whole numbers only.
    ///   - isCompact: without the spaces after `,` and `:`.
    static func text(_ members: [String: JSONValue], isCompact: Bool = false) -> String {
        let space = isCompact ? "" : " "
        let parts = members.sorted { $0.key < $1.key }.map { member in
            let value = member.value.string.map(quoted) ?? JSONWriter().string(member.value)
            return "\(quoted(member.key)):\(space)\(value)"
        }
        return "{\(parts.joined(separator: ",\(space)"))}"
    }

    /// The hash of a text in hexadecimal.
    static func sha1(_ text: String) -> String {
        let digits = Insecure.SHA1.hash(data: Array(text.utf8)).flatMap { byte in
            [URIEncoding.hexDigit(byte >> 4, upperCase: false), URIEncoding.hexDigit(byte & 15, upperCase: false)]
        }
        return String(decoding: digits, as: UTF8.self)
    }

    /// Outside ASCII every UTF-16 unit is escaped.
    private static func quoted(_ text: String) -> String {
        var result = ""
        for unit in JSONWriter().string(.string(text)).utf16 {
            guard unit > 0x7F else {
                result.unicodeScalars.append(Unicode.Scalar(UInt8(unit)))
                continue
            }
            let digits = String(unit, radix: 16)
            result += "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)"
        }
        return result
    }
}
