import Records

/// What every ARN looks like: `arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE`. Any part may hold a stage variable.
///
/// A manifest has an ARN in every row, or two, one in the other; so texts are made of nothing here but of what a message
/// quotes.
enum ARNShape {
    /// What is wrong with a text as an ARN; `nil` when nothing is.
    static func problem(of text: UnsafeBufferPointer<UInt8>) -> String? {
        guard text.hasPrefix("arn:") || text.isSame(as: "arn") else { return "is not an ARN" }
        guard let parts = ARNParts(text), !parts.resource.isEmpty else { return "is not a whole ARN" }
        guard parts.partition.hasPrefix("aws") || parts.partition.hasVariable else {
            return "names no partition such as aws"
        }
        // The place of the account holds the name of the service that is called.
        if parts.service.isSame(as: "apigateway") { return problem(ofInvocation: parts.resource) }
        return problem(ofAccount: parts.account)
    }

    /// What is wrong with the function of a Lambda ARN; `nil` also for the ARNs of other services.
    static func problem(ofFunctionIn text: UnsafeBufferPointer<UInt8>) -> String? {
        guard let parts = ARNParts(text), parts.service.isSame(as: "lambda") else { return nil }
        if parts.account.isEmpty { return "names no account" }
        return parts.resource.hasPrefix("function:")
            ? nil : "names no function: function:NAME stands after the account"
    }

    /// The ARN inside `path/2015-03-31/functions/ARN/invocations`.
    private static func problem(ofInvocation resource: UnsafeBufferPointer<UInt8>) -> String? {
        guard let place = resource.offset(of: "functions/arn:") else { return nil }
        let rest = resource.part((place + "functions/".utf8.count)...)
        let function = rest.part(..<(rest.offset(of: UInt8(ascii: "/")) ?? rest.count))
        return problem(of: function) ?? problem(ofFunctionIn: function)
    }

    private static func problem(ofAccount account: UnsafeBufferPointer<UInt8>) -> String? {
        if account.isEmpty || account.isSame(as: "*") || account.isSame(as: "aws") || account.hasVariable { return nil }
        guard account.isWithin(UInt8(ascii: "0")...UInt8(ascii: "9")) else {
            return "has \(Quoted(account.text)) where an account of 12 digits stands"
        }
        if account.count == 12 { return nil }
        return "names an account of \(account.count) digits, not 12"
            + (account.count < 12 ? " (spreadsheets drop leading zeros)" : "")
    }
}

/// The parts of an ARN between its colons, where they stand.
struct ARNParts {
    let partition: UnsafeBufferPointer<UInt8>
    let service: UnsafeBufferPointer<UInt8>
    let region: UnsafeBufferPointer<UInt8>
    let account: UnsafeBufferPointer<UInt8>
    /// All that is left, with the colons in it.
    let resource: UnsafeBufferPointer<UInt8>

    /// `nil` for a text that does not begin with `arn:` or has fewer than six parts.
    init?(_ text: UnsafeBufferPointer<UInt8>) {
        var rest = text
        func next() -> UnsafeBufferPointer<UInt8>? {
            guard let colon = rest.offset(of: UInt8(ascii: ":")) else { return nil }
            defer { rest = rest.part((colon + 1)...) }
            return rest.part(..<colon)
        }
        guard next()?.isSame(as: "arn") ?? false,
            let partition = next(), let service = next(), let region = next(), let account = next()
        else { return nil }
        (self.partition, self.service, self.region, self.account) = (partition, service, region, account)
        resource = rest
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// Whether a stage variable (`${stageVariables.name}`) stands in the text.
    var hasVariable: Bool { offset(of: "${") != nil }
}
