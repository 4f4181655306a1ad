import Records

/// The policy of a function, an alias or a version: who may call it.
public struct FunctionPolicy: Sendable, Equatable {
    public var statements: [PolicyStatement]
    /// Of the document, in bytes; Lambda allows `sizeLimit`.
    public var size: Int

    /// A policy may not be larger (Lambda's quotas).
    public static let sizeLimit = 20_480

    /// No policy at all.
    public static let empty = FunctionPolicy(statements: [], size: 0)

    private init(statements: [PolicyStatement], size: Int) {
        self.statements = statements
        self.size = size
    }

    /// Whether a statement of that id is there, whatever it says.
    public func hasStatement(_ id: String) -> Bool { statements.contains { $0.id == id } }

    /// Reads the document that `GetPolicy` gives.
    public init(parsing text: String) throws(UnreadablePolicy) {
        let document: JSONValue
        do {
            document = try JSONValue(parsing: text, duplicateKeys: .lastWins)
        } catch {
            throw UnreadablePolicy(problem: error.message)
        }
        try self.init(document, size: text.utf8.count)
    }

    private init(_ document: JSONValue, size: Int) throws(UnreadablePolicy) {
        switch document.object?["Statement"] {
        case .array(let elements):
            var statements: [PolicyStatement] = []
            for element in elements { statements.append(try PolicyStatement(json: element)) }
            self.init(statements: statements, size: size)
        case .some(let statement): self.init(statements: [try PolicyStatement(json: statement)], size: size)
        case nil: throw UnreadablePolicy(problem: "it has no Statement")
        }
    }
}

/// A policy that cannot be understood, and why.
public struct UnreadablePolicy: Error, Sendable, Equatable, CustomStringConvertible {
    public var problem: String

    public var shortDescription: String { "the policy could not be read" }
    public var description: String { "\(shortDescription): \(problem)" }
}
