import Records

/// A Lambda function as an integration's URI names it: the function's ARN by itself, or inside the URI of its invocation
/// (`arn:aws:apigateway:REGION:lambda:path/2015-03-31/functions/ARN/invocations`).
///
/// Any part may hold a stage variable (`${stageVariables.name}`). Two URIs that name the same function with the same
/// qualifier are equal here, whichever way they are spelled.
public struct LambdaURI: Sendable, Hashable {
    /// What stands around the function's ARN.
    struct Wrapping: Sendable {
        /// `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/`, without the region, which stands between.
        var beforeRegion: String
        var region: String
        var afterRegion: String
        /// `/invocations`
        var end: String
    }

    public var partition: String
    public var region: String
    public var accountID: String
    public var functionName: String
    /// A version, an alias or `$LATEST`; `nil`: the function itself.
    public var qualifier: String?
    private var wrapping: Wrapping?

    /// `nil` when the text names no Lambda function.
    public init?(_ text: String) {
        let parts = ARNParts(text[...])
        guard parts.count == 6, parts[0] == "arn" else { return nil }
        if parts[2] == "lambda" {
            self.init(arn: text)
            return
        }
        guard parts[2] == "apigateway", parts[4] == "lambda", parts[5].hasPrefix("path/"),
            let start = parts[5].firstRange(of: "functions/")?.upperBound,
            let end = parts[5].lastIndex(of: "/"), start < end
        else { return nil }
        self.init(arn: String(parts[5][start..<end]))
        wrapping = Wrapping(
            beforeRegion: "arn:\(parts[1]):apigateway:",
            region: String(parts[3]),
            afterRegion: ":lambda:\(parts[5][..<start])",
            end: String(parts[5][end...])
        )
    }

    private init?(arn: String) {
        let parts = ARNParts(arn[...])
        guard parts.count == 6, parts[0] == "arn", parts[2] == "lambda" else { return nil }
        let resource = parts[5].split(separator: ":", omittingEmptySubsequences: false)
        guard (2...3).contains(resource.count), resource[0] == "function", resource.allSatisfy({ !$0.isEmpty }) else {
            return nil
        }
        partition = String(parts[1])
        region = String(parts[3])
        accountID = String(parts[4])
        functionName = String(resource[1])
        qualifier = resource.count == 3 ? String(resource[2]) : nil
    }

    /// The function's ARN, with its qualifier.
    public var arn: String {
        "arn:\(partition):lambda:\(region):\(accountID):function:\(functionName)" + (qualifier.map { ":\($0)" } ?? "")
    }

    /// The URI in the spelling in which it was read. The region before the path is the one whose Lambda service is called,
    /// so it goes along with the function's where the two were the same.
    public var text: String {
        guard let wrapping else { return arn }
        return wrapping.beforeRegion + wrapping.region + wrapping.afterRegion + arn + wrapping.end
    }

    /// Moves the function to another region.
    public mutating func move(toRegion new: String) {
        if wrapping?.region == region { wrapping?.region = new }
        region = new
    }

    /// Whether a stage decides which function this is.
    public var hasStageVariable: Bool { arn.contains("${") }

    public static func == (left: LambdaURI, right: LambdaURI) -> Bool { left.arn.isSame(as: right.arn) }

    public func hash(into hasher: inout Hasher) { hasher.combine(arn) }
}
