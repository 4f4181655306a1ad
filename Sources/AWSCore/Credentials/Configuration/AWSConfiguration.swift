/// The settings of the environment and of the two shared files, in the AWS CLI's order of precedence.
public struct AWSConfiguration: Sendable {
    private static let defaultProfile = "default"

    let environment: [String: String]
    /// Profiles of the config file and of the credentials file, by name.
    let config: [String: ProfileFile.Settings]
    let shared: [String: ProfileFile.Settings]
    /// `[sso-session NAME]` and `[services NAME]` of the config file.
    let ssoSessions: [String: ProfileFile.Settings]
    let services: [String: ProfileFile.Settings]
    /// For messages.
    let configPath: String
    let sharedPath: String

    /// - Parameters:
    ///   - environment: the process's; an empty value counts as none.
    ///   - readFile: returns `nil` when there is no such file; what it throws ends up in the message.
    public init(
        environment: [String: String],
        readFile: (_ path: String) throws -> [UInt8]?
    ) throws(ConfigurationError) {
        self.environment = environment.filter { !$0.value.isEmpty }
        let paths = PathExpansion(environment: self.environment)
        configPath = paths.expand(self.environment["AWS_CONFIG_FILE"] ?? "~/.aws/config")
        sharedPath = paths.expand(self.environment["AWS_SHARED_CREDENTIALS_FILE"] ?? "~/.aws/credentials")
        let configFile = try Self.file(configPath, kind: .config, readFile: readFile)
        config = configFile.profiles
        ssoSessions = configFile.ssoSessions
        services = configFile.services
        shared = try Self.file(sharedPath, kind: .credentials, readFile: readFile).profiles
    }

    private static func file(
        _ path: String,
        kind: ProfileFile.Kind,
        readFile: (String) throws -> [UInt8]?
    ) throws(ConfigurationError) -> ProfileFile {
        let bytes: [UInt8]?
        do {
            bytes = try readFile(path)
        } catch {
            throw ConfigurationError(.unreadableFile, "cannot read \(path): \(error)")
        }
        return try ProfileFile(bytes ?? [], kind: kind, path: path)
    }

    // MARK: Profiles

    /// The profile that counts: the one asked for, else `AWS_PROFILE`, `AWS_DEFAULT_PROFILE`, `default`.
    public func profileName(_ profile: String?) -> String {
        profile ?? environment["AWS_PROFILE"] ?? environment["AWS_DEFAULT_PROFILE"] ?? Self.defaultProfile
    }

    /// Both files' settings of a profile; the credentials file goes before the config file, key by key. Empty values
    /// and nested settings are left out.
    /// - Returns: `nil` when the profile is in neither file.
    func profile(named name: String) -> ProfileFile.Settings? {
        if config[name] == nil, shared[name] == nil { return nil }
        return (config[name] ?? [:]).merging(shared[name] ?? [:]) { $1 }
            .filter { !$0.value.isEmpty && !$0.value.hasPrefix("\n") }
    }

    /// The settings of the profile that counts.
    /// - Throws: when a profile is named and is in neither file; `default` need not be there.
    func settings(profile: String?) throws(ConfigurationError) -> ProfileFile.Settings {
        let name = profileName(profile)
        if let settings = self.profile(named: name) { return settings }
        let isNamed = profile != nil || environment["AWS_PROFILE"] != nil || environment["AWS_DEFAULT_PROFILE"] != nil
        guard isNamed else { return [:] }
        throw ConfigurationError(
            .unknownProfile,
            "the profile \"\(name)\" is neither in \(configPath) nor in \(sharedPath)"
        )
    }

    /// A setting of the profile that counts; `nil` when it is not there or empty.
    /// - Parameter key: as in the file, `max_attempts`.
    public func setting(_ key: String, profile: String?) throws(ConfigurationError) -> String? {
        try settings(profile: profile)[key.lowercased()]
    }

    /// What an environment variable says, else the profile's setting.
    func value(_ variable: String, _ key: String, profile: String?) throws(ConfigurationError) -> String? {
        if let value = environment[variable] { return value }
        return try setting(key, profile: profile)
    }

    /// Whether that says `true`, in any case.
    func isOn(_ variable: String, _ key: String, profile: String?) throws(ConfigurationError) -> Bool {
        try value(variable, key, profile: profile)?.lowercased() == "true"
    }

    // MARK: Region

    /// The region: the one asked for, else `AWS_REGION`, `AWS_DEFAULT_REGION`, the profile's `region`.
    /// - Throws: when none is named, or the one that is cannot be a part of a host name.
    public func region(profile: String?, explicit: String?) throws(ConfigurationError) -> String {
        var region = explicit ?? environment["AWS_REGION"] ?? environment["AWS_DEFAULT_REGION"]
        if region == nil { region = try setting("region", profile: profile) }
        guard let region else {
            throw ConfigurationError(
                .missingRegion,
                "no region: name one with --region, AWS_REGION, or \"region\" in the profile \"\(profileName(profile))\""
            )
        }
        if let problem = Region.problem(region) {
            throw ConfigurationError(.invalidRegion, "\"\(region)\" is no region: \(problem)")
        }
        return region
    }

    // MARK: TLS

    /// The file of certificates to trust: the one asked for, else `AWS_CA_BUNDLE`, the profile's `ca_bundle`,
    /// `REQUESTS_CA_BUNDLE`.
    public func caBundle(profile: String?, explicit: String?) throws(ConfigurationError) -> String? {
        if let explicit { return explicit }
        let path = try value("AWS_CA_BUNDLE", "ca_bundle", profile: profile) ?? environment["REQUESTS_CA_BUNDLE"]
        return path.map(PathExpansion(environment: environment).expand)
    }
}
