import Foundation
import Sandbox
import Testing

/// The health check that the demo uses, on the APIs of `samples/sandbox.jsonl`.
@Suite(.turns)
struct DemoHealthTests {
    @Test func asksEveryRouteAndTellsOfThoseThatFail() async throws {
        let state = try SandboxState(jsonLines: try Data(contentsOf: Repository.sample("sandbox.jsonl")))
        try await withSandbox(SandboxConfiguration(state: state)) { sandbox in
            try await Workbench.with { bench in
                let script = Repository.sample("../scripts/support/health").standardizedFileURL.path
                let bash = URL(filePath: "/bin/bash")
                let healthy = try await bench.start(bash, [script, sandbox.url]).end()
                #expect(healthy == ChildProcess.Result(ending: .exit(0), output: "all 220 routes answer\n", errors: ""))
                #expect(sandbox.statistics.calls == [.invoke: 220])

                state.removeFunction("returns-get-v1", in: SampleTests.scope)
                let ill = try await bench.start(bash, [script, sandbox.url]).end()
                let text = "1 of 220 routes answer with an error; the first: GET /returns/7 of xnlc14plao: 500\n"
                #expect(ill == ChildProcess.Result(ending: .exit(1), output: text, errors: ""))
            }
        }
    }
}
