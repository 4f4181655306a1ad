/// A Lambda function with its versions, its aliases and their policies.
public struct SandboxFunction: Sendable, Equatable, Codable {
    public var functionName: String
    /// `Active`, `Pending`, `Inactive` or `Failed`.
    public var state: String?
    /// `Successful`, `InProgress` or `Failed`.
    public var lastUpdateStatus: String?
    /// In seconds.
    public var timeout: Int?
    public var runtime: String?
    /// Published ones, besides `$LATEST`.
    public var versions: [String]?
    /// Names with the version that each stands for.
    public var aliases: [String: String]?
    /// The statements of the function's policy (key `""`) and of the policies of its versions and aliases.
    public var policies: [String: [SandboxStatement]]?

    public init(functionName: String, versions: [String] = [], aliases: [String: String] = [:]) {
        self.functionName = functionName
        self.versions = versions
        self.aliases = aliases
    }

    /// Whether a qualifier names something; `nil` and `$LATEST` always do.
    func has(_ qualifier: String?) -> Bool {
        guard let qualifier, qualifier != SandboxFunction.latest else { return true }
        return versions?.contains(qualifier) == true || aliases?[qualifier] != nil
    }

    static let latest = "$LATEST"
}

/// A statement of a function's policy.
public struct SandboxStatement: Sendable, Equatable, Codable {
    /// One text or several, as policies write them.
    public struct Texts: Sendable, Equatable, Codable, ExpressibleByStringLiteral, ExpressibleByArrayLiteral {
        public var values: [String]

        public init(_ values: [String]) { self.values = values }
        public init(stringLiteral value: String) { values = [value] }
        public init(arrayLiteral elements: String...) { values = elements }

        public init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let text = try? container.decode(String.self) {
                values = [text]
            } else {
                values = try container.decode([String].self)
            }
        }

        public func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            if values.count == 1 { try container.encode(values[0]) } else { try container.encode(values) }
        }
    }

    /// `*`, or services and accounts by kind.
    public enum Principal: Sendable, Equatable, Codable {
        case everybody
        case kinds([String: Texts])

        public init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if (try? container.decode(String.self)) == "*" {
                self = .everybody
            } else {
                self = .kinds(try container.decode([String: Texts].self))
            }
        }

        public func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .everybody: try container.encode("*")
            case .kinds(let kinds): try container.encode(kinds)
            }
        }
    }

    public var sid: String?
    public var effect: String
    public var principal: Principal
    public var action: Texts
    public var resource: Texts?
    /// By operator, and by key.
    public var condition: [String: [String: Texts]]?

    enum CodingKeys: String, CodingKey {
        case sid = "Sid"
        case effect = "Effect"
        case principal = "Principal"
        case action = "Action"
        case resource = "Resource"
        case condition = "Condition"
    }

    /// One that allows API Gateway to invoke, as the console writes it.
    public static func allowing(apiGatewayFor sourceARN: String, function: String, sid: String) -> SandboxStatement {
        SandboxStatement(
            sid: sid,
            effect: "Allow",
            principal: .kinds(["Service": "apigateway.amazonaws.com"]),
            action: "lambda:InvokeFunction",
            resource: .init([function]),
            condition: ["ArnLike": ["AWS:SourceArn": .init([sourceARN])]]
        )
    }

    public init(
        sid: String?,
        effect: String,
        principal: Principal,
        action: Texts,
        resource: Texts?,
        condition: [String: [String: Texts]]?
    ) {
        self.sid = sid
        self.effect = effect
        self.principal = principal
        self.action = action
        self.resource = resource
        self.condition = condition
    }
}

// MARK: - As JSON

extension SandboxStatement {
    func write(to text: inout JSONText) {
        text.beginObject()
        text.member("Sid", sid)
        text.member("Effect", effect)
        text.key("Principal")
        switch principal {
        case .everybody: text.string("*")
        case .kinds(let kinds): text.texts(kinds)
        }
        text.key("Action")
        text.texts(action)
        if let resource {
            text.key("Resource")
            text.texts(resource)
        }
        if let condition {
            text.key("Condition")
            text.beginObject()
            for (name, keys) in condition.sorted(by: { $0.key > $1.key }) {
                text.key(name)
                text.texts(keys)
            }
            text.endObject()
        }
        text.endObject()
    }
}

extension SandboxFunction {
    func write(to text: inout JSONText) {
        text.beginObject()
        text.member("functionName", functionName)
        text.member("state", state)
        text.member("lastUpdateStatus", lastUpdateStatus)
        text.member("timeout", timeout)
        text.member("runtime", runtime)
        if let versions {
            text.key("versions")
            text.texts(.init(versions), isAlwaysArray: true)
        }
        text.member("aliases", aliases)
        if let policies {
            text.key("policies")
            text.beginObject()
            for (qualifier, statements) in policies.sorted(by: { $0.key < $1.key }) {
                text.key(qualifier)
                text.beginArray()
                for statement in statements { statement.write(to: &text) }
                text.endArray()
            }
            text.endObject()
        }
        text.endObject()
    }
}

extension JSONText {
    fileprivate mutating func texts(_ texts: SandboxStatement.Texts, isAlwaysArray: Bool = false) {
        if texts.values.count == 1, !isAlwaysArray { return string(texts.values[0]) }
        beginArray()
        for value in texts.values { string(value) }
        endArray()
    }

    fileprivate mutating func texts(_ members: [String: SandboxStatement.Texts]) {
        beginObject()
        for (name, value) in members.sorted(by: { $0.key < $1.key }) {
            key(name)
            texts(value)
        }
        endObject()
    }
}
