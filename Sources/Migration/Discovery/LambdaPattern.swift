import APIGatewayV2
import AWSCore

/// Lambda functions by name or ARN, with `*` for any text: `orders-*`, `orders-*:live`,
/// `arn:aws:lambda:*:123456789012:function:orders-*`.
public struct LambdaPattern: Sendable, Equatable {
    public let text: String
    let partition: Glob?
    let region: Glob?
    let accountID: Glob?
    let functionName: Glob
    /// `nil`: any, and none.
    let qualifier: Glob?

    /// - Throws: `EditRuleError`
    public init(_ text: String) throws(EditRuleError) {
        self.text = text
        if let function = LambdaURI(text)?.function {
            partition = Glob(function.partition)
            region = Glob(function.region)
            accountID = Glob(function.accountID)
            functionName = Glob(function.name)
            qualifier = function.qualifier.map { Glob($0) }
            return
        }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        let isName = (1...2).contains(parts.count) && parts.allSatisfy { Self.isName($0) }
        guard isName, !text.hasPrefix("arn:") else {
            throw EditRuleError("\(Quoted(text)) is neither the name of a Lambda function nor its ARN")
        }
        (partition, region, accountID) = (nil, nil, nil)
        functionName = Glob(String(parts[0]))
        qualifier = parts.count == 2 ? Glob(String(parts[1])) : nil
    }

    var starCount: Int { globs.reduce(0) { $0 + $1.starCount } }

    private var globs: [Glob] { [partition, region, accountID, functionName, qualifier].compactMap { $0 } }

    /// What the stars stand for; `nil` when this is another function.
    func match(_ uri: LambdaURI) -> [String]? {
        let function = uri.function
        var captures: [String] = []
        let parts = [(partition, function.partition), (region, function.region), (accountID, function.accountID)]
        for (glob, text) in parts + [(functionName, function.name), (qualifier, function.qualifier ?? "")] {
            guard let glob else { continue }
            guard let found = glob.match(text) else { return nil }
            captures += found
        }
        if qualifier != nil, function.qualifier == nil { return nil }
        return captures
    }

    /// The function with the parts that the pattern names, the others as they are.
    func replacing(_ uri: LambdaURI, captures: [String]) -> LambdaURI {
        var captures = captures[...]
        var uri = uri
        if let partition { uri.function.partition = partition.filled(from: &captures) }
        if let region { uri.move(toRegion: region.filled(from: &captures)) }
        if let accountID { uri.function.accountID = accountID.filled(from: &captures) }
        uri.function.name = functionName.filled(from: &captures)
        if let qualifier { uri.function.qualifier = qualifier.filled(from: &captures) }
        return uri
    }

    /// Whether one function may be described by both, as far as what they name without stars can tell.
    func overlaps(_ other: LambdaPattern) -> Bool {
        let pairs = [
            (partition, other.partition), (region, other.region), (accountID, other.accountID),
            (functionName, other.functionName), (qualifier, other.qualifier),
        ]
        return pairs.allSatisfy { left, right in
            guard let left, let right, left.starCount == 0, right.starCount == 0 else { return true }
            return left == right
        }
    }

    /// A text of which the name of a function or a qualifier consists; `$` and braces are those of `$LATEST` and of stage variables.
    static func isName(_ text: Substring, wildcards: Bool = true) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
                case UInt8(ascii: "0")...UInt8(ascii: "9"): true
                case UInt8(ascii: "*"): wildcards
                default: "-_$.{}".utf8.contains(byte)
                }
            }
    }
}

/// An edit rule that makes no sense, in words.
public struct EditRuleError: Error, Sendable, Equatable, CustomStringConvertible {
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}
