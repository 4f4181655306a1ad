import APIGatewayV2
import Records

/// One thing that is wrong with a manifest.
public struct ManifestProblem: Error, Sendable, Equatable {
    enum Code: Sendable {
        case badRecord(String)
        case foreignFile
        /// The number of the column, from 1.
        case unnamedColumn(Int)
        case emptyName, unknownColumn, repeatedColumn, missingColumn, reservedColumn
        case invalidValue, conflictingValues, missingTarget, nothingToUpdate, duplicateTarget
    }

    let code: Code
    /// The record's first line, from 1; for a record that cannot be read at all, the line of the mistake.
    public let line: Int
    /// Where in the line, counted in characters from 1: only for a record that cannot be read.
    public let character: Int?
    /// The column or member as the manifest spells it.
    public let column: String?
    /// The offending value or key: cut at `Quoted.limit` characters, control characters as escapes.
    public let value: String?
    /// What is wrong and what is allowed; control characters as escapes.
    public let message: String

    init(
        _ code: Code,
        line: Int,
        character: Int? = nil,
        column: String? = nil,
        value: String? = nil,
        message: String
    ) {
        self.code = code
        self.line = line
        self.character = character
        self.column = column.map(Quoted.readable)
        self.value = value.map(Quoted.readable)
        self.message = Printable.text(message)
    }

    /// What kind of problem it is, the same text for all problems of the kind.
    public var shortDescription: String {
        switch code {
        case .badRecord(let kind): kind
        case .foreignFile: "not a manifest"
        case .unnamedColumn: "value in a column without a name"
        case .emptyName: "a column without a name"
        case .unknownColumn: "unknown column"
        case .repeatedColumn: "column given twice"
        case .missingColumn: "missing column"
        case .reservedColumn: "column that cannot be passed through"
        case .invalidValue: "value that is not allowed"
        case .conflictingValues: "values that exclude each other"
        case .missingTarget: "missing id"
        case .nothingToUpdate: "row without an update"
        case .duplicateTarget: "duplicate target"
        }
    }

    /// The problem with its place: `rows.csv:12: timeout_in_millis: '49' is out of range; allowed: …`.
    public func description(file: String) -> String {
        let place = character.map { "\(file):\(line):\($0)" } ?? "\(file):\(line)"
        return "\(place): \(text)"
    }

    /// The problem without its place.
    var text: String {
        let subject = value.map { "'\($0)' " } ?? ""
        return (column.map { "\($0): " } ?? "") + subject + message
    }

    public static func == (left: ManifestProblem, right: ManifestProblem) -> Bool {
        (left.line, left.character, left.column, left.value, left.message)
            == (right.line, right.character, right.column, right.value, right.message)
    }
}

extension ManifestProblem: CustomStringConvertible {
    public var description: String { "line \(line): \(text)" }
}

/// A manifest whose header, or a record that was good before, cannot be understood.
public struct InvalidManifest: Error, Sendable, Equatable {
    /// At least one.
    public let problems: [ManifestProblem]
}

extension InvalidManifest: CustomStringConvertible {
    public var description: String { problems.map(\.description).joined(separator: "\n") }
}
