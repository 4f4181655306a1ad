public import Records

/// Reads a manifest record by record, in memory that does not grow with it.
///
/// Rows with the same target are not found here: that takes an index of all of them, which the checkpoint has.
public struct ManifestReader<Source: ByteSource> {
    public let schema: ManifestSchema
    /// How many records were read so far, good and bad, the header not included.
    public private(set) var count = 0

    private var table: CSVReader<Source>?
    private var lines: JSONLinesReader<Source>?

    /// Reads the header, if the format has one. A table without any record has no problem: it has no rows.
    ///
    /// - Parameter passthrough: names of columns that are not ours and are kept for reports.
    /// - Throws: `InvalidManifest` with everything that is wrong with the header, or what the source throws.
    public init(_ source: Source, format: ManifestFormat, passthrough: [String] = []) throws {
        guard let delimiter = format.delimiter else {
            schema = try ManifestSchema(format: format, header: nil, passthrough: passthrough)
            lines = JSONLinesReader(source)
            return
        }
        var table = CSVReader(source, delimiter: delimiter)
        switch try table.next() {
        case .record(let header):
            schema = try ManifestSchema(format: format, header: header, passthrough: passthrough)
            table.expectedFieldCount = header.fields.count
        case .bad(let error):
            throw InvalidManifest(problems: [ManifestProblem(error)])
        case nil:
            schema = try ManifestSchema(format: format, header: nil, passthrough: passthrough)
        }
        self.table = table
    }

    /// The next row, or everything that is wrong with the next record; `nil` at the end. Throws only what the source
    /// throws.
    public mutating func next() throws -> ManifestItem? {
        if let result = try table?.next() {
            count += 1
            switch result {
            case .bad(let error): return .bad([ManifestProblem(error)])
            case .record(let record):
                let row = schema.row(number: count, line: record.position.line, fields: record.fields)
                return ManifestItem(row, raw: record.raw)
            }
        }
        if let result = try lines?.next() {
            count += 1
            switch result {
            case .bad(let error): return .bad([ManifestProblem(error)])
            case .record(let record):
                let row = schema.row(number: count, line: record.position.line, object: record.object)
                return ManifestItem(row, raw: record.raw)
            }
        }
        return nil
    }
}

extension ManifestReader: Sendable where Source: Sendable {}

extension ManifestItem {
    fileprivate init(_ result: Result<Row, InvalidManifest>, raw: [UInt8]) {
        switch result {
        case .success(let row): self = .row(row, raw: raw)
        case .failure(let invalid): self = .bad(invalid.problems)
        }
    }
}

extension ManifestProblem {
    fileprivate init(_ error: RecordError) {
        self.init(
            .badRecord(error.shortDescription),
            line: error.position.line,
            character: error.position.column,
            message: error.message
        )
    }
}
