/// A Lambda function, or one of its aliases or versions, as its ARN names it.
///
/// Every part may hold stage variables (`${stageVariables.name}`).
public struct FunctionARN: Sendable, Hashable {
    public var partition: String
    public var region: String
    public var accountID: String
    public var name: String
    /// An alias, a version or `$LATEST`; nil: the function itself.
    public var qualifier: String?

    public init(partition: String, region: String, accountID: String, name: String, qualifier: String? = nil) {
        self.partition = partition
        self.region = region
        self.accountID = accountID
        self.name = name
        self.qualifier = qualifier
    }

    /// Reads `arn:PARTITION:lambda:REGION:ACCOUNT:function:NAME[:QUALIFIER]`; nil for every other text.
    public init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 7 || parts.count == 8, !parts.contains(""), !text.contains("/"),
            parts[0] == "arn", parts[2] == "lambda", parts[5] == "function"
        else { return nil }
        self.init(
            partition: parts[1],
            region: parts[3],
            accountID: parts[4],
            name: parts[6],
            qualifier: parts.count == 8 ? parts[7] : nil
        )
    }

    /// The function itself, without alias or version.
    public var unqualified: FunctionARN {
        FunctionARN(partition: partition, region: region, accountID: accountID, name: name)
    }
}

extension FunctionARN: CustomStringConvertible {
    public var description: String {
        "arn:\(partition):lambda:\(region):\(accountID):function:\(name)" + (qualifier.map { ":\($0)" } ?? "")
    }
}
