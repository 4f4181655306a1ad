import Pacing
import Records
import Synchronization

/// A profile with a role: `role_arn`, and whose credentials assume it.
enum RoleCredentials {
    static func resolve(_ profile: ProfileContext) throws(ConfigurationError) -> CredentialsChain.Resolution {
        let settings = profile.settings
        guard let arn = settings["role_arn"] else { return .notConfigured("no role_arn") }
        // Then the role is not assumed with credentials.
        if settings["web_identity_token_file"] != nil { return .notConfigured("the role goes with a web identity") }
        let source = try source(profile)
        let sessionName = settings["role_session_name"]
        let request = RoleRequest(
            arn: arn,
            sessionName: sessionName ?? profile.context.sessionName,
            isSessionNameDefault: sessionName == nil,
            externalID: settings["external_id"],
            duration: settings["duration_seconds"].flatMap { Int($0) },
            serialNumber: settings["mfa_serial"]
        )
        return profile.refreshing(
            RoleSource(
                name: "the role \(arn) of the profile \"\(profile.name)\"",
                request: request,
                place: try profile.securityTokenService(for: arn),
                source: source,
                cache: CredentialCache(key: request.cacheKey, context: profile.context),
                context: profile.context
            )
        )
    }

    private static func source(_ profile: ProfileContext) throws(ConfigurationError) -> any CredentialsProvider {
        switch (profile.settings["source_profile"], profile.settings["credential_source"]) {
        case (let name?, nil): return try source(profileNamed: name, of: profile)
        case (nil, let name?): return try source(named: name, of: profile)
        case (nil, nil):
            throw ConfigurationError(
                .partialCredentials,
                """
                partial credentials: the profile "\(profile.name)" has a role_arn, but neither source_profile nor \
                credential_source
                """
            )
        case (_?, _?):
            throw invalid("the profile \"\(profile.name)\" contains both source_profile and credential_source")
        }
    }

    private static func source(
        profileNamed name: String,
        of profile: ProfileContext
    ) throws(ConfigurationError) -> any CredentialsProvider {
        guard profile.configuration.profile(named: name) != nil else {
            throw invalid("the source_profile \"\(name)\" of the profile \"\(profile.name)\" does not exist")
        }
        // A profile may only name itself for the keys that stand in it.
        let isOwnKeys = name == profile.name && ProfileKeys.areIn(profile.settings)
        if profile.visited.contains(name), !isOwnKeys {
            let loop = (profile.visited + [name]).map { "\"\($0)\"" }.joined(separator: ", ")
            throw invalid("the source profiles form a loop: \(loop)")
        }
        return try profile.resolver.source(named: name, of: profile)
    }

    private static func source(
        named name: String,
        of profile: ProfileContext
    ) throws(ConfigurationError) -> any CredentialsProvider {
        let place = "credential_source \(name) of the profile \"\(profile.name)\""
        let resolution: CredentialsChain.Resolution
        switch name {
        case "Environment": resolution = try EnvironmentCredentials.resolveAlways(profile)
        case "EcsContainer": resolution = try ContainerCredentials.resolve(profile)
        case "Ec2InstanceMetadata": resolution = try InstanceMetadataCredentials.resolve(profile, for: place)
        default:
            throw invalid("\(place) is none of Environment, Ec2InstanceMetadata, EcsContainer")
        }
        switch resolution {
        case .provider(let provider): return provider
        case .notConfigured(let reason): throw invalid("no credentials in the \(place): \(reason)")
        }
    }

    private static func invalid(_ message: String) -> ConfigurationError {
        ConfigurationError(.invalidCredentials, message)
    }
}

/// Sessions of a role that is assumed with other credentials.
final class RoleSource: CredentialsSource {
    /// `the role … of the profile …`
    let name: String
    private let request: RoleRequest
    private let place: ServicePlace
    private let source: any CredentialsProvider
    private let cache: CredentialCache?
    private let context: CredentialsContext
    /// The session that a one-time code was given for, here or before. A person is not asked twice.
    private let authenticated = Mutex<Credentials?>(nil)

    init(
        name: String,
        request: RoleRequest,
        place: ServicePlace,
        source: any CredentialsProvider,
        cache: CredentialCache?,
        context: CredentialsContext
    ) {
        self.name = name
        self.request = request
        self.place = place
        self.source = source
        self.cache = cache
        self.context = context
    }

    var clockOffset: Double { context.clockOffsets.offset(of: place.endpoint) }

    func fetch(rejected: Credentials?) async throws -> Credentials {
        if let cached = cache?.read(rejected: rejected) {
            if request.serialNumber != nil { authenticated.withLock { $0 = cached } }
            return cached
        }
        if let session = authenticated.withLock({ $0 }) { return try prolonged(session, rejected: rejected) }
        // What is wrong with these is not the role's fault, and is said as it is.
        _ = try await source.credentials()
        let code = try await tokenCode()
        let role: AssumedRole
        do {
            role = try await context.withClient(.sts, at: place, credentials: source) { client in
                try await SecurityTokenService(client).assumeRole(request, tokenCode: code)
            }
        } catch let error as AWSError {
            throw CredentialsError(.serviceFailed, "cannot assume \(name): \(error)", answer: error)
        }
        cache?.write(role.credentials, zone: "UTC", others: role.document)
        if code != nil { authenticated.withLock { $0 = role.credentials } }
        return role.credentials
    }

    /// A session that cannot be renewed is used to its end.
    private func prolonged(_ session: Credentials, rejected: Credentials?) throws -> Credentials {
        let now = context.timing.wallClock() + clockOffset
        if let end = session.expiration, end > now, session.accessKeyID != rejected?.accessKeyID { return session }
        throw CredentialsError(
            .codeNeeded,
            "the session of \(name) has ended, and another one needs an MFA code: start again"
        )
    }

    private func tokenCode() async throws -> String? {
        guard let serialNumber = request.serialNumber else { return nil }
        guard let prompt = context.prompt else {
            throw CredentialsError(
                .codeNeeded,
                """
                \(name) needs an MFA code of \(serialNumber), and there is no terminal to ask for it on: \
                run any AWS CLI command with that profile before, and its session is used
                """
            )
        }
        let code = try await prompt("Enter MFA code for \(serialNumber): ").filter { !$0.isWhitespace }
        guard code.utf8.count == 6, code.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains) else {
            throw CredentialsError(.codeNeeded, "an MFA code has six digits (\(name))")
        }
        return code
    }
}

extension AssumedRole {
    /// What the AWS CLI keeps beside the credentials.
    var document: JSONObject {
        let user = JSONObject([("AssumedRoleId", .string(id)), ("Arn", .string(arn))])
        return JSONObject([("AssumedRoleUser", .object(user))])
    }
}
