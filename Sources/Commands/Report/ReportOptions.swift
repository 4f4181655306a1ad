import ArgumentParser
import Reports

/// The files that reports are written to: their suffix chooses the format.
struct ReportOptions: ParsableArguments {
    @Option(
        name: .customLong("report"),
        help: ArgumentHelp(
            "Write a report; \(Self.suffixes). May be given several times.",
            valueName: "path"
        ),
        completion: .file()
    )
    var paths: [String] = []

    func validate() throws {
        _ = try targets()
        if Set(paths).count < paths.count { throw ValidationError("--report names the same path twice.") }
    }

    /// - Throws: `ValidationError` for a suffix that names no format.
    func targets() throws -> [ReportTarget] {
        try paths.map { path in
            guard let format = ReportFormat(path: path) else {
                throw ValidationError("--report \(path): the suffix chooses the format; use \(Self.suffixes).")
            }
            return ReportTarget(path: path, format: format)
        }
    }

    /// `.csv, .json, .jsonl or .txt`.
    private static let suffixes = Wording.list(ReportFormat.allCases.map(\.suffix), "or")
}

/// A report that is to be written.
struct ReportTarget: Sendable {
    var path: String
    var format: ReportFormat
}
