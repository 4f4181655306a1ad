import Records
import Testing

/// The expected words were read back with bash 5.2: `printf %s WORD` printed the text.
@Suite struct ShellWordTests {
    @Test(arguments: [
        ("rows.csv", "rows.csv"), ("", "''"), ("Owner Team", "'Owner Team'"), ("it's", #"'it'\''s'"#),
        ("$(rm x)", "'$(rm x)'"), ("a;b", "'a;b'"), ("a*", "'a*'"), ("~/x", "'~/x'"), ("#x", "'#x'"),
        ("Größe", "'Größe'"), (#"a\b"#, #"'a\b'"#), ("--rate=8,x:1@a%+", "--rate=8,x:1@a%+"),
        ("a\nb", #"$'a\nb'"#), ("\u{1B}[31m", #"$'\u001B[31m'"#), ("a\u{202E}'b\\", #"$'a\u202E\'b\\'"#),
        ("\u{E0001}", #"$'\U000E0001'"#),
    ])
    func isReadBackByAShell(text: String, word: String) {
        #expect(ShellWord.quoted(text) == word)
    }

    @Test func wordsAreQuotedOneByOne() {
        #expect(ShellWord.joined(["apigw-migrate", "apply", "my rows.csv"]) == "apigw-migrate apply 'my rows.csv'")
    }
}
