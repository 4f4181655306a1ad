/// smithy-rs's cases for profiles with roles (`assume-role-tests.json`); all of profile A. Failures are in our words.
struct RoleChainCase: Sendable {
    let name: String
    let config: String
    /// `key …`, `role …`, `web identity …`, `sso …`, in the order in which they are used.
    let steps: [String]
    let failure: String?

    private init(_ name: String, _ config: String, _ steps: [String] = [], failure: String? = nil) {
        self.name = name
        self.config = config
        self.steps = steps
        self.failure = failure
    }

    static let all = [
        RoleChainCase(
            "ignore explicit credentials when source profile is specified",
            "[profile A]\naws_access_key_id = abc123\naws_secret_access_key = def456\nrole_arn = arn:aws:iam::123456789:role/RoleA\nsource_profile = B\n[profile B]\naws_access_key_id = ghi890\naws_secret_access_key = jkl123\n",
            ["key ghi890", "role arn:aws:iam::123456789:role/RoleA"]
        ),
        RoleChainCase(
            "load external id for the AssumeRole provider",
            "[profile A]\nrole_arn = arn:aws:iam::123456789:role/RoleA\nexternal_id = my_external_id\nsource_profile = B\n[profile B]\naws_access_key_id = abc123\naws_secret_access_key = def456\n",
            ["key abc123", "role arn:aws:iam::123456789:role/RoleA for my_external_id"]
        ),
        RoleChainCase(
            "self referential profile (first load base creds, then use for the role)",
            "[profile A]\naws_access_key_id = abc123\naws_secret_access_key = def456\nrole_arn = arn:aws:iam::123456789:role/RoleA\nsource_profile = A\n",
            ["key abc123", "role arn:aws:iam::123456789:role/RoleA"]
        ),
        RoleChainCase(
            "role_arn without source source_profile",
            "[profile A]\nrole_arn = arn:aws:iam::123456789:role/RoleA\n",
            failure: "has a role_arn, but neither source_profile nor credential_source"
        ),
        RoleChainCase(
            "partial credentials error (missing access key)",
            "[profile A]\nrole_arn = arn:foo\nsource_profile = B\n[profile B]\naws_secret_access_key = abc123\n",
            failure: "the source profile \"B\" has no credentials"
        ),
        RoleChainCase(
            "profile only contains configuration",
            "[profile A]\nec2_metadata_service_endpoint_mode = IPv6\n",
            failure: "no credentials: neither AWS_ACCESS_KEY_ID nor keys in the profile \"A\""
        ),
        RoleChainCase(
            "missing source profile",
            "[profile A]\nrole_arn = arn:foo\nsource_profile = B\n",
            failure: "the source_profile \"B\" of the profile \"A\" does not exist"
        ),
        RoleChainCase(
            "multiple chained assume role profiles",
            "[profile A]\nrole_arn = arn:aws:iam::123456789:role/RoleA\nsource_profile = B\n[profile B]\nrole_arn = arn:aws:iam::123456789:role/RoleB\nsource_profile = C\n[profile C]\naws_access_key_id = mno456\naws_secret_access_key = pqr789\n",
            ["key mno456", "role arn:aws:iam::123456789:role/RoleB", "role arn:aws:iam::123456789:role/RoleA"]
        ),
        RoleChainCase(
            "assume role profile infinite loop",
            "[profile A]\nrole_arn = arn:aws:iam::123456789:role/RoleA\nsource_profile = B\n[profile B]\nrole_arn = arn:aws:iam::123456789:role/RoleB\nsource_profile = A\n",
            failure: "the source profiles form a loop: \"A\", \"B\", \"A\""
        ),
        RoleChainCase(
            "infinite loop with static credentials",
            "[profile A]\nrole_arn = arn:aws:iam::123456789:role/RoleA\naws_access_key_id = bug_if_returned\naws_secret_access_key = bug_if_returned\nsource_profile = B\n[profile B]\nrole_arn = arn:aws:iam::123456789:role/RoleB\nsource_profile = A\n",
            failure: "the source profiles form a loop: \"A\", \"B\", \"A\""
        ),
        RoleChainCase(
            "web identity role",
            "[profile A]\nrole_arn = arn:aws:iam::123456789:role/RoleA\nweb_identity_token_file = /var/token.jwt\n",
            ["web identity arn:aws:iam::123456789:role/RoleA /var/token.jwt"]
        ),
        RoleChainCase(
            "SSO credentials profile selected",
            "[profile A]\nsso_account_id = 0123\nsso_region = us-east-7\nsso_role_name = testrole\nsso_start_url = https://foo.bar\n",
            ["sso 0123 testrole us-east-7 https://foo.bar"]
        ),
        RoleChainCase(
            "invalid SSO credentials configuration: missing account ID",
            "[profile A]\nsso_region = us-east-7\nsso_role_name = testrole\nsso_start_url = https://foo.bar\n",
            failure: "lacks sso_account_id"
        ),
        RoleChainCase(
            "invalid SSO token configuration: sso_region must be in sso-session",
            "[profile A]\nsso_session = A\nsso_region = us-east-7\n[sso-session A]\nsso_start_url = https://foo.bar\n",
            failure: "no credentials: neither"
        ),
    ]
}
