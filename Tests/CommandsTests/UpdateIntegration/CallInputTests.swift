import APIGatewayV2
import Foundation
import Records
import Testing

@testable import Commands

struct CallInputTests {
    private func parameters(_ values: OptionParser.Values) throws -> String {
        JSONWriter().string(.object(try CallInput(environment: ["HOME": "/nowhere"]).parameters(values).parameters))
    }

    @Test(
        arguments: [
            (["--api-id": "a", "--description": "d"], #"{"ApiId":"a","Description":"d"}"#),
            (["--timeout-in-millis": " 1_000 "], #"{"TimeoutInMillis":1000}"#),
            (["--timeout-in-millis": "+0070"], #"{"TimeoutInMillis":70}"#),
            (["--request-parameters": "a=b,c="], #"{"RequestParameters":{"a":"b","c":""}}"#),
            (["--request-parameters": " {\"a\":\"b\",\"a\":\"c\"}"], #"{"RequestParameters":{"a":"c"}}"#),
            (["--tls-config": "ServerNameToVerify=x"], #"{"TlsConfig":{"ServerNameToVerify":"x"}}"#),
            (
                ["--cli-input-json": #"{"Description":"j","TimeoutInMillis":60}"#, "--description": "o"],
                #"{"Description":"o","TimeoutInMillis":60}"#
            ),
            (
                ["--cli-input-yaml": "RequestParameters: {a: b}", "--request-parameters": "c=d"],
                #"{"RequestParameters":{"c":"d"}}"#
            ),
            (["--integration-uri": "http://example.test/"], #"{"IntegrationUri":"http://example.test/"}"#),
        ] as [([String: String], String)]
    )
    func optionsBecomeParameters(values: [String: String], json: String) throws {
        #expect(try parameters(values) == json)
    }

    /// Messages of the AWS CLI (2.9.19) for the same command lines.
    @Test(
        arguments: [
            (
                ["--request-parameters": "a"],
                "Error parsing parameter '--request-parameters': Expected: '=', received: 'EOF'"
            ),
            (["--request-parameters": "{a"], "Error parsing parameter '--request-parameters': Invalid JSON: "),
            (["--request-parameters": "[1]x"], "Error parsing parameter '--request-parameters': Invalid JSON: "),
            (
                ["--cli-input-json": "{}", "--cli-input-yaml": "{}"],
                "Only one --cli-input- parameter may be specified."
            ),
            (["--cli-input-json": "{"], "Error parsing parameter '--cli-input-json': Invalid JSON received"),
            (
                ["--cli-input-json": "[1]"],
                "Error parsing parameter '--cli-input-json': Invalid type: expecting map, received <class 'list'>"
            ),
            (
                ["--description": "file:///nowhere/x"],
                "Error parsing parameter '--description': Unable to load paramfile file:///nowhere/x: "
                    + "[Errno 2] No such file or directory: '/nowhere/x'"
            ),
            (["--description": "file://~/x"], "'/nowhere/x'"),
            (["--timeout-in-millis": "7.0"], "invalid literal for int() with base 10: '7.0'"),
        ] as [([String: String], String)]
    )
    func whatCannotBeReadIsSaidInTheCLIsWords(values: [String: String], message: String) throws {
        let error = try #require(throws: CallError.self) { try parameters(values) }
        #expect(error.message.contains(message), "\(error.message)")
    }

    @Test func aNumberThatIsNoneIsNoUsageError() throws {
        let error = try #require(throws: CallError.self) { try parameters(["--timeout-in-millis": "abc"]) }
        #expect(error.exit == .general)
    }

    /// People forget the prefix, or write `file:` alone.
    @Test(arguments: ["--cli-input-json", "--cli-input-yaml", "--request-parameters", "--tls-config"])
    func aFileNamedWithoutItsPrefixIsSaidToBeOne(option: String) throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString) x.json")
        try Data("{}".utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        for value in [file.path, "file:\(file.path)"] {
            let error = try #require(throws: CallError.self) { try parameters([option: value]) }
            #expect(error.message.contains("to take its content, write 'file://\(file.path)'"), "\(error.message)")
        }
        let missing = try #require(throws: CallError.self) { try parameters([option: "/nowhere/x.json"]) }
        #expect(!missing.message.contains("There is a file"))
    }

    @Test func filesAreReadAsTexts() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "d.txt")
        try Data("a\r\nb\n".utf8).write(to: file)
        let input = CallInput(environment: ["DIR": folder.path])
        #expect(
            try input.parameters(["--description": "file://$DIR/d.txt"]).parameters["Description"]
                == .string("a\nb\n")
        )
        #expect(
            try input.parameters(["--request-parameters": "k@=file://\(file.path),l=file://x"]).parameters[
                "RequestParameters"
            ]
                == .object(JSONObject([("k", .string("a\nb\n")), ("l", .string("file://x"))]))
        )
        #expect(throws: CallError.self) { try input.parameters(["--description": "fileb://\(file.path)"]) }
        try Data([0xFF, 0xFE]).write(to: file)
        let error = try #require(throws: CallError.self) {
            try input.parameters(["--description": "file://\(file.path)"])
        }
        #expect(error.message.contains("could not be decoded"))
    }
}
