import Records
import Testing

@testable import Commands

struct YAMLTests {
    /// What ruamel.yaml (0.17.21, `YAML(typ='safe', pure=True)`), the AWS CLI's reader, makes of a plain scalar, as JSON.
    @Test(
        arguments: [
            ("yes", #""yes""#), ("no", #""no""#), ("off", #""off""#), ("tRue", #""tRue""#), ("TRUE", "true"),
            ("false", "false"),
            ("null", "null"), ("~", "null"), ("", "null"), ("2.0", "2.0"), ("404", "404"), ("0x1F", "31"),
            ("0o17", "15"),
            ("017", "17"), ("0b11", "3"), ("1_000", "1000"), ("-5", "-5"), ("+5", "5"), ("_1", #""_1""#), ("08", "8"),
            ("1e3", "1e3"), (".5", ".5"), (".5e3", #"".5e3""#), ("12:30:45", #""12:30:45""#), ("e3", #""e3""#),
            ("0o8", #""0o8""#), (".iNF", #"".iNF""#), ("!!str 5", #""5""#), ("'5'", #""5""#), (#""5""#, #""5""#),
            ("$request.path", #""$request.path""#), ("a: b", nil), ("2020-01-01", nil), ("@x", nil), ("!foo 5", nil),
        ] as [(String, String?)]
    )
    func scalarsMeanWhatTheCLIReads(text: String, json: String?) throws {
        guard let json else {
            #expect(throws: CallError.Problem.self) { try YAMLInput.value(of: "K: \(text)") }
            return
        }
        guard case .object(let object) = try YAMLInput.value(of: "K: \(text)"), let value = object["K"] else {
            Issue.record("no object")
            return
        }
        #expect(JSONWriter().string(value) == json)
    }

    @Test func aDateIsNamedWithItsPlace() throws {
        let error = try #require(throws: CallError.Problem.self) {
            try YAMLInput.value(of: "TlsConfig:\n  ServerNameToVerify: 2020-01-01")
        }
        #expect(
            error.message
                == "the value 2020-01-01 of TlsConfig.ServerNameToVerify is no text; put it in quotes to make it one"
        )
    }

    @Test func mergeKeysAreMerged() throws {
        let value = try YAMLInput.value(of: "x: &x {a: b, c: d}\ny: {<<: *x, a: e}\nz: {<<: [*x, {f: g, a: h}]}")
        #expect(
            JSONWriter().string(value)
                == #"{"x":{"a":"b","c":"d"},"y":{"a":"e","c":"d"},"z":{"a":"b","c":"d","f":"g"}}"#
        )
    }

    @Test(arguments: [
        "a: 1\na: 2", "404: x", "a: {<<: x}", "---\na: 1\n---\nb: 2", "\ta: b", "a: *x", "[a", "a: &x [*x]",
    ])
    func whatIsNoDocumentIsAnError(text: String) {
        #expect(throws: CallError.Problem.self) { try YAMLInput.value(of: text) }
    }

    /// What ruamel.yaml (0.17.21, `YAML(typ='safe')` with libyaml), the AWS CLI's writer, makes of a text.
    @Test(arguments: [
        ("yes", "K: yes\n"), ("true", "K: 'true'\n"), ("null", "K: 'null'\n"), ("", "K: ''\n"), ("2.0", "K: '2.0'\n"),
        ("404", "K: '404'\n"), ("1e3", "K: '1e3'\n"), ("2020-01-01", "K: '2020-01-01'\n"), ("=", "K: '='\n"),
        ("a: b", "K: 'a: b'\n"), ("#a", "K: '#a'\n"), ("- a", "K: '- a'\n"), ("it's", "K: it's\n"),
        ("'q'", "K: '''q'''\n"), ("a\nb", "K: 'a\n\n  b'\n"), ("tab\tx", "K: \"tab\\tx\"\n"), (" lead", "K: ' lead'\n"),
        ("héllo 東京", "K: héllo 東京\n"), ("\u{7}", "K: \"\\a\"\n"), ("12:30:45", "K: 12:30:45\n"),
        (#"{"a": 1}"#, "K: '{\"a\": 1}'\n"), ("🚀", "K: \"\\U0001F680\"\n"), ("1.e", "K: 1.e\n"), ("---", "K: '---'\n"),
        ("\r\n", "K: \"\\r\\n\"\n"), ("back\\slash", "K: back\\slash\n"),
    ])
    func textsAreQuotedAsTheCLIQuotesThem(text: String, yaml: String) {
        #expect(YAMLOutput.text(of: .object(JSONObject([("K", .string(text))]))) == yaml)
    }

    @Test func aliasesOfAliasesAreNotMultipliedOut() {
        let levels = (1...8).reduce("a0: &a0 [x]\n") { text, level in
            let aliases = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ",")
            return text + "a\(level): &a\(level) [\(aliases)]\n"
        }
        let error = #expect(throws: CallError.Problem.self) { try YAMLInput.value(of: levels) }
        #expect(error?.message == "more than 100000 values")
    }
}
