/// What a member may hold.
///
/// Types, enums and ranges come from the service model; string lengths stand only in its shape names
/// (`StringWithLengthBetween1And64`), so no SDK checks them, but the service does.
public struct MemberRule: Sendable {
    public enum Kind: Sendable {
        /// Length in Unicode scalars; `nil`: any.
        case string(length: ClosedRange<Int>?)
        case enumeration([String])
        case integer(ClosedRange<Int>)
        /// String to string; `keys` says what a key must look like.
        case map(valueLength: ClosedRange<Int>, keys: MapKeys)
        /// Status code to (key to value).
        case statusMap(valueLength: ClosedRange<Int>)
        /// A structure whose members are all strings, by name in lowerCamel.
        case structure([String: ClosedRange<Int>])
    }

    public enum MapKeys: Sendable { case any, requestParameters }

    public var kind: Kind
    /// Whether `<clear>` has a request that expresses it. Enums, integers and what the service requires have none.
    public var isClearable: Bool

    init(_ kind: Kind, clearable: Bool = false) {
        self.kind = kind
        isClearable = clearable
    }
}

extension Member {
    public var rule: MemberRule { Self.rules[ordinal] }

    private static let rules = allCases.map { $0.makeRule() }

    private func makeRule() -> MemberRule {
        switch self {
        case .connectionID: MemberRule(.string(length: 1...1024), clearable: true)
        case .connectionType: MemberRule(.enumeration(["INTERNET", "VPC_LINK"]))
        case .contentHandlingStrategy: MemberRule(.enumeration(["CONVERT_TO_BINARY", "CONVERT_TO_TEXT"]))
        case .credentialsARN: MemberRule(.string(length: nil), clearable: true)
        case .description: MemberRule(.string(length: 0...1024), clearable: true)
        case .integrationMethod: MemberRule(.string(length: 1...64))
        case .integrationSubtype: MemberRule(.string(length: 1...128))
        case .integrationType: MemberRule(.enumeration(["AWS", "HTTP", "MOCK", "HTTP_PROXY", "AWS_PROXY"]))
        case .integrationURI: MemberRule(.string(length: 1...2048))
        case .passthroughBehavior: MemberRule(.enumeration(["WHEN_NO_MATCH", "NEVER", "WHEN_NO_TEMPLATES"]))
        case .payloadFormatVersion: MemberRule(.string(length: 1...64))
        // The model says 1..512, but "" is the documented way to remove a mapping.
        case .requestParameters: MemberRule(.map(valueLength: 0...512, keys: .requestParameters), clearable: true)
        case .requestTemplates: MemberRule(.map(valueLength: 0...32768, keys: .any), clearable: true)
        case .responseParameters: MemberRule(.statusMap(valueLength: 1...512), clearable: true)
        case .templateSelectionExpression: MemberRule(.string(length: nil), clearable: true)
        // The ceiling of HTTP APIs; a WebSocket API's is lower and needs the protocol type.
        case .timeoutInMillis: MemberRule(.integer(50...30000))
        case .tlsConfig: MemberRule(.structure(["serverNameToVerify": 1...512]), clearable: true)
        }
    }

    /// Whether the member holds keys, so that one column per key can set it.
    public var isMap: Bool { keyDepth > 0 }

    /// How many dots after the member's name split a dotted column: `response_parameters.404.overwrite:statuscode` has two.
    public var keyDepth: Int {
        switch self {
        case .responseParameters: 2
        case .requestParameters, .requestTemplates, .tlsConfig: 1
        default: 0
        }
    }

    /// What may stand in the member, for messages and help.
    public var allowedDescription: String {
        switch rule.kind {
        case .string(let length): length.map { "a string of \(Self.describe($0)) characters" } ?? "a string"
        case .enumeration(let values): values.joined(separator: ", ")
        case .integer(let range): "an integer from \(Self.describe(range))"
        case .map(let length, _): "a map of strings of \(Self.describe(length)) characters"
        case .statusMap: "a map from status code (200 to 599) to a map of strings"
        case .structure(let members): "a structure with \(members.keys.sorted().joined(separator: ", "))"
        }
    }

    static func describe(_ range: ClosedRange<Int>) -> String { "\(range.lowerBound) to \(range.upperBound)" }
}
