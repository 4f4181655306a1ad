import Records
import Testing

@Suite struct CSVReaderBadInputTests {
    /// A text, the mistakes in it, and the first fields of the records that are read all the same.
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var bytes: [UInt8]
        var errors: [String]
        var records: [String]

        init(_ name: String, _ text: String, errors: [String], records: [String]) {
            self.init(name, Array(text.utf8), errors: errors, records: records)
        }

        init(_ name: String, _ bytes: [UInt8], errors: [String], records: [String]) {
            self.name = name
            self.bytes = bytes
            self.errors = errors
            self.records = records
        }

        var testDescription: String { name }
    }

    static let cases: [Case] = [
        Case(
            "a NUL byte",
            "a,b\né,x\u{0}y\nc,d\n",
            errors: ["line 2, column 4: NUL byte at byte offset 8; only text is allowed"],
            records: ["a", "c"]
        ),
        Case(
            "a NUL byte inside quotes",
            "a,\"x\ny\u{0}\"\nc,d\n",
            errors: ["line 2, column 2: NUL byte at byte offset 6; only text is allowed"],
            records: ["c"]
        ),
        Case(
            "Latin-1",
            Array("a,b\nb,caf".utf8) + [0xE9] + Array(",x\nc,d".utf8),
            errors: ["line 2, column 6: invalid UTF-8 at byte offset 9; the file must be UTF-8"],
            records: ["a", "c"]
        ),
        Case(
            "UTF-8 cut at the end of a file with a byte order mark",
            [0xEF, 0xBB, 0xBF] + Array("é,".utf8) + [0xE2, 0x82],
            errors: ["line 1, column 3: invalid UTF-8 at byte offset 6; the file must be UTF-8"],
            records: []
        ),
        Case(
            "invalid UTF-8 on the second line of a quoted field",
            Array("\"é\né".utf8) + [0xFF] + Array("\"\nc".utf8),
            errors: ["line 2, column 2: invalid UTF-8 at byte offset 6; the file must be UTF-8"],
            records: ["c"]
        ),
        Case(
            "UTF-16",
            [0xFF, 0xFE, 0x61, 0x00, 0x0A, 0x00],
            errors: ["line 1, column 1: the file is UTF-16; save it as UTF-8"],
            records: []
        ),
        Case(
            "a quote never closed",
            "a\n\"b,c\nd,e\nf\n",
            errors: [
                "line 2, column 1: the quote opened here is never closed; a quoted field ends with a quote, and a quote "
                    + "inside it is doubled"
            ],
            records: ["a", "d", "f"]
        ),
        Case(
            "a quote never closed on the last line",
            "a\nb,\"c",
            errors: [
                "line 2, column 3: the quote opened here is never closed; a quoted field ends with a quote, and a quote "
                    + "inside it is doubled"
            ],
            records: ["a"]
        ),
        Case(
            "two stray quotes, lines apart",
            "a,\"b\nc,d\ne,\"f\ng\n",
            errors: [
                "line 1, column 3: the quote opened here is closed at line 3, column 4, and text follows it; a quoted "
                    + "field ends with a quote, and a quote inside it is doubled",
                "line 3, column 3: the quote opened here is never closed; a quoted field ends with a quote, and a quote "
                    + "inside it is doubled",
            ],
            records: ["c", "g"]
        ),
        Case(
            "text after a closing quote",
            "a\n\"b\"c,\"d\"\ne\n",
            errors: [
                "line 2, column 4: text after a closing quote; a delimiter or the end of the line is expected, and a "
                    + "quote inside a quoted field is doubled"
            ],
            records: ["a", "e"]
        ),
        Case(
            "a quote inside an unquoted field",
            "a\nb, \"c\"\nd\n",
            errors: [
                "line 2, column 4: a quote inside an unquoted field; put the whole field in quotes and double each quote "
                    + "inside it"
            ],
            records: ["a", "d"]
        ),
        Case(
            "a carriage return alone",
            "a\rb\nc\n",
            errors: ["line 1, column 2: a carriage return without a line feed; lines end with LF or CRLF"],
            records: ["c"]
        ),
        Case(
            "a carriage return at the end",
            "a\nb\r",
            errors: ["line 2, column 2: a carriage return without a line feed; lines end with LF or CRLF"],
            records: ["a"]
        ),
        Case(
            "a carriage return after a quoted field",
            "\"a\"\rb\nc\n",
            errors: ["line 1, column 4: a carriage return without a line feed; lines end with LF or CRLF"],
            records: ["c"]
        ),
    ]

    @Test(arguments: cases, [1, 5, 1000])
    func aBadRecordIsReportedAndTheNextOnesAreRead(_ example: Case, step: Int) throws {
        var reader = CSVReader(TricklingSource(example.bytes, step: step))
        let results = try readAll(&reader)
        #expect(results.compactMap { $0.error?.description } == example.errors)
        #expect(results.compactMap { $0.good?.fields.first?.value } == example.records)
    }

    @Test func aRaggedRowIsReportedOnceTheHeaderIsKnown() throws {
        var reader = CSVReader(ByteArraySource("é,b\nc\nd,e,f,g\n\n\"x\",y\n"))
        let header = try #require(try reader.next()?.good)
        reader.expectedFieldCount = header.fields.count
        let results = try readAll(&reader)
        #expect(
            results.compactMap { $0.error?.description } == [
                "line 2, column 1: the row has 1 field, the header has 2",
                "line 3, column 5: the row has 4 fields, the header has 2",
            ]
        )
        #expect(results.compactMap { $0.good?.position.line } == [5])
    }

    @Test func theKindOfAMistakeHasNoDynamicText() throws {
        var reader = CSVReader(ByteArraySource("a,b\nc\n\"d\"e\nf\"g\n\u{0},h\n\"i\n"))
        reader.expectedFieldCount = 2
        #expect(
            try readAll(&reader).compactMap { $0.error?.shortDescription } == [
                "wrong number of fields", "text after a closing quote", "quote in an unquoted field", "NUL byte",
                "unclosed quote",
            ]
        )
    }

    @Test func aLineOfTwentyMegabytesIsOneBadRecord() throws {
        let source = RepeatingSource(head: "a\n", piece: "abc,", count: 20_000_000, tail: "\nb\n")
        var reader = CSVReader(source)
        let results = try readAll(&reader)
        #expect(
            results.compactMap { $0.error?.description } == [
                "line 2, column 1: the record is larger than 1048576 bytes, the most that is allowed"
            ]
        )
        #expect(results.compactMap { $0.good?.fields.first?.value } == ["a", "b"])
        #expect(results.compactMap { $0.good?.position.line } == [1, 3])
    }

    @Test func aQuoteLeftOpenInALargeFileCostsOneRow() throws {
        let source = RepeatingSource(head: "h\n\"a,b\n", piece: "c,d\n", count: 200_000, tail: "last\n")
        var reader = CSVReader(source, maximumRecordSize: 10_000)
        var errors: [String] = []
        var lines: [Int] = []
        while let result = try reader.next() {
            if let error = result.error { errors.append(error.description) }
            if let record = result.good { lines.append(record.position.line) }
        }
        #expect(
            errors == [
                "line 2, column 1: the quote opened here is not closed within 10000 bytes, the most that a record may have"
            ]
        )
        #expect(lines == [1] + Array(3...50_003))
    }

    @Test func aLongLineWithAnOpenQuoteIsOneBadRecord() throws {
        let source = RepeatingSource(head: "h\na,\"", piece: "\"\"x", count: 300_000, tail: "\nb\n")
        var reader = CSVReader(source, maximumRecordSize: 10_000)
        let results = try readAll(&reader)
        #expect(results.map { $0.error?.position } == [nil, Position(line: 2, column: 3), nil])
        #expect(results.last?.good?.position == Position(line: 3, column: 1))
    }
}
