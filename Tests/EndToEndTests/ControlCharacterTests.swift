import Foundation
import Sandbox
import Testing

/// Nothing that came from outside drives the terminal of who runs the program.
@Suite(.turns)
struct ControlCharacterTests {
    /// ESC, a C1 control character, DEL, a mark that turns the direction of writing, a zero-width space.
    static let hostile = ["\u{1B}]0;owned\u{7}", "\u{9B}31m", "\u{7F}", "\u{202E}", "\u{200B}"]

    private static func isHarmless(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .control: scalar == "\n"
            case .format, .lineSeparator, .paragraphSeparator: false
            default: true
            }
        }
    }

    /// A JSON text that holds the characters as escapes.
    private static func escaped(_ text: String) -> String {
        text.utf16.map {
            "\\u" + String(repeating: "0", count: 4 - String($0, radix: 16).count) + String($0, radix: 16)
        }
        .joined()
    }

    @Test(arguments: hostile)
    func keysAndValuesOfAManifestAreShownAsEscapes(_ text: String) async throws {
        try await Workbench.with { bench in
            let evil = Self.escaped(text)
            try bench.write(
                "rows.jsonl",
                """
                {"api_id": "a", "integration_id": "i", "\(evil)": 1}
                {"api_id": "\(evil)", "integration_id": "i", "timeout_in_millis": "\(evil)"}
                {"api_id": "a", "integration_id": "i", "request_parameters": {"\(evil)": {}}}
                {"\(evil)": 1, "\(evil)": 2}

                """
            )
            let result = try await bench.run("validate", "rows.jsonl")
            #expect(result.ending == .exit(65))
            #expect(Self.isHarmless(result.errors))
            #expect(Self.isHarmless(result.output))
            #expect(result.errors.contains("\\u{") || result.errors.contains("\\u"))
        }
    }

    @Test(arguments: hostile, [[], ["--output", "json"], ["--dry-run"], ["--dry-run", "--output", "json"]])
    func liveValuesAreShownAsEscapes(_ text: String, _ options: [String]) async throws {
        var state = SandboxState()
        state.put(SandboxAPI(apiID: "a", name: "n\(text)", protocolType: "HTTP"))
        try state.put(
            SandboxIntegration(integrationID: "i", integrationURI: "https://example.com/\(text)"),
            apiID: "a"
        )
        let expecting =
            "{\"api_id\": \"a\", \"integration_id\": \"i\", \"timeout_in_millis\": 5000, "
            + "\"expect.integration_uri\": \"https://example.com\"}\n"
        try await withSandbox(SandboxConfiguration(state: state)) { sandbox in
            try await Workbench.with { bench in
                try bench.write("rows.jsonl", expecting)
                let result = try await bench.run(["apply", "rows.jsonl"] + options, on: sandbox)
                #expect(result.ending == .exit(1))
                #expect(Self.isHarmless(result.errors))
                #expect(Self.isHarmless(result.output))
            }
        }
    }
}
