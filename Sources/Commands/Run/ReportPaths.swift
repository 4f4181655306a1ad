import ArgumentParser
import Reports

/// The `--report` paths: their suffix chooses the format.
enum ReportPaths {
    static func validate(_ paths: [String]) throws {
        for path in paths where ReportFormat(path: path) == nil {
            throw ValidationError("--report \(path): the suffix chooses the format; use .csv, .json, .jsonl or .txt.")
        }
        if Set(paths).count < paths.count { throw ValidationError("--report names the same path twice.") }
    }

    static func write(_ paths: [String], _ report: Report) async throws {
        for path in paths {
            guard let format = ReportFormat(path: path) else { continue }
            try await report.write(to: path, format: format)
        }
    }
}
