import APIGatewayV2
import Records

extension ManifestSchema {
    /// Reads one stored record again.
    ///
    /// - Parameter raw: the record's bytes, as `ManifestItem.row` gave them.
    /// - Throws: `InvalidManifest` when the record is not one of this manifest.
    public func row(number: Int, line: Int, raw: [UInt8]) throws -> Row {
        if delimiter != nil {
            guard let record = try Self.record(raw, delimiter: delimiter), record.fields.count == columns.count else {
                throw Self.unreadable(line: line, "the stored record has other columns than the header")
            }
            return try row(number: number, line: line, fields: record.fields).get()
        }
        do {
            let json = try JSONValue(parsing: raw, duplicateKeys: .error)
            guard let object = json.object else {
                throw Self.unreadable(line: line, "the stored record is \(json.typeName), not an object")
            }
            return try row(number: number, line: line, object: object).get()
        } catch let error as JSONError {
            throw Self.unreadable(line: line, "the stored record is not JSON: \(error.message)")
        }
    }

    /// Reads the cells of a table's row; there are as many as columns. An empty cell says nothing.
    func row(number: Int, line: Int, fields: [Field]) -> Result<Row, InvalidManifest> {
        var builder = RowBuilder(line: line, passthroughCount: passthrough.count)
        for (index, field) in fields.enumerated() where !field.value.isEmpty {
            builder.take(.cell(field.value), in: columns[index], named: header[index])
        }
        return builder.finish(number: number)
    }

    /// Reads the members of a JSON line.
    func row(number: Int, line: Int, object: JSONObject) -> Result<Row, InvalidManifest> {
        var builder = RowBuilder(line: line, passthroughCount: passthrough.count)
        var first: [(column: ManifestColumn, name: String)] = []
        for member in object.members {
            take(member.value, named: member.key, into: &builder, first: &first) { name throws(ColumnNameError) in
                try column(named: name)
            }
        }
        return builder.finish(number: number)
    }

    private func take(
        _ value: JSONValue,
        named name: String,
        into builder: inout RowBuilder,
        first: inout [(column: ManifestColumn, name: String)],
        column: (String) throws(ColumnNameError) -> ManifestColumn
    ) {
        do {
            let column = try column(name)
            let other = first.first { $0.column == column }?.name
            first.append((column, name))
            if let other {
                let message = "means the same as \(Quoted.readable(other)); allowed: one of them"
                builder.report(.repeatedColumn, name, nil, message)
            } else if column == .expectations, case .object(let expected) = value {
                for member in expected.members {
                    take(member.value, named: "\(name).\(member.key)", into: &builder, first: &first) {
                        name throws(ColumnNameError) in try ManifestColumn(name: name)
                    }
                }
            } else {
                builder.take(.json(value), in: column, named: name)
            }
        } catch {
            builder.report(error.code, name, error.value, error.message)
        }
    }

    static func record(_ raw: [UInt8], delimiter: UInt8?) throws -> Record? {
        guard let delimiter else { return nil }
        var reader = CSVReader(ByteArraySource(raw), delimiter: delimiter, maximumRecordSize: raw.count)
        switch try reader.next() {
        case .record(let record): return record
        case .bad(let error): throw unreadable(line: error.position.line, error.message)
        case nil: return nil
        }
    }

    private static func unreadable(line: Int, _ message: String) -> InvalidManifest {
        let code = ManifestProblem.Code.badRecord("unreadable stored record")
        return InvalidManifest(problems: [ManifestProblem(code, line: line, message: message)])
    }
}
