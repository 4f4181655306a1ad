import Foundation
import Reports

@testable import Migration

/// A folder that goes away with its owner.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "reports-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: file(name)))
    }

    func text(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(fileURLWithPath: file(name))), as: UTF8.self)
    }

    /// Names, hidden ones included, without the checkpoint's own.
    func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path).filter { !$0.hasPrefix("run.checkpoint") }.sorted()
    }
}

/// A checkpoint made from a manifest, some of whose rows have ended.
struct TestRun {
    let folder: TemporaryFolder
    let checkpoint: Checkpoint

    init(
        manifest: String,
        format: ManifestFormat = .csv,
        passthrough: [String] = [],
        profile: String = ""
    ) async throws {
        folder = try TemporaryFolder()
        try folder.write(manifest, to: "run.checkpoint-manifest")
        let path = folder.file("run.checkpoint")
        let checkpointImport = try CheckpointImport(path: path)
        let result = try await checkpointImport.run(
            ManifestInput(path: folder.file("run.checkpoint-manifest"), format: format, passthrough: passthrough),
            origin: CheckpointImport.Origin(
                toolVersion: "1.2.3",
                defaultProfile: profile,
                defaultRegion: "eu-west-1",
                createdAt: 1_795_453_380
            ),
            region: { _ in "eu-west-1" }
        )
        guard result.isValid else { throw InvalidTestManifest(problems: result.problems) }
        try checkpointImport.finish()
        checkpoint = try await Checkpoint.open(path: path)
    }

    func end(_ row: Int, _ end: RowEnd) async throws {
        try await checkpoint.write([.end(row: row, end)])
    }
}

struct InvalidTestManifest: Error {
    var problems: [ManifestProblem]
}

extension RowEnd {
    /// Begun at 17:03:00.125 and over a quarter of a second later.
    init(_ outcome: Outcome, error: RowError? = nil, before: String? = nil, after: String? = nil) {
        self.init(outcome: outcome, error: error, startedAt: 1_795_453_380.125, endedAt: 1_795_453_380.375)
        self.before = before
        self.after = after
    }

    static func updated(from before: String, to after: String) -> RowEnd {
        var end = RowEnd(.updated, before: before, after: after)
        end.httpStatus = 200
        end.requestID = "c6af9ac6-7b61-11e6-9a41-93e8deadbeef"
        end.attempts = 1
        return end
    }

    static func failed(_ code: String, _ message: String, kind: String = "refused", attempts: Int = 1) -> RowEnd {
        var end = RowEnd(.failed, error: RowError(code: code, message: message, kind: kind))
        end.httpStatus = 400
        end.attempts = attempts
        return end
    }
}

extension TestRun {
    /// Five rows, one of each kind, with everything in them that a format may stumble over.
    static func varied() async throws -> TestRun {
        let run = try await TestRun(
            manifest: """
                api_id,integration_id,profile,timeout_in_millis,owner,line
                a1,i1,,3000,"Doe, Jane",x
                a1,i2,prod,3000,"=cmd()",
                a2,i3,,3000,"two
                lines",
                a2,i4,,3000,"a ""quoted"" word",
                a3,i5,,3000,,
                """,
            passthrough: ["owner", "line"]
        )
        try await run.end(
            1,
            .updated(from: #"{"timeoutInMillis":29000}"#, to: #"{"description":"é","timeoutInMillis":3000}"#)
        )
        try await run.end(
            2,
            .failed("BadRequestException", "=1+1 \"quoted\", and\na second line\u{1B}[2J", attempts: 3)
        )
        try await run.end(3, RowEnd(.unchanged))
        let drift = RowError(code: "Drifted", message: "description is nothing", kind: "the live value has drifted")
        try await run.end(4, RowEnd(.drifted, error: drift))
        return run
    }
}

extension TestRun {
    /// What the checkpoint says, with a manifest's name that does not differ from test to test.
    func overview(isDryRun: Bool = false) async throws -> RunOverview {
        var overview = try await RunOverview(checkpoint, isDryRun: isDryRun)
        overview.info.manifestPath = "rows.csv"
        return overview
    }
}
