/// A member of `UpdateIntegration` that a row can set. The raw value is its name on the wire.
///
/// This is the one place that knows the members; see `Member.rule` for their types and limits.
public enum Member: String, CaseIterable, Sendable, Hashable, Comparable {
    case connectionID = "connectionId"
    case connectionType
    case contentHandlingStrategy
    case credentialsARN = "credentialsArn"
    case description
    case integrationMethod
    case integrationSubtype
    case integrationType
    case integrationURI = "integrationUri"
    case passthroughBehavior
    case payloadFormatVersion
    case requestParameters
    case requestTemplates
    case responseParameters
    case templateSelectionExpression
    case timeoutInMillis
    case tlsConfig

    public var wireName: String { rawValue }

    /// The spelling used for manifest columns and in messages: `integration_uri`.
    public var columnName: String { Spelling.snakeCase(rawValue) }

    /// The member that `name` spells in any of the four accepted ways, if there is one.
    public init?(anySpelling name: some StringProtocol) {
        guard let member = Self.spellings[String(name)] else { return nil }
        self = member
    }

    private static let spellings = Dictionary(
        uniqueKeysWithValues: allCases.flatMap { member in
            Spelling.all(of: member.rawValue).map { ($0, member) }
        }
    )

    /// The order of the service model, which is alphabetical.
    public static func < (left: Member, right: Member) -> Bool { left.rawValue < right.rawValue }
}
