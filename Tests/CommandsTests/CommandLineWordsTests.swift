import ArgumentParser
import Testing

@testable import Commands

/// Options that stand before the name of the command.
struct CommandLineWordsTests {
    private func words(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }

    private static let lines: [(String, String?, String?)] = [
        ("apply rows.csv", "apply", "apply rows.csv"),
        ("--region eu-west-1 apply rows.csv", "apply", "apply --region eu-west-1 rows.csv"),
        (
            "--region=eu-west-1 --no-verify-ssl apply rows.csv", "apply",
            "apply --region=eu-west-1 --no-verify-ssl rows.csv"
        ),
        ("--connect-timeout 5 --sign-request apply m", "apply", "apply --connect-timeout 5 --sign-request m"),
        // A value that is spelled like a command.
        ("--profile apply validate m", "validate", "validate --profile apply m"),
        ("--profile update-integration update-integration --api-id a", "update-integration", nil),
        ("--prof p --no-cli-pager apigatewayv2 --region r update-integration", "apigatewayv2", nil),
        ("--endpoint-url -1 apply", "apply", "apply --endpoint-url -1"),
        ("--help", nil, "--help"),
        ("--unknown x apply m", nil, "--unknown x apply m"),
        ("-- apply m", nil, "-- apply m"),
        ("", nil, ""),
        ("--region", nil, "--region"),
        // The option misses its value; the command's own parser says so.
        ("--region --debug apply m", "apply", "apply --region --debug m"),
    ]

    @Test(arguments: lines)
    func theCommandIsFoundBehindTheOptions(line: String, name: String?, arranged: String?) {
        let words = CommandLineWords(words(line))
        #expect(words.commandName == name)
        if let arranged { #expect(words.arranged == self.words(arranged)) }
    }

    /// An option that is added to `ConnectionOptions` has to be known here too.
    @Test func everyConnectionOptionMayStandFirst() throws {
        let help = ConnectionOptions.helpMessage(columns: 1_000)
        let options = help.matches(of: /(--[a-z-]+)( <)?/)
        #expect(options.count >= 10)
        for option in options {
            let name = String(option.output.1)
            let given = option.output.2 == nil ? [name, "apply"] : [name, "value", "apply"]
            #expect(CommandLineWords(given).commandName == "apply" || name == "--help", "\(name)")
        }
    }
}
