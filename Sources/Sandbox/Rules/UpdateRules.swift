/// What `UpdateIntegration` does to an integration: a merge, then the checks the service makes of the result.
///
/// Where the service's behaviour is not documented, the sandbox takes the stricter reading: a member that belongs to the
/// other protocol is accepted and has no effect, and an integration with a subtype must be sent with its type, its subtype
/// and its whole map of request parameters.
struct UpdateRules {
    let api: SandboxAPI
    let update: UpdateBody

    func apply(to current: SandboxIntegration) throws(ServiceError) -> SandboxIntegration {
        try update.validate()
        var merged = current
        mergeScalars(into: &merged)
        if current.integrationSubtype != nil || update.integrationSubtype != nil {
            try mergeSubtype(into: &merged)
        } else {
            try mergeRequestParameters(into: &merged)
        }
        if api.isWebSocket {
            mergeTemplates(into: &merged)
        } else {
            try mergeResponseParameters(into: &merged)
            if let tls = update.tlsConfig {
                merged.tlsConfig = tls.serverNameToVerify.map { .init(serverNameToVerify: $0) }
            }
        }
        try check(merged)
        return merged
    }

    private func mergeScalars(into merged: inout SandboxIntegration) {
        merged.connectionType = update.connectionType ?? merged.connectionType
        merged.integrationMethod = update.integrationMethod ?? merged.integrationMethod
        merged.integrationSubtype = update.integrationSubtype ?? merged.integrationSubtype
        merged.integrationType = update.integrationType ?? merged.integrationType
        merged.integrationURI = update.integrationUri ?? merged.integrationURI
        merged.payloadFormatVersion = update.payloadFormatVersion ?? merged.payloadFormatVersion
        merged.timeoutInMillis = update.timeoutInMillis ?? merged.timeoutInMillis
        Self.merge(update.connectionId, into: &merged.connectionID)
        Self.merge(update.credentialsArn, into: &merged.credentialsARN)
        Self.merge(update.description, into: &merged.description)
        if api.isWebSocket {
            merged.contentHandlingStrategy = update.contentHandlingStrategy ?? merged.contentHandlingStrategy
            merged.passthroughBehavior = update.passthroughBehavior ?? merged.passthroughBehavior
            Self.merge(update.templateSelectionExpression, into: &merged.templateSelectionExpression)
        }
    }

    /// An empty string clears the member.
    private static func merge(_ value: String?, into member: inout String?) {
        guard let value else { return }
        member = value.isEmpty ? nil : value
    }

    /// Merges key by key. An empty string removes the key; a map without keys is unset.
    private static func merge(_ changes: [String: String?], into map: inout [String: String]?) {
        var result = map ?? [:]
        for case (let key, let value?) in changes { result[key] = value.isEmpty ? nil : value }
        map = result.isEmpty ? nil : result
    }

    private func mergeRequestParameters(into merged: inout SandboxIntegration) throws(ServiceError) {
        guard let changes = update.requestParameters else { return }
        for key in changes.keys.sorted() {
            if api.isWebSocket, !MappingRules.isWebSocketKey(key) {
                throw MappingRules.invalidExpression("Invalid mapping expression parameter specified: \(key)")
            }
            if !api.isWebSocket, !MappingRules.isRequestKey(key) {
                throw MappingRules.invalidExpression("Invalid Request Actioned Parameter \(key)")
            }
        }
        Self.merge(changes, into: &merged.requestParameters)
    }

    /// With a subtype the map that is sent replaces the old one, and nothing that identifies the operation may be left out.
    private func mergeSubtype(into merged: inout SandboxIntegration) throws(ServiceError) {
        let subtype = merged.integrationSubtype ?? ""
        guard let required = Limits.subtypes[subtype], !api.isWebSocket, merged.integrationType == "AWS_PROXY" else {
            throw .badRequest("Operation: \(subtype) is not supported.")
        }
        let sent = (update.requestParameters ?? [:]).compactMapValues { $0 }
        if sent.values.contains("") {
            throw .badRequest("Mapping expression missing source or destination")
        }
        let isComplete = update.integrationType != nil && update.integrationSubtype != nil
        guard isComplete, required.allSatisfy({ sent[$0] != nil }) else {
            throw .badRequest(
                "Operation: \(subtype) requires enabling passthrough, or defining all of the following parameters "
                    + "[\(required.joined(separator: ", "))]"
            )
        }
        for (key, value) in sent.sorted(by: { $0.key < $1.key }) where !MappingRules.isSource(value) {
            throw MappingRules.invalidSource(value, for: key)
        }
        merged.requestParameters = sent
    }

    private func mergeTemplates(into merged: inout SandboxIntegration) {
        guard let changes = update.requestTemplates else { return }
        Self.merge(changes, into: &merged.requestTemplates)
    }

    /// Merges status by status and mapping by mapping; a status sent with an empty map is removed.
    private func mergeResponseParameters(into merged: inout SandboxIntegration) throws(ServiceError) {
        guard let changes = update.responseParameters else { return }
        var result = merged.responseParameters ?? [:]
        for (status, mappings) in changes.sorted(by: { $0.key < $1.key }) {
            guard MappingRules.isStatusCode(status) else {
                throw MappingRules.invalidExpression("Status Code \(status) is not valid")
            }
            guard let mappings else { continue }
            for key in mappings.keys.sorted() where !MappingRules.isResponseKey(key) {
                throw MappingRules.invalidExpression("Invalid Response Actioned Parameter \(key)")
            }
            var stored = mappings.isEmpty ? nil : result[status]
            Self.merge(mappings, into: &stored)
            result[status] = stored
        }
        merged.responseParameters = result.isEmpty ? nil : result
    }

    private func check(_ merged: SandboxIntegration) throws(ServiceError) {
        let type = merged.integrationType
        if !api.isWebSocket, type != "AWS_PROXY", type != "HTTP_PROXY" {
            throw .badRequest(
                "Currently, an API with a protocol type of HTTP may only be associated with proxy integrations "
                    + "(AWS_PROXY, HTTP_PROXY)"
            )
        }
        let ceiling = Limits.timeoutCeiling(isWebSocket: api.isWebSocket)
        if let timeout = merged.timeoutInMillis, !(Limits.timeoutFloor...ceiling).contains(timeout) {
            throw .badRequest("Timeout should be between \(Limits.timeoutFloor) ms and \(ceiling) ms")
        }
        try checkVersion(merged)
        if merged.connectionType == "VPC_LINK", merged.connectionID == nil {
            throw .badRequest("ConnectionId must be set to vpcLinkId for ConnectionType VPC_LINK")
        }
        if type == "HTTP_PROXY", merged.integrationMethod == nil {
            throw .badRequest("HttpMethod parameter method must be specified for integrationType HTTPPROXY")
        }
        if let subtype = merged.integrationSubtype, merged.credentialsARN == nil {
            throw .badRequest(
                "Role ARN must be specified for AWS integration configuration with Subtype: \(subtype)"
            )
        }
    }

    private func checkVersion(_ merged: SandboxIntegration) throws(ServiceError) {
        guard let version = merged.payloadFormatVersion else { return }
        if let subtype = merged.integrationSubtype {
            if version != "1.0" { throw .badRequest("Operation: \(subtype) is not supported.") }
        } else if merged.integrationType == "HTTP_PROXY", version == "2.0" {
            throw .badRequest("PayloadFormatVersion 2.0 is not supported for integration of type HTTP_PROXY")
        } else if version != "1.0", version != "2.0" || api.isWebSocket {
            throw .badRequest("Unsupported PayloadFormatVersion: \(version)")
        }
    }
}
