/// A value that does not go with this kind of API or integration.
public struct ProtocolViolation: Error, Sendable, Equatable {
    public var member: Member
    public var problem: String
    /// Whether the service is known to refuse it. Of what only its manual rules out nobody has seen the answer.
    public var isKnown: Bool
}

extension ProtocolViolation: CustomStringConvertible {
    public var description: String { "\(member.columnName): \(problem)" }
}

extension Member {
    /// The only kind of API that has the member, where the service's manual names one. The manual also says so of
    /// `connectionId`, but WebSocket APIs with a VPC link are in use (terraform-provider-aws tests one).
    var protocolType: ProtocolType? {
        switch self {
        case .contentHandlingStrategy, .passthroughBehavior, .requestTemplates, .templateSelectionExpression: .webSocket
        case .integrationSubtype, .responseParameters, .tlsConfig: .http
        default: nil
        }
    }
}

extension IntegrationUpdate {
    /// WebSocket APIs end a request after 29 s; HTTP APIs after 30 s.
    static let webSocketTimeoutCeiling = 29_000

    private static let proxyTypes: Set<String> = ["AWS_PROXY", "HTTP_PROXY"]

    /// Whether a member is set whose limits differ between HTTP and WebSocket APIs.
    public var dependsOnProtocol: Bool {
        changes.contains { member, change in
            switch (member, change) {
            case (_, .clear): false
            case (.timeoutInMillis, .set(.integer(let millis))): millis > Self.webSocketTimeoutCeiling
            case (.integrationType, .set(.string(let type))): !Self.proxyTypes.contains(type)
            case (.payloadFormatVersion, .set(.string(let version))): version != "1.0"
            case (.requestParameters, .set): true
            default: member.protocolType != nil
            }
        }
    }

    /// What the service would refuse, as far as its answers are known, and what its manual rules out. What is live already
    /// is never a violation.
    public func violations(on protocolType: ProtocolType, before: Integration) -> [ProtocolViolation] {
        members.compactMap { member in
            guard case .set(let value) = changes[member], !value.isMet(by: before.values[member]) else { return nil }
            if let problem = problem(of: member, on: protocolType, before: before) {
                return ProtocolViolation(member: member, problem: problem, isKnown: false)
            }
            // That the parameters of a WebSocket API look like this stands only in the manual.
            let isKnown = member != .requestParameters || protocolType == .http
            return problem(of: value, in: member, on: protocolType, before: before)
                .map { ProtocolViolation(member: member, problem: $0, isKnown: isKnown) }
        }
    }

    private func problem(of member: Member, on protocolType: ProtocolType, before: Integration) -> String? {
        guard let only = member.protocolType, only != protocolType, before.values[member]?.isEmpty ?? true else {
            return nil
        }
        return "only \(only.title) has it, and this is \(protocolType.title)"
    }

    private func problem(
        of value: MemberValue,
        in member: Member,
        on protocolType: ProtocolType,
        before: Integration
    ) -> String? {
        switch (member, value) {
        case (.timeoutInMillis, .integer(let millis)):
            if protocolType == .http || millis <= Self.webSocketTimeoutCeiling { return nil }
            return "\(millis) is above a WebSocket API's ceiling; allowed: 50 to \(Self.webSocketTimeoutCeiling)"
        case (.integrationType, .string(let type)):
            if protocolType == .webSocket || Self.proxyTypes.contains(type) { return nil }
            return "\(type) is for WebSocket APIs; allowed on an HTTP API: AWS_PROXY, HTTP_PROXY"
        case (.payloadFormatVersion, .string(let version)):
            return problem(ofPayloadFormat: version, on: protocolType, before: before)
        case (.requestParameters, .map(let map)):
            return problem(ofRequestParameters: map, on: protocolType, before: before)
        default:
            return nil
        }
    }

    private func problem(
        ofPayloadFormat version: String,
        on protocolType: ProtocolType,
        before: Integration
    ) -> String? {
        if version == "1.0" { return nil }
        let type = wanted(.integrationType) ?? before.integrationType
        if protocolType == .webSocket {
            return type == "AWS_PROXY" ? "\(version) is not supported on a WebSocket API; allowed: 1.0" : nil
        }
        if let subtype = wanted(.integrationSubtype) ?? before.integrationSubtype {
            return "\(version) is not supported with \(subtype); allowed: 1.0"
        }
        if type == "HTTP_PROXY" { return "\(version) is not supported with HTTP_PROXY; allowed: 1.0" }
        if type == "AWS_PROXY", version != "2.0" { return "\(version) is not supported; allowed: 1.0, 2.0" }
        return nil
    }

    /// Which keys there are depends on the protocol and on the subtype; an unknown one is "Invalid Request Actioned
    /// Parameter" for the service.
    private func problem(
        ofRequestParameters map: [String: String],
        on protocolType: ProtocolType,
        before: Integration
    ) -> String? {
        let hasSubtype = (wanted(.integrationSubtype) ?? before.integrationSubtype) != nil
        if protocolType == .http, hasSubtype { return nil }
        let isAllowed = protocolType == .http ? ParameterKey.isRequestAction : ParameterKey.isIntegrationRequest
        let allowed = protocolType == .http ? ParameterKey.requestActions : ParameterKey.integrationRequests
        var live: [String: String] = [:]
        if case .map(let map) = before.values[.requestParameters] { live = map }
        guard let key = map.keys.sorted().first(where: { !isAllowed($0) && live[$0] == nil }) else { return nil }
        let place = protocolType == .http ? "an integration without a subtype" : "a WebSocket API"
        return "\(Quoted(key)) is not a request parameter of \(place); allowed: \(allowed)"
    }

    private func wanted(_ member: Member) -> String? {
        if case .set(.string(let text)) = changes[member] { text } else { nil }
    }
}
