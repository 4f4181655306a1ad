import ArgumentParser
import Reports

/// The files that reports are written to: their suffix chooses the format.
struct ReportOptions: ParsableArguments {
    @Option(
        name: .customLong("report"),
        help: ArgumentHelp(
            "Write a report; .csv, .json, .jsonl or .txt. May be given several times.",
            valueName: "path"
        ),
        completion: .file()
    )
    var paths: [String] = []

    func validate() throws {
        for path in paths where ReportFormat(path: path) == nil {
            throw ValidationError("--report \(path): the suffix chooses the format; use .csv, .json, .jsonl or .txt.")
        }
        if Set(paths).count < paths.count { throw ValidationError("--report names the same path twice.") }
    }

    func write(_ report: Report) async throws {
        for path in paths {
            guard let format = ReportFormat(path: path) else { continue }
            try await report.write(to: path, format: format)
        }
    }
}
