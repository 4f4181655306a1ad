import Records
import Testing

@Suite struct PrintableTests {
    @Test(arguments: [
        ("plain é 日本 👍", "plain é 日本 👍"),
        ("a\nb\r\tc", #"a\nb\r\tc"#),
        ("\u{1B}[31mred\u{7F}", #"\u{1B}[31mred\u{7F}"#),
        ("\u{9B}2J\u{85}", #"\u{9B}2J\u{85}"#),
        ("\u{202E}txt.exe\u{2028}", #"\u{202E}txt.exe\u{2028}"#),
    ])
    func nothingInItCanDriveATerminal(text: String, shown: String) {
        #expect(Printable.text(text) == shown)
    }

    @Test(arguments: [("abc", "abc"), ("abcd", "abc…"), ("äöü", "äöü"), ("äöüß", "äöü…"), ("\n\n\n\n", #"\n\n\n…"#)])
    func longTextsAreCut(text: String, shown: String) {
        #expect(Printable.text(text, limit: 3) == shown)
    }

    @Test func aCellKeepsItsLineBreaks() {
        #expect(Printable.cell("a\r\n\tb\u{1B}c\u{0}") == "a\r\n\tb\\u{1B}c\\u{0}")
    }
}
