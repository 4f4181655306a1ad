import Testing

@testable import Commands

/// The command line that is shown for going on must do the same when it is typed.
@Suite struct ShellCommandTests {
    @Test(arguments: [
        (["apply", "rows.csv"], "apigw-migrate apply rows.csv"),
        (["apply", "-", "--rate", "0.5"], "apigw-migrate apply - --rate 0.5"),
        (["apply", "my rows.csv"], "apigw-migrate apply 'my rows.csv'"),
        (["apply", "it's.csv"], #"apigw-migrate apply 'it'\''s.csv'"#),
        (["apply", "$HOME/*.csv"], "apigw-migrate apply '$HOME/*.csv'"),
        (["apply", "größer.csv"], "apigw-migrate apply 'größer.csv'"),
        (["apply", ""], "apigw-migrate apply ''"),
        (["apply", "~/rows.csv", "--max-failures", "5%"], "apigw-migrate apply '~/rows.csv' --max-failures 5%"),
        (
            ["apply", "a;b", "c&d", "e|f", "g>h", "(i)", "#j", "k!l"],
            "apigw-migrate apply 'a;b' 'c&d' 'e|f' 'g>h' '(i)' '#j' 'k!l'"
        ),
        (["apply", "--report=r.csv"], "apigw-migrate apply --report=r.csv"),
    ])
    func argumentsAreQuotedForAShell(_ arguments: [String], _ text: String) {
        #expect(ShellCommand.again(["/usr/local/bin/apigw-migrate"] + arguments).text == text)
    }

    @Test func startingAnewHoldsForOneStartOnly() {
        let command = ShellCommand.again(["apigw-migrate", "apply", "rows.csv", "--restart", "--yes"])
        #expect(command.text == "apigw-migrate apply rows.csv --yes")
    }

    @Test(arguments: ["-n", "--dry-run"])
    func theCommandAfterADryRunIsTheRealOne(_ option: String) {
        let command = ShellCommand.again(["apigw-migrate", "apply", option, "rows.csv"])
        #expect(command.without(["-n", "--dry-run"]).text == "apigw-migrate apply rows.csv")
    }
}
