import Records

/// A Lambda function, or one of its aliases or versions, as its ARN names it.
///
/// Every part may hold stage variables (`${stageVariables.name}`).
public struct FunctionARN: Sendable {
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
    ///
    /// A manifest has one in every row, so it is read by bytes.
    public init?(_ text: some StringProtocol) {
        let parts = text.utf8.split(separator: UInt8(ascii: ":"), maxSplits: 8, omittingEmptySubsequences: false)
        guard parts.count == 7 || parts.count == 8, parts[0].elementsEqual("arn".utf8),
            parts[2].elementsEqual("lambda".utf8), parts[5].elementsEqual("function".utf8),
            parts.allSatisfy({ !$0.isEmpty && !$0.contains(UInt8(ascii: "/")) })
        else { return nil }
        func part(_ index: Int) -> String { String(decoding: parts[index], as: UTF8.self) }
        self.init(
            partition: part(1),
            region: part(3),
            accountID: part(4),
            name: part(6),
            qualifier: parts.count == 8 ? part(7) : nil
        )
    }

    /// The function itself, without alias or version.
    public var unqualified: FunctionARN {
        FunctionARN(partition: partition, region: region, accountID: accountID, name: name)
    }

    /// Whether a stage decides which function this is.
    public var hasStageVariable: Bool { description.contains("${") }
}

extension FunctionARN: CustomStringConvertible {
    public var description: String {
        "arn:\(partition):lambda:\(region):\(accountID):function:\(name)" + (qualifier.map { ":\($0)" } ?? "")
    }
}

extension FunctionARN: Hashable {
    /// Names are compared by their code units, as Lambda does.
    public static func == (left: FunctionARN, right: FunctionARN) -> Bool {
        left.description.isSame(as: right.description)
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(description) }
}
