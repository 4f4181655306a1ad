import Testing

@testable import Commands

/// What the AWS CLI (2.9.19) makes of the same words.
struct OptionParserTests {
    private let command = OptionParser(CallOption.command)
    private let global = OptionParser(CallOption.global)

    @Test(arguments: [
        (["--description", "x"], ["--description": "x"]),
        (["--description=x=y"], ["--description": "x=y"]),
        (["--description="], ["--description": ""]),
        (["--description", ""], ["--description": ""]),
        (["--desc", "short"], ["--description": "short"]),
        (["--tl=ServerNameToVerify=a"], ["--tls-config": "ServerNameToVerify=a"]),
        (["--description", "a", "--description", "b"], ["--description": "b"]),
        (["--description=-- dashed --"], ["--description": "-- dashed --"]),
        (["--description", "-a b"], ["--description": "-a b"]),
        (["--timeout-in-millis", "-5"], ["--timeout-in-millis": "-5"]),
        (["--description", "-.5"], ["--description": "-.5"]),
        (["--description", "-"], ["--description": "-"]),
        (["--generate-cli-skeleton"], ["--generate-cli-skeleton": "input"]),
        (["--generate-cli-skeleton", "output"], ["--generate-cli-skeleton": "output"]),
        (
            ["--generate-cli-skeleton", "--description", "x"],
            ["--generate-cli-skeleton": "input", "--description": "x"]
        ),
    ])
    func valuesAreTakenAsArgparseTakesThem(words: [String], values: [String: String]) throws {
        let (found, rest) = try command.parse(words)
        #expect(found == values)
        #expect(rest.isEmpty)
    }

    @Test(arguments: [
        (["--integration", "x"], "ambiguous option: --integration could match --integration-id, --integration-method"),
        (["--description"], "argument --description: expected one argument"),
        (["--description", "--api-id"], "argument --description: expected one argument"),
        (["--description", "-a"], "argument --description: expected one argument"),
        (["--description", "-inf"], "argument --description: expected one argument"),
        (["--description", "-5.5e3"], "argument --description: expected one argument"),
        (["--description", "-0x5"], "argument --description: expected one argument"),
        (["--generate-cli-skeleton", "x"], "Found invalid choice 'x', valid choices are: input, output, yaml-input"),
    ])
    func wrongWordsAreNamed(words: [String], message: String) throws {
        let error = try #require(throws: CallError.self) { try command.parse(words) }
        #expect(error.message.contains(message))
        #expect(error.exit == .usage)
    }

    @Test func whatIsNoGlobalOptionIsLeftInItsOrder() throws {
        let words = ["--api-id", "a", "--region", "r", "--desc", "--out", "text", "stray", "--debug"]
        let (values, rest) = try global.parse(words)
        #expect(values == ["--region": "r", "--output": "text", "--debug": ""])
        #expect(rest == ["--api-id", "a", "--desc", "stray"])
    }

    /// The global options are looked at first, so that `--re` is `--region` although `--request-parameters` begins so too.
    @Test func aPrefixIsAGlobalOptionsFirst() throws {
        #expect(try global.parse(["--re", "x"]).values == ["--region": "x"])
        #expect(try global.parse(["--req", "x"]).values.isEmpty)
        #expect(throws: CallError.self) { try global.parse(["--no-"]) }
    }

    @Test func aFlagTakesNoValue() throws {
        let error = try #require(throws: CallError.self) { try global.parse(["--debug=1"]) }
        #expect(error.message.hasPrefix("argument --debug: ignored explicit argument '1'"))
    }

    @Test func unknownOptionsAndStrayWordsAreLeftOver() throws {
        #expect(try command.parse(["--foo", "--bar=1", "baz"]).rest == ["--foo", "--bar=1", "baz"])
    }
}
