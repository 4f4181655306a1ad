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

    /// The member that `name` spells, whatever its case, blanks, `_` and `-`; `nil` when there is none.
    public init?(anySpelling name: some StringProtocol) {
        guard let member = Self.spellings[Spelling.normalized(name)] else { return nil }
        self = member
    }

    private static let spellings = Dictionary(
        uniqueKeysWithValues: allCases.map { (Spelling.normalized($0.rawValue), $0) }
    )

    /// The order of the service model, which is alphabetical.
    public static func < (left: Member, right: Member) -> Bool { left.ordinal < right.ordinal }
}

extension Member {
    /// The place in `allCases`.
    var ordinal: Int {
        switch self {
        case .connectionID: 0
        case .connectionType: 1
        case .contentHandlingStrategy: 2
        case .credentialsARN: 3
        case .description: 4
        case .integrationMethod: 5
        case .integrationSubtype: 6
        case .integrationType: 7
        case .integrationURI: 8
        case .passthroughBehavior: 9
        case .payloadFormatVersion: 10
        case .requestParameters: 11
        case .requestTemplates: 12
        case .responseParameters: 13
        case .templateSelectionExpression: 14
        case .timeoutInMillis: 15
        case .tlsConfig: 16
        }
    }

    // Enums with raw values compare and hash these unless they say otherwise, and a manifest's row asks several times.

    public static func == (left: Member, right: Member) -> Bool { left.ordinal == right.ordinal }

    public func hash(into hasher: inout Hasher) { hasher.combine(ordinal) }
}
