/// A Lambda function as a request names it: `NAME`, `ACCOUNT:function:NAME` or an ARN, each with `:QUALIFIER` after it.
struct FunctionName: Equatable {
    var account: String
    var region: String
    var name: String
    var qualifier: String?

    /// - Parameter scope: What is meant where the text names no account and no region.
    /// - Returns: `nil` when the text has another form.
    init?(_ text: String, in scope: SandboxScope) {
        var parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        account = scope.account
        region = scope.region
        if parts.count >= 7, parts[0] == "arn", parts[2] == "lambda", parts[5] == "function" {
            region = parts[3]
            account = parts[4]
            parts.removeFirst(6)
        } else if parts.count >= 3, parts[1] == "function" {
            account = parts[0]
            parts.removeFirst(2)
        }
        guard (1...2).contains(parts.count), KeyRing.isAccount(account), !parts[0].isEmpty,
            RoleARN.isWord(parts[0], or: "-."), parts.count == 1 || RoleARN.isWord(parts[1], or: "-$.")
        else { return nil }
        name = parts[0]
        qualifier = parts.count > 1 ? parts[1] : nil
    }

    /// The function that an integration's URI names, in either spelling: an ARN, or one in
    /// `arn:PARTITION:apigateway:REGION:lambda:path/2015-03-31/functions/ARN/invocations`.
    static func inURI(_ uri: String) -> FunctionName? {
        var text = uri[...]
        if let start = uri.firstRange(of: ":lambda:path/2015-03-31/functions/"), uri.hasSuffix("/invocations") {
            text = uri[start.upperBound...].dropLast("/invocations".count)
        }
        guard text.hasPrefix("arn:") else { return nil }
        return FunctionName(String(text), in: SandboxScope(account: "", region: ""))
    }

    var scope: SandboxScope { SandboxScope(account: account, region: region) }

    /// With the qualifier.
    var arn: String {
        let text = "arn:\(Principal.partition(of: region)):lambda:\(region):\(account):function:\(name)"
        return qualifier.map { text + ":" + $0 } ?? text
    }
}
