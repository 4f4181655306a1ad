/// What is known of a role's ARN without asking anybody: `arn:PARTITION:iam::ACCOUNT:role/PATH/NAME`.
enum RoleARN {
    /// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html, RoleArn.
    private static let lengths = 20...2048
    /// https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html, RoleName.
    private static let maximumNameLength = 64

    static let allowedDescription = "the ARN of a role, such as arn:aws:iam::123456789012:role/Name"

    /// What is wrong with a text; `nil` when nothing is.
    static func problem(of text: String) -> String? {
        guard lengths.contains(text.utf8.count) else {
            return "has \(text.unicodeScalars.count) characters, not \(lengths.lowerBound) to \(lengths.upperBound)"
        }
        let parts = parts(of: text)
        guard parts.count == 6, parts[0] == "arn", isPartition(parts[1]) else { return "is not an ARN" }
        guard parts[2] == "iam", parts[3].isEmpty, parts[5].hasPrefix("role/") else {
            return "is not the ARN of a role" + (parts[5].hasPrefix("assumed-role/") ? " but of a session of one" : "")
        }
        guard isAccount(parts[4]) else { return "names no account of 12 digits" }
        guard parts[5].utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            return "holds a character that names of roles do not have"
        }
        let name = parts[5].split(separator: "/", omittingEmptySubsequences: false).last ?? ""
        guard (1...maximumNameLength).contains(name.utf8.count), name.utf8.allSatisfy(isNameByte) else {
            return "names no role: a name has 1 to \(maximumNameLength) characters of A-Z a-z 0-9 _ + = , . @ -"
        }
        return nil
    }

    /// The account that the role belongs to; `nil` when the text is no role's ARN.
    static func accountID(of text: String) -> String? {
        let parts = parts(of: text)
        return parts.count == 6 && isAccount(parts[4]) ? String(parts[4]) : nil
    }

    private static func parts(of text: String) -> [Substring] {
        text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
    }

    /// `aws`, `aws-cn`, `aws-us-gov` and those to come.
    private static func isPartition(_ text: Substring) -> Bool {
        text.hasPrefix("aws") && text.utf8.allSatisfy { (0x61...0x7A).contains($0) || $0 == UInt8(ascii: "-") }
    }

    private static func isAccount(_ text: Substring) -> Bool {
        text.utf8.count == 12 && text.utf8.allSatisfy(isDigit)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        default: isDigit(byte) || "_+=,.@-".utf8.contains(byte)
        }
    }
}
