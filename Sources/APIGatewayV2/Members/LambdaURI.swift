public import AWSCore
import Records

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
        guard let found = text.withBytes(Self.init(bytes:)) else { return nil }
        self = found
    }

    private init?(bytes: UnsafeBufferPointer<UInt8>) {
        guard let parts = ARNParts(bytes) else { return nil }
        if parts.service.isSame(as: "lambda") {
            guard let function = FunctionARN(bytes.text) else { return nil }
            self.function = function
            return
        }
        guard parts.service.isSame(as: "apigateway"), parts.account.isSame(as: "lambda"),
            parts.resource.hasPrefix("path/"),
            let start = parts.resource.offset(of: "functions/").map({ $0 + "functions/".utf8.count }),
            let end = parts.resource.lastIndex(of: UInt8(ascii: "/")), start < end,
            let function = FunctionARN(parts.resource.part(start..<end).text)
        else { return nil }
        self.function = function
        wrapping = Wrapping(
            beforeRegion: "arn:\(parts.partition.text):apigateway:",
            region: parts.region.text,
            afterRegion: ":lambda:\(parts.resource.part(..<start).text)",
            end: parts.resource.part(end...).text
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
