import Testing

@testable import AWSCore

@Suite struct ProfileFileTests {
    private func profiles(_ text: String, _ kind: ProfileFile.Kind = .config) throws -> [String: [String: String]] {
        try ProfileFile(Array(text.utf8), kind: kind, path: "/f").profiles
    }

    /// Python's `RawConfigParser` and botocore's `build_profile_map` read them so.
    @Test(
        arguments: [
            ("", [:]),
            ("# c\n; c\n  # c\n", [:]),
            ("[default]\na = 1", ["default": ["a": "1"]]),
            ("\u{FEFF}[default]\r\na = 1\r\n", ["default": ["a": "1"]]),
            ("[profile foo]\nName = val=ue\nother: x = y", ["foo": ["name": "val=ue", "other": "x = y"]]),
            ("[profile \tfoo \t]\na=1", ["foo": ["a": "1"]]),
            ("[profile \"a b\"]\nx=1\n[profile 'c']\n", ["a b": ["x": "1"], "c": [:]]),
            ("[foo]\na=1\n[sso-session s]\nb=2\n[services v]\n[profilefoo]\n[profile a b]\n[profile]", [:]),
            ("[default] ; note\na = 1 # part of it ; too", ["default": ["a": "1 # part of it ; too"]]),
            ("[default]\na =\nb = 2", ["default": ["a": "", "b": "2"]]),
            (
                "[default]\ns3 =\n  max = 20\n  # c\n  x = y\nregion = r",
                ["default": ["s3": "\nmax = 20\nx = y", "region": "r"]]
            ),
            ("[default]\na = 1\n\n  more\n\n\nb = 2", ["default": ["a": "1\n\nmore", "b": "2"]]),
            ("  [default]\n  a = 1\n  b = 2", ["default": ["a": "1", "b": "2"]]),
            ("[default]\na = 1\n[profile default]\na = 2", ["default": ["a": "2"]]),
            ("[profile some-thing:long/the_one%only.foo@bar+]", ["some-thing:long/the_one%only.foo@bar+": [:]]),
        ] as [(String, [String: [String: String]])]
    )
    func configFilesAreReadAsTheCLIDoes(_ text: String, _ expected: [String: [String: String]]) throws {
        #expect(try profiles(text) == expected)
    }

    @Test func credentialsFilesHaveNoPrefix() throws {
        let text = "[default]\na=1\n[foo]\nb=2\n[profile foo]\nc=3"
        #expect(
            try profiles(text, .credentials) == ["default": ["a": "1"], "foo": ["b": "2"], "profile foo": ["c": "3"]]
        )
    }

    @Test(arguments: [
        ("a = 1", "/f:1: a [section] has to come first"),
        ("[default]\nsecret", "/f:2: neither a [section] nor \"key = value\""),
        ("[default]\n= secret", "/f:2: a key is missing before \"=\""),
        ("[default]\n\na = 1\nA = secret", "/f:4: the key a is there twice in [default]"),
        ("[default]\n[default]", "/f:2: the section [default] is there twice"),
        ("[profile 'x]", "/f:1: the quotation marks in [profile 'x] do not match"),
        ("[profile foo", "/f:1: a [section] has to come first"),
        ("[]", "/f:1: a [section] has to come first"),
    ])
    func mistakesAreNamedWithTheirLineButNotTheirText(_ text: String, _ message: String) {
        let error = #expect(throws: ConfigurationError.self) { try profiles(text) }
        #expect(error?.message == message)
        #expect(error?.concernsCredentials == false)
    }

    @Test func whatIsNotUTF8IsAnError() {
        #expect(throws: ConfigurationError.self) {
            try ProfileFile([0x5B, 0xFF, 0x5D], kind: .config, path: "/f")
        }
    }

    /// Python's `shlex.split`.
    @Test(
        arguments: [
            ("profile foo", ["profile", "foo"]), ("  a\tb ", ["a", "b"]), ("'a b' \"c d\"", ["a b", "c d"]),
            ("a'b c'd", ["ab cd"]), ("\"a\\\"b\\\\c\\d\"", ["a\"b\\c\\d"]), ("a\\ b", ["a b"]), ("''", [""]), ("", []),
            ("'", nil), ("\"a", nil), ("a\\", nil), ("'a\\'", ["a\\"]),
        ] as [(String, [String]?)]
    )
    func wordsAreSplitAsAShellDoes(_ text: String, _ words: [String]?) {
        #expect(ShellWords.split(text) == words)
    }

    @Test(arguments: [
        ("~/x", "/home/me/x"), ("~", "/home/me"), ("~other/x", "~other/x"), ("/a/~/b", "/a/~/b"),
        ("$HOME/x", "/home/me/x"), ("${HOME}/x", "/home/me/x"), ("$DIR$DIR", "dd"), ("${DIR", "${DIR"),
        ("$NONE/x", "$NONE/x"), ("$", "$"), ("a$/b", "a$/b"), ("${}", "${}"),
    ])
    func pathsAreExpanded(_ path: String, _ expanded: String) {
        #expect(PathExpansion(environment: ["HOME": "/home/me", "DIR": "d"]).expand(path) == expanded)
    }
}
