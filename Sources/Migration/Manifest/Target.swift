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
