import Records
import Testing

@Suite struct CSVReaderTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var text: String
        var delimiter: Character = ","
        var rows: [[String]]

        var testDescription: String { name }

        /// Reads the text in steps of so many bytes.
        func reader(step: Int) -> CSVReader<TricklingSource> {
            let source = TricklingSource(Array(text.utf8), step: step)
            return CSVReader(source, delimiter: delimiter.asciiValue ?? 0)
        }
    }

    static let cases: [Case] = [
        Case(name: "nothing", text: "", rows: []),
        Case(name: "only line breaks", text: "\n\r\n\n", rows: []),
        Case(name: "only a byte order mark", text: "\u{FEFF}", rows: []),
        Case(
            name: "RFC 4180 rule 1",
            text: "aaa,bbb,ccc\r\nzzz,yyy,xxx\r\n",
            rows: [["aaa", "bbb", "ccc"], ["zzz", "yyy", "xxx"]]
        ),
        Case(
            name: "RFC 4180 rule 2",
            text: "aaa,bbb,ccc\r\nzzz,yyy,xxx",
            rows: [["aaa", "bbb", "ccc"], ["zzz", "yyy", "xxx"]]
        ),
        Case(
            name: "RFC 4180 rule 5",
            text: "\"aaa\",\"bbb\",\"ccc\"\r\nzzz,yyy,xxx",
            rows: [["aaa", "bbb", "ccc"], ["zzz", "yyy", "xxx"]]
        ),
        Case(
            name: "RFC 4180 rule 6",
            text: "\"aaa\",\"b\r\nbb\",\"ccc\"\r\nzzz,yyy,xxx",
            rows: [["aaa", "b\r\nbb", "ccc"], ["zzz", "yyy", "xxx"]]
        ),
        Case(name: "RFC 4180 rule 7", text: "\"aaa\",\"b\"\"bb\",\"ccc\"", rows: [["aaa", "b\"bb", "ccc"]]),
        Case(name: "line feeds", text: "a,b\nc,d\n", rows: [["a", "b"], ["c", "d"]]),
        Case(name: "mixed line breaks", text: "a\nb\r\nc", rows: [["a"], ["b"], ["c"]]),
        Case(name: "byte order mark", text: "\u{FEFF}a,b\n", rows: [["a", "b"]]),
        Case(name: "byte order mark before a quote", text: "\u{FEFF}\"a\",b\n", rows: [["a", "b"]]),
        Case(name: "empty fields", text: ",\n,,\n", rows: [["", ""], ["", "", ""]]),
        Case(name: "empty last field", text: "a,", rows: [["a", ""]]),
        Case(name: "empty quoted field", text: "\"\"\n", rows: [[""]]),
        Case(name: "only quotes", text: "\"\"\"\"\n\"\"\"\"\"\"\n", rows: [["\""], ["\"\""]]),
        Case(name: "quoted comma", text: "\"a,b\",c\n", rows: [["a,b", "c"]]),
        Case(name: "quoted line feeds", text: "\"\n\n\",\"\n\"\nx\n", rows: [["\n\n", "\n"], ["x"]]),
        Case(name: "quoted lone carriage return", text: "\"a\rb\"\n", rows: [["a\rb"]]),
        Case(name: "spaces belong to the field", text: " a , b \n", rows: [[" a ", " b "]]),
        Case(name: "blank lines between records", text: "a\n\n  \nb\n \t\nc", rows: [["a"], ["b"], ["c"]]),
        Case(name: "JSON in a cell", text: "x,\"{\"\"a\"\":\"\"b,c\"\"}\"\n", rows: [["x", "{\"a\":\"b,c\"}"]]),
        Case(name: "beyond ASCII", text: "é,日本,\"👋\"\"\"\n", rows: [["é", "日本", "👋\""]]),
        Case(name: "tabs", text: "a\tb,c\t\"d\te\"\n", delimiter: "\t", rows: [["a", "b,c", "d\te"]]),
        Case(name: "empty fields between tabs", text: "\t\t\n", delimiter: "\t", rows: [["", "", ""]]),
    ]

    @Test(arguments: cases, [1, 2, 3, 7, 1000])
    func readsTheSameHoweverTheBytesArrive(_ example: Case, step: Int) throws {
        var reader = example.reader(step: step)
        let rows = try readAll(&reader).map { $0.good?.fields.map(\.value) }
        #expect(rows == example.rows)
    }

    @Test func aFieldKnowsItsPositionInCharacters() throws {
        let text = "\u{FEFF}é,\"日\n本\",x\n\n\"👋👋\",ab,c"
        var reader = CSVReader(ByteArraySource(text))
        let records = try readAll(&reader).compactMap(\.good)
        #expect(records.map(\.position) == [Position(line: 1, column: 1), Position(line: 4, column: 1)])
        let fields = records.map { $0.fields.map(\.position) }
        #expect(
            fields == [
                [Position(line: 1, column: 1), Position(line: 1, column: 3), Position(line: 2, column: 4)],
                [Position(line: 4, column: 1), Position(line: 4, column: 6), Position(line: 4, column: 9)],
            ]
        )
        #expect(records.map { $0.fields.map(\.isQuoted) } == [[false, true, false], [true, false, false]])
    }

    @Test func theRawBytesAreThoseOfTheFileWithoutTheLineBreak() throws {
        let text = "\u{FEFF}a, \"\r\n\"x\r\ny\"\"\",b\r\n\nlast"
        var reader = CSVReader(ByteArraySource(text.replacing(" \"\r\n", with: "b\r\n")))
        let raw = try readAll(&reader).compactMap(\.good).map { String(decoding: $0.raw, as: UTF8.self) }
        #expect(raw == ["a,b", "\"x\r\ny\"\"\",b", "last"])
    }

    @Test func recordsLargerThanTheFirstBufferAreRead() throws {
        let large = String(repeating: "0123456789", count: 30_000)
        var reader = CSVReader(ByteArraySource("a,\"\(large)\"\nb,c\n"))
        let rows = try readAll(&reader).map { $0.good?.fields.map(\.value) }
        #expect(rows == [["a", large], ["b", "c"]])
    }

    @Test func aRecordMayBeExactlyAsLargeAsAllowed() throws {
        for lineBreak in ["", "\n", "\r\n", "\nx\n", "\r\nx"] {
            for step in [1, 100] {
                let text = "abcd,\"fgh\"" + lineBreak
                let fitting = TricklingSource(Array(text.utf8), step: step)
                var reader = CSVReader(fitting, maximumRecordSize: 10)
                #expect(try readAll(&reader).first?.good?.fields.count == 2)
                var strictReader = CSVReader(fitting, maximumRecordSize: 9)
                #expect(try readAll(&strictReader).first?.error?.shortDescription == "record too large")
            }
        }
    }

    @Test func whatTheSourceThrowsIsPassedOn() throws {
        var reader = CSVReader(BrokenSource("a,b\nc"))
        #expect(throws: BrokenSource.Failure.self) { try reader.next() }
    }

    @Test func afterTheEndThereIsStillTheEnd() throws {
        var reader = CSVReader(ByteArraySource("a"))
        #expect(try reader.next() != nil)
        #expect(try reader.next() == nil)
        #expect(try reader.next() == nil)
    }
}
