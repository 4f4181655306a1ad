public import APIGatewayV2

/// One line of the manifest that can be carried out.
public struct Row: Sendable, Equatable {
    /// Counts the records of the manifest from 1, the header not included.
    public var number: Int
    /// Where the record begins, from 1.
    public var line: Int
    public var target: Target
    /// A guard: the row is refused when the credentials belong to another account. 12 digits.
    public var accountID: String?
    public var update: IntegrationUpdate
    public var expectations: [Member: Expectation]
    /// The values of the columns that are kept for reports, in the order of `ManifestSchema.passthrough`; "" where the
    /// record has none.
    public var passthrough: [String]

    public init(
        number: Int,
        line: Int,
        target: Target,
        accountID: String? = nil,
        update: IntegrationUpdate,
        expectations: [Member: Expectation] = [:],
        passthrough: [String] = []
    ) {
        self.number = number
        self.line = line
        self.target = target
        self.accountID = accountID
        self.update = update
        self.expectations = expectations
        self.passthrough = passthrough
    }
}
