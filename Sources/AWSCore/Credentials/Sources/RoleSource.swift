import Pacing
import Records
import Synchronization

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
