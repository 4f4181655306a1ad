import APIGatewayV2

/// Reads and checks the names of a manifest's columns.
struct HeaderReader {
    let line: Int
    let passthrough: [String: Int]

    /// A name of ours that is passed through would be lost to the update.
    func problems(ofPassthrough names: [String]) -> [ManifestProblem] {
        names.compactMap { name in
            if !name.isEmpty {
                guard let column = try? ManifestColumn(name: name), column != .info else { return nil }
            }
            let message =
                name.isEmpty
                ? "--passthrough names an empty column" : "has a meaning here and cannot be passed through"
            return ManifestProblem(.reservedColumn, line: line, column: name.isEmpty ? nil : name, message: message)
        }
    }

    func columns(of header: [String], problems: inout [ManifestProblem]) -> [ManifestColumn] {
        var columns: [ManifestColumn] = []
        var first: [ManifestColumn: String] = [:]
        for (index, name) in header.enumerated() {
            guard let column = column(named: name, number: index + 1, problems: &problems) else { continue }
            if let other = first[column] {
                let message =
                    other == name
                    ? "is there twice" : "means the same as \(Quoted.readable(other)); allowed: one of them"
                problems.append(ManifestProblem(.repeatedColumn, line: line, column: name, message: message))
            } else {
                first[column] = name
            }
            columns.append(column)
        }
        for field in TargetField.allCases where field.isRequired && first[.target(field)] == nil {
            problems.append(
                ManifestProblem(.missingColumn, line: line, column: field.columnName, message: "the column is missing")
            )
        }
        let hasUpdate = columns.contains { if case .update = $0 { true } else { false } }
        if !hasUpdate, problems.isEmpty {
            let message = "no column sets anything; allowed: at least one member, such as integration_uri"
            problems.append(ManifestProblem(.nothingToUpdate, line: line, message: message))
        }
        return columns
    }

    private func column(named name: String, number: Int, problems: inout [ManifestProblem]) -> ManifestColumn? {
        if let index = passthrough[name] { return .passthrough(index) }
        if ManifestColumn.isUnnamed(name) { return .unnamed(number) }
        do {
            let column = try ManifestColumn(name: name)
            guard column == .expectations else { return column }
            let message =
                "is for JSON Lines; allowed in a table: one column for each member, such as expect.integration_uri"
            problems.append(ManifestProblem(.unknownColumn, line: line, column: name, message: message))
        } catch {
            problems.append(
                ManifestProblem(error.code, line: line, column: name, value: error.value, message: error.message)
            )
        }
        return nil
    }
}
