import Pacing
import Records

/// The role of an EC2 instance: the last source, which is there or not there without being configured.
enum InstanceMetadataCredentials {
    private static let off = "turned off by AWS_EC2_METADATA_DISABLED"

    /// For `credential_source = Ec2InstanceMetadata`.
    static func resolve(
        _ profile: ProfileContext,
        for place: String
    ) throws(ConfigurationError) -> CredentialsChain.Resolution {
        guard let metadata = try InstanceMetadata(profile: profile.mainProfile, context: profile.context) else {
            return .notConfigured(off)
        }
        return profile.refreshing(
            InstanceMetadataSource(metadata: metadata, timing: profile.context.timing) { reason in
                CredentialsError(.metadataFailed, "no credentials in the \(place): \(reason)")
            }
        )
    }

    /// Whether it has credentials turns out when they are asked for; if not, the error says what else was tried.
    static func lastProvider(
        _ profile: ProfileContext,
        after reasons: [String]
    ) throws(ConfigurationError) -> any CredentialsProvider {
        let name = "EC2 instance metadata"
        let (profileName, configuration) = (profile.name, profile.configuration)
        @Sendable func nothing(_ reason: String) -> ConfigurationError {
            CredentialsChain.nothingFound(reasons + ["\(name): \(reason)"], profile: profileName, configuration)
        }
        guard let metadata = try InstanceMetadata(profile: profile.mainProfile, context: profile.context) else {
            throw nothing(off)
        }
        let source = InstanceMetadataSource(
            metadata: metadata,
            timing: profile.context.timing,
            unavailable: { nothing($0) }
        )
        return Last(credentials: RefreshingCredentials(source, timing: profile.context.timing))
    }

    /// What is left when nothing is configured.
    struct Last: CredentialsProvider {
        fileprivate let credentials: RefreshingCredentials

        func credentials() async throws -> Credentials { try await credentials.credentials() }

        var atHand: Credentials? { credentials.atHand }

        func discard(_ credentials: Credentials) { self.credentials.discard(credentials) }
    }
}

/// Credentials of the instance's role.
struct InstanceMetadataSource: CredentialsSource {
    let name = "EC2 instance metadata"
    let metadata: InstanceMetadata
    let timing: Timing
    let unavailable: @Sendable (_ reason: String) -> any Error

    private static let path = "/latest/meta-data/iam/security-credentials/"
    /// Credentials that are about to expire are used this much longer (seconds), and a little more that differs from
    /// instance to instance: the service lags at times, and means them to be used on.
    private static let prolongation = 900.0
    private static let jitter = 120.0...600.0

    func fetch(rejected: Credentials?) async throws -> Credentials {
        do {
            let token = try await metadata.token()
            let role = try await metadata.get(Self.path, token: token) { body in
                String(decoding: body, as: UTF8.self).split(whereSeparator: \.isWhitespace).first.map(String.init)
            }
            let document = try await metadata.get(Self.path + URIEncoding.label(role), token: token) { body in
                try? JSONValue(parsing: body, duplicateKeys: .lastWins).object
            }
            return extended(try Credentials(document, tokenKey: "Token"))
        } catch let error as InstanceMetadata.Unavailable {
            throw unavailable(error.reason)
        } catch let error as CredentialsDocumentError {
            throw unavailable("its answer holds no credentials: \(error)")
        }
    }

    private func extended(_ credentials: Credentials) -> Credentials {
        guard let expiration = credentials.expiration else { return credentials }
        let jitter = Self.jitter.lowerBound + timing.random() * (Self.jitter.upperBound - Self.jitter.lowerBound)
        let now = timing.wallClock()
        var credentials = credentials
        credentials.expiration = max(expiration, now + Self.prolongation + jitter.rounded())
        return credentials
    }
}
