import Foundation
import Sandbox
import Testing

/// What other programs make of a manifest, seen from the command line.
@Suite(.turns)
struct ManifestShapeTests {
    @Test func aFileOfAnotherShapeGetsOneMessageThatSaysHowToGoOn() async throws {
        try await Workbench.with { bench in
            let rows = (1...2000).map { #"{"api_id":"a","integration_id":"i\#($0)","description":"d"}"# }
            try bench.write("rows.json", "[\n" + rows.joined(separator: ",\n") + "\n]\n")
            let result = try await bench.run("validate", "rows.json")
            #expect(
                result.errors == """
                    rows.json:1: is one JSON array, where each line must be one JSON object; run: jq -c '.[]' < rows.json \
                    > rows.jsonl
                    apigw-migrate: rows.json: 1 problem, nothing was sent; correct and run again

                    """
            )
            #expect(result.ending == .exit(65))
        }
    }

    @Test func aTableWithSemicolonsIsAppliedAndWrittenBackAsItWas() async throws {
        let task = Timeouts(apis: 1, integrations: 3)
        try await withSandbox(SandboxConfiguration(state: task.state)) { sandbox in
            try await Workbench.with { bench in
                let table =
                    "sep=;\r\n" + task.manifest.replacing(",", with: ";").replacing("\n", with: "\r\n") + ";;;\r\n"
                try bench.write("rows.csv", table)
                let result = try await bench.run("apply", "rows.csv", on: sandbox)
                #expect(result.ending == .exit(0), "\(result.errors)")
                #expect(task.unmet(in: sandbox.state).isEmpty)
                let report = try await bench.run(
                    "report",
                    "rows.csv.checkpoint",
                    "--rows",
                    "updated",
                    "--as-manifest",
                    "again.csv"
                )
                #expect(report.ending == .exit(0), "\(report.errors)")
                let again = try await bench.run("validate", "again.csv")
                #expect(again.output == "again.csv: 3 rows, 1 API, all valid\n", "\(again.errors)")
            }
        }
    }

    @Test func validateSaysWhatIsCleared() async throws {
        try await Workbench.with { bench in
            let lines = [
                #"{"api_id":"a","integration_id":"i","description":null,"request_parameters":{"overwrite:path":""}}"#,
                #"{"api_id":"a","integration_id":"j","description":null}"#,
                #"{"api_id":"a","integration_id":"k","description":"d"}"#,
            ]
            try bench.write("rows.jsonl", lines.joined(separator: "\n"))
            let result = try await bench.run("validate", "rows.jsonl")
            #expect(
                result.output == """
                    rows.jsonl: 3 rows, 1 API, all valid
                    rows.jsonl: clears description in 2 rows, request_parameters in 1 row

                    """
            )
        }
    }

    @Test func aManifestThatIsAPipeAsksForItsCheckpoint() async throws {
        try await Workbench.with { bench in
            let pipe = bench.url("pipe")
            #expect(mkfifo(pipe.path, 0o600) == 0)
            let refused = try await bench.run("apply", "pipe")
            #expect(refused.errors.hasPrefix("apigw-migrate: pipe is no regular file"))
            #expect(refused.errors.contains("--checkpoint"))
            #expect(refused.ending == .exit(64))
            #expect(try bench.files() == ["pipe"])
        }
    }

    @Test func anUnknownProfileIsNamedWithItsFirstLine() async throws {
        try await Workbench.with { bench in
            try bench.writeHome(".aws/config", "[profile prod]\nregion = us-east-1\n")
            let header = "api_id,integration_id,profile,description\n"
            try bench.write("rows.csv", header + "a,i,prod,d\na,j,prdo,d\na,k,prdo,d\n")
            let result = try await bench.run("apply", "rows.csv")
            #expect(result.errors.hasPrefix("rows.csv:3: profile: the profile \"prdo\" is neither in "))
            #expect(result.errors.hasSuffix("rows.csv: 1 problem, nothing was sent; correct and run again\n"))
            #expect(result.ending == .exit(65))
        }
    }

    @Test func controlCharactersOfANameReachNoTerminal() async throws {
        try await Workbench.with { bench in
            let name = "\u{1B}[31mred\u{9B}2J\u{202E}"
            let line = ##"{"api_id":"a","integration_id":"i","description":"d","\##(Self.escaped(name))":"x"}"##
            try bench.write("rows.jsonl", line)
            let result = try await bench.run("validate", "rows.jsonl")
            #expect(result.ending == .exit(65))
            #expect(result.errors.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value < 0x7F || $0 == "\n" })
        }
    }

    private static func escaped(_ text: String) -> String {
        text.utf16.map { unit in
            unit < 0x7F && unit >= 0x20
                ? String(UnicodeScalar(UInt8(unit))) : "\\u" + String(Int(unit) + 0x10000, radix: 16).dropFirst()
        }
        .joined()
    }
}
