import ArgumentParser
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

    /// What is carried over to another command must be one of that command's options.
    @Test(arguments: [("plan", ShellCommand.planOptions), ("rollback", ShellCommand.sharedOptions)])
    func commandsAreNamedWithOptionsThatTheyHave(_ name: String, _ options: ShellCommand.Options) throws {
        let root = RootCommand.helpMessage(for: name == "plan" ? PlanCommand.self : RollbackCommand.self)
        for option in options.valued { #expect(root.contains("\(option) <")) }
        for flag in options.flags { #expect(root.contains(flag)) }
    }

    @Test func theWayBackAndTheNextPlanGoOverTheSameConnection() {
        let command = ShellCommand(
            arguments: [
                "apigw-migrate", "apply", "my rows.csv", "--approve", "abc", "--profile", "prod", "--canary=5%",
                "--rate=4",
                "--no-verify-ssl", "--yes", "--format", "csv", "--max-failures", "--5",
            ]
        )
        #expect(
            command.goingBack("a.checkpoint").text
                == "apigw-migrate rollback a.checkpoint --profile prod --rate=4 --no-verify-ssl"
        )
        #expect(
            command.planning("my rows.csv").text
                == "apigw-migrate plan 'my rows.csv' --profile prod --canary=5% --rate=4 --no-verify-ssl --format csv"
        )
    }
}
