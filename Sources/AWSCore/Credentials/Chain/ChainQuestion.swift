/// What every link of the chain is asked: has this profile credentials of your kind?
struct ChainQuestion {
    enum Answer {
        case provider(any CredentialsProvider)
        /// The link is not configured, and why that is so.
        case no(String)
    }

    let resolver: CredentialsResolver
    /// Its name.
    let profile: String
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

    func refreshing(_ source: any CredentialsSource) -> Answer {
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
            endpoint: try configuration.endpoint(service: .sts, region: region, profile: mainProfile, explicit: nil)
        )
    }
}
