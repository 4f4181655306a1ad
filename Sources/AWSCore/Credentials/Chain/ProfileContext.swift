/// A profile whose credentials are to be worked out, and what every source of the chain needs for that.
struct ProfileContext {
    let resolver: CredentialsResolver
    let name: String
    let settings: ProfileFile.Settings
    /// `false`: the profile was asked for, which turns the environment's credentials off.
    let readsEnvironment: Bool
    /// Profiles that this one is a source of, and itself.
    let visited: [String]
    /// The profile that the whole was asked for; its region and endpoints count for all calls, as in the CLI.
    let mainProfile: String?

    var context: CredentialsContext { resolver.context }
    var configuration: AWSConfiguration { context.configuration }

    /// A variable of the environment, if that counts.
    func variable(_ name: String) -> String? { readsEnvironment ? configuration.environment[name] : nil }

    func refreshing(_ source: any CredentialsSource) -> CredentialsChain.Resolution {
        .provider(RefreshingCredentials(source, timing: context.timing))
    }

    /// Where STS is called for a role. Without any region, the one that stands for the role's partition.
    func securityTokenService(for roleARN: String) throws(ConfigurationError) -> ServicePlace {
        let region: String
        do {
            region = try configuration.region(profile: mainProfile, explicit: context.region)
        } catch {
            guard error.isMissingRegion else { throw error }
            region = Partition.of(arn: roleARN).implicitRegion
        }
        return ServicePlace(
            region: region,
            endpoint: try configuration.endpoint(
                service: .sts,
                region: region,
                profile: mainProfile,
                beside: context.endpointURL
            )
        )
    }
}
