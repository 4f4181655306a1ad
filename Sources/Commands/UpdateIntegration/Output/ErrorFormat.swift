import Records

/// How an error is shown (`--cli-error-format`).
enum ErrorFormat: String, CaseIterable, Sendable {
    case legacy, json, yaml, text, table, enhanced

    /// What goes to standard error.
    ///
    /// Errors without a code are a sentence in every format.
    func text(of error: CallError, terminal: TableTerminal) -> String {
        guard let code = error.code else { return Self.line(error.message) }
        let sentence = error.sentence ?? "An error occurred (\(code)): \(error.message)"
        // The CLI's own errors name the code first, those of services the message.
        var document = error.sentence == nil ? JSONObject([("Code", .string(code))]) : JSONObject()
        document["Message"] = .string(error.message)
        document["Code"] = .string(code)
        for detail in error.details { document[detail.name] = .string(detail.value) }
        func shown(as format: OutputFormat) -> String {
            format.text(of: .object(document), title: "error", terminal: terminal)
        }
        switch self {
        case .legacy: return Self.line(error.sentence ?? error.message)
        case .enhanced:
            if error.details.isEmpty { return Self.line(sentence) }
            let details = error.details.map { "\($0.name): \($0.value)\n" }.joined()
            return Self.line(sentence) + "\nAdditional error details:\n" + details
        case .json: return shown(as: .json)
        case .yaml: return shown(as: .yaml)
        case .text: return shown(as: .text)
        case .table: return shown(as: .table)
        }
    }

    private static func line(_ message: String) -> String {
        // A value that is quoted may hold what a terminal obeys.
        "\napigw-migrate: [ERROR]: \(Printable.cell(message))\n"
    }
}
