/// The settings of the environment and of the two shared files, in the AWS CLI's order of precedence.
public struct AWSConfiguration: Sendable {
    private static let defaultProfile = "default"

    let environment: [String: String]
    /// Of the config file and of the credentials file, by profile name.
    let config: [String: ProfileFile.Settings]
    let shared: [String: ProfileFile.Settings]
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
        config = try Self.profiles(of: configPath, kind: .config, readFile: readFile)
        shared = try Self.profiles(of: sharedPath, kind: .credentials, readFile: readFile)
    }

    private static func profiles(
        of path: String,
        kind: ProfileFile.Kind,
        readFile: (String) throws -> [UInt8]?
    ) throws(ConfigurationError) -> [String: ProfileFile.Settings] {
        let bytes: [UInt8]?
        do {
            bytes = try readFile(path)
        } catch {
            throw ConfigurationError(.unreadableFile, "cannot read \(path): \(error)")
        }
        guard let bytes else { return [:] }
        return try ProfileFile(bytes, kind: kind, path: path).profiles
    }

    // MARK: Profiles

    /// The profile that counts: the one asked for, else `AWS_PROFILE`, `AWS_DEFAULT_PROFILE`, `default`.
    public func profileName(_ profile: String?) -> String {
        profile ?? environment["AWS_PROFILE"] ?? environment["AWS_DEFAULT_PROFILE"] ?? Self.defaultProfile
    }

    /// Both files' settings of the profile that counts; the credentials file goes before the config file, key by key.
    /// - Throws: when a profile is named and is in neither file; `default` need not be there.
    func settings(profile: String?) throws(ConfigurationError) -> ProfileFile.Settings {
        let name = profileName(profile)
        if config[name] == nil, shared[name] == nil {
            let isNamed =
                profile != nil || environment["AWS_PROFILE"] != nil || environment["AWS_DEFAULT_PROFILE"] != nil
            guard isNamed else { return [:] }
            throw ConfigurationError(
                .unknownProfile,
                "the profile \"\(name)\" is neither in \(configPath) nor in \(sharedPath)"
            )
        }
        return (config[name] ?? [:]).merging(shared[name] ?? [:]) { _, new in new }.filter { !$0.value.isEmpty }
    }

    // MARK: Region

    /// The region: the one asked for, else `AWS_REGION`, `AWS_DEFAULT_REGION`, the profile's `region`.
    /// - Throws: when none is named, or the one that is cannot be a part of a host name.
    public func region(profile: String?, explicit: String?) throws(ConfigurationError) -> String {
        var region = explicit ?? environment["AWS_REGION"] ?? environment["AWS_DEFAULT_REGION"]
        if region == nil { region = try settings(profile: profile)["region"] }
        guard let region else {
            throw ConfigurationError(
                .missingRegion,
                "no region: name one with --region, AWS_REGION, or \"region\" in the profile \"\(profileName(profile))\""
            )
        }
        guard Region.isValid(region) else {
            throw ConfigurationError(
                .invalidRegion,
                "\"\(region)\" is no region: 1 to 63 of A-Z a-z 0-9 and -, no - at the ends, not only digits"
            )
        }
        return region
    }

    // MARK: Endpoint

    /// The endpoint: the URL asked for, else that of the service's environment variable, `AWS_ENDPOINT_URL`, or the
    /// service's host in the region. A plain `http` URL to another machine has to be asked for.
    public func endpoint(
        service: Service,
        region: String,
        profile: String?,
        explicit: String?
    ) throws(ConfigurationError) -> Endpoint {
        if let explicit { return try Endpoint(url: explicit, allowsPlainHTTP: true) }
        let isIgnored = environment["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"]?.lowercased() == "true"
        if !isIgnored, let url = environment[service.endpointVariable] ?? environment["AWS_ENDPOINT_URL"] {
            return try Endpoint(url: url)
        }
        try refuseOtherEndpointSettings(profile: profile, isIgnored: isIgnored)
        return try Endpoint(url: "https://\(service.signingName).\(region).\(Region.dnsSuffix(region))")
    }

    /// Requests must not go to the public endpoint when another one is configured in a way that is not read here.
    private func refuseOtherEndpointSettings(profile: String?, isIgnored: Bool) throws(ConfigurationError) {
        func refuse(_ setting: String) -> ConfigurationError {
            ConfigurationError(
                .unsupportedEndpointSetting,
                "\(setting) is set, which this version does not follow: name the endpoint with --endpoint-url"
            )
        }
        let switches = ["AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT"]
        for name in switches where environment[name]?.lowercased() == "true" { throw refuse(name) }
        let settings = try settings(profile: profile)
        let place = "of the profile \"\(profileName(profile))\""
        for name in ["use_fips_endpoint", "use_dualstack_endpoint"] where settings[name]?.lowercased() == "true" {
            throw refuse("\"\(name)\" \(place)")
        }
        if isIgnored || settings["ignore_configured_endpoint_urls"]?.lowercased() == "true" { return }
        for name in ["endpoint_url", "services"] where settings[name] != nil { throw refuse("\"\(name)\" \(place)") }
    }

    // MARK: TLS

    /// The file of certificates to trust: the one asked for, else `AWS_CA_BUNDLE`, the profile's `ca_bundle`.
    public func caBundle(profile: String?, explicit: String?) throws(ConfigurationError) -> String? {
        if let explicit { return explicit }
        var named = environment["AWS_CA_BUNDLE"]
        if named == nil { named = try settings(profile: profile)["ca_bundle"] }
        return named.map(PathExpansion(environment: environment).expand)
    }
}
