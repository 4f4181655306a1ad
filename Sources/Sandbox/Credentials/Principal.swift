/// Whom the credentials of a request stand for.
enum Principal: Equatable {
    case user(account: String)
    /// A session of a role; `name` is without the role's path.
    case role(account: String, name: String, session: String)

    var account: String {
        switch self {
        case .user(let account), .role(let account, _, _): account
        }
    }

    static func partition(of region: String) -> String {
        region.hasPrefix("cn-") ? "aws-cn" : region.hasPrefix("us-gov-") ? "aws-us-gov" : "aws"
    }

    func arn(region: String) -> String {
        let partition = Self.partition(of: region)
        switch self {
        case .user(let account): return "arn:\(partition):iam::\(account):user/sandbox"
        case .role(let account, let name, let session):
            return "arn:\(partition):sts::\(account):assumed-role/\(name)/\(session)"
        }
    }

    var userID: String {
        switch self {
        case .user(let account): "AIDASANDBOX\(account)"
        case .role(let account, _, let session): "AROASANDBOX\(account):\(session)"
        }
    }
}

/// `arn:PARTITION:iam::ACCOUNT:role/[PATH/]NAME`.
struct RoleARN: Equatable {
    let text: String
    let account: String
    /// Without the path.
    let name: String

    /// - Returns: `nil` when the text has another form.
    init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "arn", parts[2] == "iam", parts[3].isEmpty, KeyRing.isAccount(parts[4]),
            parts[5].hasPrefix("role/"), let name = parts[5].split(separator: "/").dropFirst().last,
            Self.isWord(name, or: "+=,.@-")
        else { return nil }
        self.text = text
        account = String(parts[4])
        self.name = String(name)
    }

    init(account: String, name: String) {
        text = "arn:aws:iam::\(account):role/\(name)"
        self.account = account
        self.name = name
    }

    /// The role without a session, to compare with.
    var principal: Principal { .role(account: account, name: name, session: "") }

    /// Whether there are only letters, digits, underscores and `marks`.
    static func isWord(_ text: some StringProtocol, or marks: String) -> Bool {
        text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"):
                true
            default: marks.utf8.contains(byte)
            }
        }
    }
}
