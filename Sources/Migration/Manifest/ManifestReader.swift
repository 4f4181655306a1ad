public import Records

/// One record of a manifest.
public enum ManifestItem: Sendable, Equatable {
    /// A good record, with its bytes as they stand in the file, without the line break.
    case row(Row, raw: [UInt8])
    /// Everything that is wrong with one record.
    case bad([ManifestProblem])
}

/// Reads a manifest record by record, in memory that does not grow with it.
///
/// Rows with the same target are not found here: that takes an index of all of them, which the checkpoint has.
public struct ManifestReader<Source: ByteSource> {
    /// How many records were read so far, good and bad, the header not included.
    public private(set) var count = 0
    private var records: any ManifestRecords

    /// What the records mean. In JSON Lines it learns names of columns as it goes, so it is complete at the end.
    public var schema: ManifestSchema { records.schema }

    /// Reads the header, if the format has one. A table without any record has no problem: it has no rows.
    ///
    /// - Parameter passthrough: names of columns that are not ours and are kept for reports.
    /// - Throws: `InvalidManifest` with everything that is wrong with the header, or what the source throws.
    public init(_ source: Source, layout: ManifestLayout, passthrough: [String] = []) throws {
        records =
            if let delimiter = layout.delimiter {
                try TableRecords(source, layout: layout, delimiter: delimiter, passthrough: passthrough)
            } else {
                try LineRecords(source, layout: layout, passthrough: passthrough)
            }
    }

    /// Reads a file that is known to be written in the format's usual way.
    public init(_ source: Source, format: ManifestFormat, passthrough: [String] = []) throws {
        try self.init(source, layout: ManifestLayout(format), passthrough: passthrough)
    }

    /// The next row, or everything that is wrong with the next record; `nil` at the end. Throws only what the source
    /// throws.
    public mutating func next() throws -> ManifestItem? {
        while let item = try records.next(number: count + 1) {
            count += 1
            // Nothing left to say: it was said of an earlier record, for all that follow.
            if case .bad(let problems) = item, problems.isEmpty { continue }
            return item
        }
        return nil
    }
}

/// The records of one format.
private protocol ManifestRecords {
    var schema: ManifestSchema { get }

    mutating func next(number: Int) throws -> ManifestItem?
}

/// The records of a table.
private struct TableRecords<Source: ByteSource>: ManifestRecords {
    let schema: ManifestSchema
    private var reader: CSVReader<Source>
    /// The columns without a name of which it was said already that something stands in them.
    private var reportedColumns: Set<Int> = []

    init(_ source: Source, layout: ManifestLayout, delimiter: UInt8, passthrough: [String]) throws {
        reader = CSVReader(source, delimiter: delimiter)
        reader.skipsEmptyRecords = true
        if layout.hasPreamble { _ = try reader.next() }
        switch try reader.next() {
        case .record(let header):
            schema = try ManifestSchema(layout: layout, header: header, passthrough: passthrough)
            reader.expectedFieldCount = header.fields.count
        case .bad(let error):
            throw InvalidManifest(problems: [ManifestProblem(error)])
        case nil:
            schema = try ManifestSchema(layout: layout, header: nil, passthrough: passthrough)
        }
    }

    mutating func next(number: Int) throws -> ManifestItem? {
        switch try reader.next() {
        case nil: return nil
        case .bad(let error): return .bad([ManifestProblem(error)])
        case .record(let record):
            switch schema.row(number: number, line: record.position.line, fields: record.fields) {
            case .success(let row): return .row(row, raw: record.raw)
            case .failure(let invalid): return .bad(invalid.problems.filter { isNews($0) })
            }
        }
    }

    private mutating func isNews(_ problem: ManifestProblem) -> Bool {
        guard case .unnamedColumn(let number) = problem.code else { return true }
        return reportedColumns.insert(number).inserted
    }
}

/// The records of JSON Lines.
private struct LineRecords<Source: ByteSource>: ManifestRecords {
    private(set) var schema: ManifestSchema
    private var reader: JSONLinesReader<Source>

    init(_ source: Source, layout: ManifestLayout, passthrough: [String]) throws {
        schema = try ManifestSchema(layout: layout, header: nil, passthrough: passthrough)
        reader = JSONLinesReader(source)
    }

    mutating func next(number: Int) throws -> ManifestItem? {
        switch try reader.next() {
        case nil: return nil
        case .bad(let error): return .bad([ManifestProblem(error)])
        case .record(let record):
            schema.noteInfo(of: record.object)
            switch schema.row(number: number, line: record.position.line, object: record.object) {
            case .success(let row): return .row(row, raw: record.raw)
            case .failure(let invalid): return .bad(invalid.problems)
            }
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
