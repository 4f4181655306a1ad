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
