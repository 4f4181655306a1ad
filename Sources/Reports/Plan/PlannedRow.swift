public import Migration

/// A row of a plan, ready to be shown: where it is and what applying it would do.
public struct PlannedRow: Sendable {
    public enum Fate: Sendable, Equatable {
        case change
        case unchanged
        /// Applying it would fail, or has failed.
        ///
        /// - Parameter kind: the error without anything that differs from row to row.
        case fail(code: String, kind: String, message: String)
        /// A live value is not the one that the row expects.
        case drift(message: String)
        /// Nobody has looked at it yet.
        case open
    }

    public var number: Int
    /// In the manifest.
    public var line: Int
    /// The account and region that it belongs to.
    public var group: PlannedGroup
    public var apiID: String
    public var integrationID: String
    public var fate: Fate
    /// Of a row that changes something; sorted by name.
    public var changes: [ValueChange]
    /// Names of members that are set and of which nothing will be left.
    public var cleared: [String]
    /// Names of changed members that no update can take back.
    public var notRestorable: [String]
    /// Why the integration would answer with a 500; nil where a preflight has not found that out.
    public var refusal: RowRecord.Refusal?

    public init(
        number: Int,
        line: Int,
        group: PlannedGroup,
        apiID: String,
        integrationID: String,
        fate: Fate,
        changes: [ValueChange] = [],
        cleared: [String] = [],
        notRestorable: [String] = [],
        refusal: RowRecord.Refusal? = nil
    ) {
        self.number = number
        self.line = line
        self.group = group
        self.apiID = apiID
        self.integrationID = integrationID
        self.fate = fate
        self.changes = changes
        self.cleared = cleared
        self.notRestorable = notRestorable
        self.refusal = refusal
    }

    var api: PlannedAPI.Key { PlannedAPI.Key(group: group, id: apiID) }
}

/// The account and region of a planned row.
public struct PlannedGroup: Sendable, Hashable {
    /// For a person: `profile prod`.
    public var credentials: String
    public var region: String
    /// `nil`: not known.
    public var accountID: String?

    public init(credentials: String, region: String, accountID: String? = nil) {
        self.credentials = credentials
        self.region = region
        self.accountID = accountID
    }

    var name: String { "\(credentials), \(region)" + (accountID.map { " (account \($0))" } ?? "") }
}

/// What a plan knows of an API beside its integrations.
public struct PlannedAPI: Sendable {
    public struct Key: Sendable, Hashable {
        public var group: PlannedGroup
        public var id: String

        public init(group: PlannedGroup, id: String) {
            self.group = group
            self.id = id
        }
    }

    public var name: String
    /// `HTTP` or `WEBSOCKET`; "": not known.
    public var protocolType: String
    /// `nil`: nothing says that a tool owns it.
    public var owner: APIOwner?
    /// `POST /orders` by integration; empty: not read.
    public var routes: [String: [String]] = [:]
    /// `nil`: nobody has looked.
    public var stages: StageReading?
    /// Integrations of the plan that quick create has made.
    public var managedIntegrations: Set<String> = []

    public init(name: String, protocolType: String, owner: APIOwner? = nil) {
        self.name = name
        self.protocolType = protocolType
        self.owner = owner
    }
}

/// The tool whose next deploy would undo changes that were made beside it.
public struct APIOwner: Sendable, Hashable {
    /// `CloudFormation`, `Terraform`.
    public var tool: String
    /// The stack's name, or whatever the tool calls what it deploys; "": not known.
    public var stack: String

    /// Reads the tags of an API. CloudFormation sets its own on everything that it makes, and with it CDK, SAM and the
    /// Serverless Framework; Terraform is told by common customs only.
    public init?(tags: [String: String]) {
        func first(_ isMeant: (String) -> Bool) -> (key: String, value: String)? {
            tags.sorted { $0.key < $1.key }.first { isMeant($0.key.lowercased()) }
        }
        if let stack = tags["aws:cloudformation:stack-name"] {
            self.init(tool: "CloudFormation", stack: stack)
        } else if let service = first({ $0 == "serverless:service" }) {
            self.init(tool: "Serverless", stack: service.value)
        } else if let app = first({ $0.hasPrefix("aws-cdk:") }) {
            self.init(tool: "CDK", stack: app.value)
        } else if let workspace = first({ $0.hasPrefix("terraform") }) {
            self.init(tool: "Terraform", stack: workspace.value == "true" ? "" : workspace.value)
        } else if let manager = first({ ["managedby", "managed-by", "managed_by"].contains($0) }),
            manager.value.lowercased().contains("terraform")
        {
            self.init(tool: "Terraform", stack: "")
        } else {
            return nil
        }
    }

    public init(tool: String, stack: String) {
        self.tool = tool
        self.stack = stack
    }
}
