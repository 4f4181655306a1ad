public import AWSCore

/// A Lambda function as an integration's URI names it: the function's ARN by itself, or inside the URI of its invocation
/// (`arn:aws:apigateway:REGION:lambda:path/2015-03-31/functions/ARN/invocations`).
///
/// Two URIs that name the same function with the same qualifier are equal here, whichever way they are spelled.
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

    public var function: FunctionARN
    private var wrapping: Wrapping?

    /// `nil` when the text names no Lambda function.
    public init?(_ text: String) {
        let parts = ARNParts(text[...])
        guard parts.count == 6, parts[0] == "arn" else { return nil }
        if parts[2] == "lambda" {
            guard let function = FunctionARN(text) else { return nil }
            self.function = function
            return
        }
        guard parts[2] == "apigateway", parts[4] == "lambda", parts[5].hasPrefix("path/"),
            let start = parts[5].firstRange(of: "functions/")?.upperBound,
            let end = parts[5].lastIndex(of: "/"), start < end,
            let function = FunctionARN(parts[5][start..<end])
        else { return nil }
        self.function = function
        wrapping = Wrapping(
            beforeRegion: "arn:\(parts[1]):apigateway:",
            region: String(parts[3]),
            afterRegion: ":lambda:\(parts[5][..<start])",
            end: String(parts[5][end...])
        )
    }

    /// The URI in the spelling in which it was read. The region before the path is the one whose Lambda service is called,
    /// so it goes along with the function's where the two were the same.
    public var text: String {
        guard let wrapping else { return function.description }
        return wrapping.beforeRegion + wrapping.region + wrapping.afterRegion + function.description + wrapping.end
    }

    /// Where the function is: its region, and the account that owns it.
    public var region: String { function.region }
    public var accountID: String { function.accountID }

    /// Moves the function to another region.
    public mutating func move(toRegion new: String) {
        if wrapping?.region == function.region { wrapping?.region = new }
        function.region = new
    }

    public static func == (left: LambdaURI, right: LambdaURI) -> Bool { left.function == right.function }

    public func hash(into hasher: inout Hasher) { hasher.combine(function) }
}
