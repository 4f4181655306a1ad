import Pacing

/// What comes after the last row of a wave: deployments, its bake, its health check, and whether the next wave begins.
struct WaveEnd: Sendable {
    let run: RunContext
    let scopes: [GroupScope]

    private var options: WaveOptions { run.options.waves }

    /// - Parameter number: of the wave, all of whose rows have ended or belong to parked groups.
    /// - Returns: whether the next wave may begin; if not, the run has been stopped.
    /// - Throws: `RunControl.Stopped` or `RequestGate.Draining` when the run is stopped meanwhile: the bake goes on with the
    ///   next session.
    func pass(_ number: Int) async throws -> Bool {
        let waves = try await run.checkpoint.waves()
        guard let wave = waves.first(where: { $0.number == number }), wave.rowCount > 0 else { return true }
        if let deployments = run.deployments, deployments.options.deploys {
            // In a wave that has passed already these are the ones that could not be made then.
            try await DeploymentRound(deployments, in: scopes, after: wave, of: run).run(through: number)
        }
        if wave.verdict?.isGo == true { return true }
        try await bake(wave)
        return try await check(wave, of: waves.count)
    }

    /// The end of a bake is a moment that is kept, so that it holds over a kill.
    private func bake(_ wave: Wave) async throws {
        let now = run.gate.timing.wallClock()
        let end = try await run.checkpoint.noteBake(of: wave, endsAt: now + options.bake / .seconds(1))
        guard end > now else { return }
        run.tally.note(.baking(wave: wave.name, until: end))
        defer { run.tally.note(.sending) }
        _ = try await wait(.seconds(end - now), for: [.promote])
    }

    private func check(_ wave: Wave, of count: Int) async throws -> Bool {
        guard let healthCheck = options.healthCheck else {
            try await run.checkpoint.noteVerdict(of: wave, .passed, report: nil)
            return true
        }
        while true {
            run.tally.note(.checking(wave: wave.name))
            defer { run.tally.note(.sending) }
            let answer = await healthCheck(wave, count)
            if run.gate.isDraining { throw RunControl.Stopped() }
            try await run.checkpoint.noteVerdict(of: wave, answer.verdict, report: answer.report)
            switch answer.verdict {
            case .passed, .promoted: return true
            case .failed:
                run.control.stop(.unhealthy(wave: wave.name))
                return false
            case .unclear:
                run.tally.note(.undecided(wave: wave.name))
                switch try await wait(options.pauseTimeout, for: [.resume, .promote]) {
                case .resume: continue
                case .promote:
                    try await run.checkpoint.noteVerdict(of: wave, .promoted, report: answer.report)
                    return true
                case nil:
                    run.control.stop(.undecided(wave: wave.name))
                    return false
                }
            }
        }
    }

    /// Waits for a time, or until a person says one of `nudges`.
    ///
    /// - Returns: what the person has said; `nil`: the time is over.
    private func wait(_ duration: Duration, for nudges: Set<RunControl.Nudge>) async throws -> RunControl.Nudge? {
        try await withThrowingTaskGroup(of: RunControl.Nudge?.self) { tasks in
            tasks.addTask {
                try await run.gate.sleep(for: duration)
                return nil
            }
            tasks.addTask { await run.control.nextNudge(of: nudges) }
            defer { tasks.cancelAll() }
            return try await tasks.next() ?? nil
        }
    }
}
