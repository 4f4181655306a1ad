import Migration
import Records
import Testing

/// What a manifest's text gives: rows and problems in order.
struct ReadManifest {
    var schema: ManifestSchema
    var rows: [Row] = []
    var raws: [[UInt8]] = []
    var problems: [ManifestProblem] = []

    init(_ text: String, format: ManifestFormat = .csv, passthrough: [String] = []) throws {
        try self.init(Array(text.utf8), format: format, passthrough: passthrough)
    }

    init(_ bytes: [UInt8], format: ManifestFormat = .csv, passthrough: [String] = []) throws {
        var reader = try ManifestReader(ByteArraySource(bytes), format: format, passthrough: passthrough)
        while let item = try reader.next() {
            switch item {
            case .row(let row, let raw):
                rows.append(row)
                raws.append(raw)
            case .bad(let problems):
                #expect(!problems.isEmpty)
                self.problems += problems
            }
        }
        schema = reader.schema
    }

    /// The problems as a person reads them.
    var messages: [String] { problems.map { $0.description(file: "m") } }

    /// The messages of a header that is refused.
    static func headerMessages(_ text: String, passthrough: [String] = []) -> [String] {
        let error = #expect(throws: InvalidManifest.self) { try ReadManifest(text, passthrough: passthrough) }
        return error?.problems.map { $0.description(file: "m") } ?? []
    }

    /// One row of a table with a target and these columns.
    static func table(_ cells: KeyValuePairs<String, String>) throws -> ReadManifest {
        let writer = CSVWriter()
        let header = writer.row(["api_id", "integration_id"] + cells.map(\.key))
        return try ReadManifest(header + writer.row(["a", "i"] + cells.map(\.value)))
    }

    /// One JSON line with a target and these members, given without braces.
    static func line(_ members: String, passthrough: [String] = []) throws -> ReadManifest {
        try ReadManifest(#"{"api_id":"a","integration_id":"i",\#(members)}"#, format: .jsonl, passthrough: passthrough)
    }
}
