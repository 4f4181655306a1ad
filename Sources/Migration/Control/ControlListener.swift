import Foundation
import Pacing

/// Does what other processes ask of a run, and watches for the file that holds it.
struct ControlListener: Sendable {
    let run: RunContext
    /// Changes the rate of every group.
    let setRate: @Sendable (Double?) -> Void

    /// Returns when the task is cancelled.
    func listen() async {
        let channel = ControlChannel(path: run.checkpoint.path)
        while !Task.isCancelled {
            watch(channel.pauseFile)
            // A checkpoint that cannot be read stops the run from elsewhere, with its reason.
            for pending in (try? await run.checkpoint.controlRequests()) ?? [] {
                if pending.request == .stop {
                    // Before it is done: once the run is being stopped, this task may end at any moment.
                    try? await run.checkpoint.answer(pending, settings(isStopping: true))
                    run.control.stop(.asked)
                    continue
                }
                let problem = pending.request.map(act) ?? "this version does not know that"
                let answer = [problem].compactMap(\.self) + [settings(isStopping: run.control.reason != nil)]
                try? await run.checkpoint.answer(pending, answer.joined(separator: "\n"))
            }
            do {
                try await run.gate.timing.sleep(ControlChannel.interval)
            } catch {
                return
            }
        }
    }

    private func watch(_ pauseFile: String) {
        let isThere = FileManager.default.fileExists(atPath: pauseFile)
        let isHeld = run.control.holders.contains(.file)
        if isThere, !isHeld { run.control.pause(by: .file) }
        if !isThere, isHeld { run.control.resume(by: .file) }
    }

    /// - Returns: why it was not done; `nil`: it was.
    private func act(_ request: ControlRequest) -> String? {
        switch request {
        case .pause: run.control.pause(by: .control)
        case .resume: run.control.resume(by: .control)
        case .promote: if !run.control.promote() { return "no wave waits to be promoted" }
        case .rate(let rate): setRate(rate)
        case .concurrency(let count): run.gate.setConcurrency(count)
        case .show, .stop: break
        }
        return nil
    }

    /// How the run goes about its rows now, a line for each setting.
    private func settings(isStopping: Bool) -> String {
        let holders = run.control.holders
        var lines: [String] = []
        if isStopping {
            lines.append("state: stopping")
        } else if holders.isEmpty {
            lines.append("state: \(run.tally.counts.phase.words)")
        } else {
            let names = holders.map {
                $0 == .file ? "the file \(ControlChannel(path: run.checkpoint.path).pauseFile)" : "control"
            }
            lines.append("state: paused by \(names.sorted().joined(separator: " and "))")
        }
        lines.append("rate: \(run.settings.rate.map { "\($0) requests/s per group" } ?? "unlimited")")
        lines.append("concurrency: \(run.gate.concurrency)")
        return lines.joined(separator: "\n")
    }
}
