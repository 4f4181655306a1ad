import Foundation
import Migration

/// Finds the checkpoint of a run, or makes it from the manifest.
struct CheckpointChoice {
    let files: RunFiles
    let connection: ConnectionSettings
    /// Which rows are sent together; `nil`: all of them.
    var waves: WavePlan?
    /// The command that was given.
    let again: ShellCommand
    let console: Console
    let signals: SignalWatch

    /// The checkpoint, and what it says of its run when it was there before.
    ///
    /// - Parameter renewingPlan: a plan of which nothing was sent may be thrown away.
    func open(renewingPlan: Bool = false) async throws -> (checkpoint: Checkpoint, earlier: RunInfo?) {
        let path = files.checkpointPath
        guard FileManager.default.fileExists(atPath: path) else { return (try await create(at: path), nil) }
        if files.restarts, !files.isCheckpointGiven {
            return (try await create(at: path, replacing: setAside), nil)
        }
        guard let checkpoint = try await openIfThere(path) else { return (try await create(at: path), nil) }
        try await checkpoint.settleWayBack(now: Date().timeIntervalSince1970)
        let run = try await checkpoint.info()
        if let obstacle = RunObstacle(run, checkpoint: path) {
            try await checkpoint.close(telling: console)
            guard renewingPlan, obstacle.isOver, !files.isCheckpointGiven else { throw obstacle.error(again) }
            return (try await create(at: path, replacing: setAside), nil)
        }
        if files.isCheckpointGiven { return (checkpoint, run) }
        if try await checkpoint.isUntouched(), renewingPlan || (run.plan == nil && !run.isBeingPlanned) {
            // Nothing was ever sent from it, so the manifest and the options may have been corrected since.
            do {
                return (try await create(at: path) { _ in try await checkpoint.remove() }, nil)
            } catch {
                try? await checkpoint.close()
                throw error
            }
        }
        try checkFits(run)
        return (checkpoint, run)
    }

    /// Another process may just have removed it or set it aside.
    private func openIfThere(_ path: String) async throws -> Checkpoint? {
        do {
            return try await Checkpoint.open(path: path)
        } catch let error as CheckpointError where error.kind == .missing {
            if FileManager.default.fileExists(atPath: path) { throw error }
            return nil
        }
    }

    /// Reads the manifest into a new checkpoint.
    ///
    /// - Parameter replacing: makes room for it, once everything about it is known to be right.
    func create(at path: String, replacing: (String) async throws -> Void = { _ in }) async throws -> Checkpoint {
        try checkManifestIsThere()
        let intake = try CheckpointImport(path: path)
        signals.leave(removing: [intake.temporaryPath])
        do {
            let origin = CheckpointImport.Origin.current(
                explicitProfile: connection.profile,
                profile: connection.defaultProfile,
                region: connection.defaultRegion
            )
            let result = try await intake.run(
                files.manifest.input,
                origin: origin,
                waves: waves,
                region: { [connection] in try connection.region(ofProfile: $0) },
                profileCheck: { [connection] in try connection.checkProfile($0) }
            )
            try ManifestIntake(manifest: files.manifest, console: console).check(result)
            try await replacing(path)
            return try await intake.finishAndOpen()
        } catch {
            intake.discard()
            throw error
        }
    }

    /// A run that was planned before gets its waves now; one of which rows were sent has them already.
    func assignWaves(_ checkpoint: Checkpoint) async throws {
        guard let waves, try await checkpoint.isUntouched() else { return }
        let problems = try await checkpoint.assign(waves)
        try ManifestIntake(manifest: files.manifest, console: console).check(problems, of: try await checkpoint.info())
    }

    /// A manifest that is not there is the first thing to say.
    private func checkManifestIsThere() throws {
        guard let path = files.manifest.input.path else { return }
        var status = stat()
        let isPipe = stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO
        // Closing a named pipe again would end the program that writes into it.
        if !isPipe { _ = try files.manifest.input.open() }
    }

    /// Refuses to go on with another manifest or other targets than the run began with.
    private func checkFits(_ info: RunInfo) throws {
        let path = files.manifest.input.path
        let digest =
            if let path {
                try FileSource.digest(ofFileAt: path)
            } else {
                try FileSource.standardInput().digestOfRest()
            }
        if digest != info.manifestSHA256 {
            throw CommandError(
                """
                \(files.manifest.input.name) is not the manifest that \(files.checkpointPath) was made from. Put it back to \
                go on with that run; or start a new one with --restart, or beside it with another --checkpoint.
                """,
                .invalidInput
            )
        }
        try checkSame("profile", info.defaultProfile, connection.defaultProfile)
        try checkSame("region", info.defaultRegion, connection.defaultRegion)
    }

    private func checkSame(_ what: String, _ stored: String, _ given: String) throws {
        if stored == given { return }
        // Keys in the environment count as the default profile, and naming it would turn them off.
        let isUnnamed = stored.isEmpty || (what == "profile" && stored == "default")
        let advice = isUnnamed ? "without --\(what) and AWS_\(what.uppercased())" : "with --\(what) \(stored)"
        func quoted(_ name: String) -> String { name.isEmpty ? "none" : "'\(name)'" }
        throw CommandError(
            """
            \(files.checkpointPath) was made with \(what) \(quoted(stored)), now it is \(quoted(given)). Go on \(advice), or \
            start anew with --restart.
            """,
            .invalidInput
        )
    }

    /// Renames an earlier checkpoint, so that nothing that it knows is lost.
    private func setAside(_ path: String) async throws {
        do {
            let old = try await Checkpoint.setAside(path: path)
            console.note("The earlier checkpoint is now \(old).")
        } catch let error as CheckpointError where error.kind == .missing {
            // Another process has just done the same.
            if FileManager.default.fileExists(atPath: path) { throw error }
        }
    }
}
