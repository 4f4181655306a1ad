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
    public var expectations: MemberMap<Expectation>
    /// The values of the columns that are kept for reports, in the order of `ManifestSchema.passthrough`; "" where the
    /// record has none.
    public var passthrough: [String]

    public init(
        number: Int,
        line: Int,
        target: Target,
        accountID: String? = nil,
        update: IntegrationUpdate,
        expectations: MemberMap<Expectation> = [:],
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

/// Which integration a row changes, and with which credentials and in which region it is reached.
public struct Target: Sendable, Hashable {
    /// `nil`: the profile of the command line.
    public var profile: String?
    /// The role that is assumed with the profile's credentials; `nil`: none.
    public var roleARN: String?
    /// `nil`: the region of the command line or of the profile.
    public var region: String?
    public var apiID: String
    public var integrationID: String

    public init(
        profile: String? = nil,
        roleARN: String? = nil,
        region: String? = nil,
        apiID: String,
        integrationID: String
    ) {
        self.profile = profile
        self.roleARN = roleARN
        self.region = region
        self.apiID = apiID
        self.integrationID = integrationID
    }
}
