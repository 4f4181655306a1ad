/// What the preflight found, counted: however many functions there are, each kind is one entry.
public struct PreflightSummary: Sendable, Equatable {
    /// All findings of one verdict and kind.
    public struct Entry: Sendable, Equatable {
        public var verdict: PreflightFinding.Verdict
        public var kind: String
        public var functionCount: Int
        public var apiCount: Int
        public var rowCount: Int
        /// The first function by name, and what was found out about it.
        public var function: String
        public var message: String

        public init(
            verdict: PreflightFinding.Verdict,
            kind: String,
            functionCount: Int,
            apiCount: Int,
            rowCount: Int,
            function: String,
            message: String
        ) {
            self.verdict = verdict
            self.kind = kind
            self.functionCount = functionCount
            self.apiCount = apiCount
            self.rowCount = rowCount
            self.function = function
            self.message = message
        }
    }

    /// All notes of one kind, and the first of them.
    public struct Note: Sendable, Equatable {
        public var kind: String
        public var functionCount: Int
        public var function: String
        public var text: String

        public init(kind: String, functionCount: Int, function: String, text: String) {
            self.kind = kind
            self.functionCount = functionCount
            self.function = function
            self.text = text
        }
    }

    /// Those first that make rows fail, then those with the most rows.
    public var entries: [Entry]
    public var notes: [Note]
    /// The first of the commands that give missing permissions, and how many there are.
    public var commands: [String]
    public var commandCount: Int

    public init(entries: [Entry] = [], notes: [Note] = [], commands: [String] = [], commandCount: Int = 0) {
        self.entries = entries.sorted {
            ($1.verdict.isRefusal ? 1 : 0, $1.rowCount, $0.kind) < ($0.verdict.isRefusal ? 1 : 0, $0.rowCount, $1.kind)
        }
        self.notes = notes
        self.commands = commands
        self.commandCount = commandCount
    }

    /// Whether there are rows whose integrations would answer with a 500.
    public var hasRefusals: Bool { entries.contains { $0.verdict.isRefusal } }
}
