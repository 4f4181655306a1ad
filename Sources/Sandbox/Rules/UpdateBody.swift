import Foundation

/// The body of `UpdateIntegration`. A member that is absent or null is left as it is; unknown members are ignored.
struct UpdateBody: Decodable {
    struct TLSConfig: Decodable {
        var serverNameToVerify: String?
    }

    var connectionId: String?
    var connectionType: String?
    var contentHandlingStrategy: String?
    var credentialsArn: String?
    var description: String?
    var integrationMethod: String?
    var integrationSubtype: String?
    var integrationType: String?
    var integrationUri: String?
    var passthroughBehavior: String?
    var payloadFormatVersion: String?
    var requestParameters: [String: String?]?
    var requestTemplates: [String: String?]?
    var responseParameters: [String: [String: String?]?]?
    var templateSelectionExpression: String?
    var timeoutInMillis: Int?
    var tlsConfig: TLSConfig?

    private static let decoder = JSONDecoder()

    /// - Throws: `BadRequestException` when the text is not a JSON object, or a member has another type.
    static func decode(_ bytes: [UInt8]) throws(ServiceError) -> UpdateBody {
        do {
            return try decoder.decode(UpdateBody.self, from: Data(bytes))
        } catch {
            throw .badRequest("Invalid request input")
        }
    }

    /// Checks what the model says of each member alone: enumerations and lengths.
    func validate() throws(ServiceError) {
        try Self.check("connectionType", connectionType, oneOf: Limits.connectionTypes)
        try Self.check("contentHandlingStrategy", contentHandlingStrategy, oneOf: Limits.contentHandlingStrategies)
        try Self.check("integrationType", integrationType, oneOf: Limits.integrationTypes)
        try Self.check("passthroughBehavior", passthroughBehavior, oneOf: Limits.passthroughBehaviors)
        try Self.check("connectionId", connectionId, length: 0...1024)
        try Self.check("description", description, length: 0...1024)
        try Self.check("integrationMethod", integrationMethod, length: 1...64)
        try Self.check("integrationSubtype", integrationSubtype, length: 1...128)
        try Self.check("integrationUri", integrationUri, length: 1...2048)
        try Self.check("payloadFormatVersion", payloadFormatVersion, length: 1...64)
        try Self.check("tlsConfig.serverNameToVerify", tlsConfig?.serverNameToVerify, length: 1...512)
        for (key, value) in requestParameters ?? [:] {
            try Self.check("requestParameters.\(key)", value, length: 0...512)
        }
        for (key, value) in requestTemplates ?? [:] {
            try Self.check("requestTemplates.\(key)", value, length: 0...32_768)
        }
        for (status, mappings) in responseParameters ?? [:] {
            for (key, value) in mappings ?? [:] {
                try Self.check("responseParameters.\(status).\(key)", value, length: 0...512)
            }
        }
    }

    private static func check(_ member: String, _ value: String?, oneOf allowed: [String]) throws(ServiceError) {
        guard let value, !allowed.contains(value) else { return }
        throw constraint(member, value, "Member must satisfy enum value set: [\(allowed.joined(separator: ", "))]")
    }

    private static func check(_ member: String, _ value: String?, length: ClosedRange<Int>) throws(ServiceError) {
        guard let value else { return }
        let count = value.unicodeScalars.count
        if count < length.lowerBound {
            throw constraint(member, value, "Member must have length greater than or equal to \(length.lowerBound)")
        }
        if count > length.upperBound {
            throw constraint(member, value, "Member must have length less than or equal to \(length.upperBound)")
        }
    }

    private static func constraint(_ member: String, _ value: String, _ rule: String) -> ServiceError {
        .badRequest(
            "1 validation error detected: Value '\(value)' at '\(member)' failed to satisfy constraint: \(rule)"
        )
    }
}
