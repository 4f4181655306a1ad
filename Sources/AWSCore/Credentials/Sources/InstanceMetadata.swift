import HTTPTypes
import Synchronization

/// The metadata service of an EC2 instance (IMDS), version 2, or 1 where that is all there is.
struct InstanceMetadata: Sendable {
    /// It is not there, or has not got what was asked for.
    struct Unavailable: Error {
        let reason: String
    }

    private static let tokenLifetime = "21600"
    private let endpoint: Endpoint
    private let attempts: Int
    private let isVersion1Disabled: Bool
    private let call: MetadataCall
    private let silence: MetadataSilence

    /// - Returns: `nil` when the environment turns it off.
    init?(profile: String?, context: CredentialsContext) throws(ConfigurationError) {
        let configuration = context.configuration
        if configuration.environment["AWS_EC2_METADATA_DISABLED"]?.lowercased() == "true" { return nil }
        endpoint = try Self.endpoint(configuration, profile: profile)
        func number(_ variable: String, _ key: String) throws(ConfigurationError) -> Int {
            guard let text = try configuration.value(variable, key, profile: profile) else { return 1 }
            guard let number = Int(text), (1...3_600).contains(number) else {
                throw ConfigurationError(.invalidCredentials, "\(variable) (or \(key)) is no number from 1 to 3600")
            }
            return number
        }
        attempts = try number("AWS_METADATA_SERVICE_NUM_ATTEMPTS", "metadata_service_num_attempts")
        isVersion1Disabled = try configuration.isOn(
            "AWS_EC2_METADATA_V1_DISABLED",
            "ec2_metadata_v1_disabled",
            profile: profile
        )
        silence = context.metadataSilence
        call = MetadataCall(
            transport: context.transport,
            timing: context.timing,
            timeout: .seconds(try number("AWS_METADATA_SERVICE_TIMEOUT", "metadata_service_timeout")),
            userAgent: context.userAgent
        )
    }

    static func endpoint(
        _ configuration: AWSConfiguration,
        profile: String?
    ) throws(ConfigurationError) -> Endpoint {
        let mode = try configuration.value(
            "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE",
            "ec2_metadata_service_endpoint_mode",
            profile: profile
        )
        let isIPv6: Bool
        switch mode?.lowercased() {
        case nil: isIPv6 = try configuration.isOn("AWS_IMDS_USE_IPV6", "imds_use_ipv6", profile: profile)
        case "ipv4": isIPv6 = false
        case "ipv6": isIPv6 = true
        case let mode?:
            throw ConfigurationError(.invalidEndpoint, "the endpoint mode of EC2 metadata is IPv4 or IPv6, not \(mode)")
        }
        let url = try configuration.value(
            "AWS_EC2_METADATA_SERVICE_ENDPOINT",
            "ec2_metadata_service_endpoint",
            profile: profile
        )
        // Nothing secret goes there, and it never is anything but plain http.
        return try Endpoint(
            url: url ?? (isIPv6 ? "http://[fd00:ec2::254]" : "http://169.254.169.254"),
            allowsPlainHTTP: true
        )
    }

    /// The region that the instance is in.
    /// - Returns: `nil` when the service is not there.
    /// - Throws: `CredentialsError`, `CancellationError`.
    func region() async throws -> String? {
        do {
            let zone = try await get("/latest/meta-data/placement/availability-zone/", token: try await token()) {
                $0.isEmpty ? nil : String(decoding: $0, as: UTF8.self)
            }
            return String(zone.dropLast())
        } catch is Unavailable {
            return nil
        }
    }

    // MARK: Requests

    /// The token of a session, which goes with every request.
    /// - Returns: `nil`: the service knows version 1 only.
    func token() async throws -> Secret? {
        if let reason = silence.reason(endpoint) { throw Unavailable(reason: reason) }
        let fields: HTTPFields = [.literal("x-aws-ec2-metadata-token-ttl-seconds"): Self.tokenLifetime]
        for _ in 0..<attempts {
            let response: TransportResponse
            do {
                response = try await call.send(.put, to: target("/latest/api/token"), fields: fields)
            } catch let error as TransportError {
                if error.phase == .receive, error.reason == .timedOut { return nil }
                continue
            }
            silence.hear(endpoint)
            switch response.head.status.code {
            case 200: return Secret(String(decoding: response.body, as: UTF8.self))
            case 403, 404, 405: return nil
            case 400: throw Unavailable(reason: "it refused to give a token (HTTP 400)")
            default: continue
            }
        }
        return nil
    }

    /// - Parameter read: `nil`: the answer cannot be understood, and is asked for again.
    func get<Value>(_ path: String, token: Secret?, _ read: ([UInt8]) -> Value?) async throws -> Value {
        if token == nil, isVersion1Disabled {
            throw CredentialsError(
                .metadataFailed,
                "the EC2 metadata service gives no token, and version 1 is turned off (AWS_EC2_METADATA_V1_DISABLED)"
            )
        }
        var fields = HTTPFields()
        if let token { fields[.literal("x-aws-ec2-metadata-token")] = token.value }
        var reason = ""
        for _ in 0..<attempts {
            do {
                let response = try await call.send(.get, to: target(path), fields: fields)
                silence.hear(endpoint)
                if response.head.status == .ok, let value = read(response.body) { return value }
                reason = "\(path) answered HTTP \(response.head.status.code) and nothing of use"
            } catch let error as TransportError {
                reason = error.description
            }
        }
        silence.add(endpoint, reason)
        throw Unavailable(reason: reason)
    }

    private func target(_ path: String) -> MetadataTarget {
        MetadataTarget(scheme: endpoint.scheme, authority: endpoint.authority, path: endpoint.basePath + path)
    }
}

/// Metadata services that did not answer: nobody waits for them again in this run. One that has answered before may be
/// late at times.
final class MetadataSilence: Sendable {
    private struct Experience {
        var hasAnswered = false
        var reason: String?
    }

    private let services = Mutex<[Endpoint: Experience]>([:])

    /// Why there is no use in asking.
    func reason(_ endpoint: Endpoint) -> String? {
        services.withLock { services in
            guard let known = services[endpoint], !known.hasAnswered else { return nil }
            return known.reason
        }
    }

    func add(_ endpoint: Endpoint, _ reason: String) {
        services.withLock { $0[endpoint, default: Experience()].reason = reason }
    }

    func hear(_ endpoint: Endpoint) {
        services.withLock { $0[endpoint, default: Experience()].hasAnswered = true }
    }
}
