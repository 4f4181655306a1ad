import Foundation
import Migration
import Reports

/// Judges how the reading of a manifest ended.
struct ManifestIntake {
    var manifest: ManifestSettings
    var console: Console

    /// Judges what was found in rows that were read before.
    func check(_ problems: [ManifestProblem], of run: RunInfo) throws {
        var result = CheckpointImport.Result()
        result.problems = problems
        result.problemCount = problems.count
        result.rowCount = run.rowCount
        try check(result, name: run.manifestPath)
    }

    func check(_ result: CheckpointImport.Result) throws { try check(result, name: manifest.input.name) }

    /// - Throws: `CommandError` with exit code 65 when a row is bad, or when there is none; each bad row has been shown.
    private func check(_ result: CheckpointImport.Result, name: String) throws {
        for problem in result.problems { console.note(problem.description(file: name)) }
        if result.problemCount > 0 {
            let more = result.problemCount - result.problems.count
            if more > 0 { console.note("… and \(Quantity.count(more, "more problem"))") }
            let found = Quantity.count(result.problemCount, "problem")
            throw CommandError("\(name): \(found), nothing was sent; correct and run again", .invalidInput)
        }
        if result.rowCount == 0, !manifest.allowsEmpty {
            throw CommandError("\(name): has no rows; --allow-empty accepts that", .invalidInput)
        }
    }
}

extension CheckpointImport.Origin {
    static func current(
        explicitProfile: String? = nil,
        profile: String,
        region: String
    ) -> CheckpointImport.Origin {
        CheckpointImport.Origin(
            toolVersion: ToolVersion.current,
            explicitProfile: explicitProfile,
            defaultProfile: profile,
            defaultRegion: region,
            createdAt: Date().timeIntervalSince1970
        )
    }
}
