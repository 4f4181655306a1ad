import Records
import Testing

@Suite struct JSONLinesReaderTests {
    @Test(arguments: [1, 3, 1000])
    func eachLineIsARecord(step: Int) throws {
        let text = "\u{FEFF}{\"a\":1}\n\n \t\r\n  {\"b\":\"é\"} \r\n{\"c\":[]}"
        var reader = JSONLinesReader(TricklingSource(Array(text.utf8), step: step))
        let records = try readAll(&reader).compactMap(\.good)
        #expect(records.map(\.position.line) == [1, 4, 5])
        #expect(records.map(\.object) == [JSONObject([("a", 1)]), JSONObject([("b", "é")]), JSONObject([("c", [])])])
        #expect(
            records.map { String(decoding: $0.raw, as: UTF8.self) } == [
                "{\"a\":1}", "  {\"b\":\"é\"} ", "{\"c\":[]}",
            ]
        )
    }

    @Test func anEmptyFileHasNoRecords() throws {
        for text in ["", "\n", "\u{FEFF}", " \n\t"] {
            var reader = JSONLinesReader(ByteArraySource(text))
            #expect(try reader.next() == nil)
            #expect(try reader.next() == nil)
        }
    }

    @Test(arguments: [
        ("{\"a\":1", #"line 2, column 7: "," or "}" expected, found the end"#),
        ("{\"é\":x}", #"line 2, column 6: a value expected, found "x""#),
        ("{\"a\":1,\"a\":2}", #"line 2, column 8: the key "a" appears twice in one object"#),
        ("{\"a\":\u{0}}", "line 2, column 6: a value expected, found the control character U+0000"),
        ("  [1]", "line 2, column 3: an array, where each line must be one JSON object"),
        ("null", "line 2, column 1: null, where each line must be one JSON object"),
        ("{} {}", #"line 2, column 4: nothing more expected after the value, found "{""#),
        ("garbage", #"line 2, column 1: a value expected, found "g""#),
    ])
    func aBadLineIsReportedAndTheNextOnesAreRead(_ line: String, _ expected: String) throws {
        var reader = JSONLinesReader(ByteArraySource("{}\n\(line)\n{}\n"))
        let results = try readAll(&reader)
        #expect(results.map { $0.error?.description } == [nil, expected, nil])
        #expect(results.last?.good?.position == Position(line: 3, column: 1))
    }

    @Test func invalidUTF8IsReportedWithItsOffsetInTheFile() throws {
        let bytes = Array("{\"é\":1}\n{\"a\":\"é".utf8) + [0xE9] + Array("\"}\n{}".utf8)
        var reader = JSONLinesReader(ByteArraySource(bytes))
        let results = try readAll(&reader)
        #expect(
            results.map { $0.error?.description } == [nil, "line 2, column 8: invalid UTF-8 at byte offset 17", nil]
        )
    }

    @Test func aFileInUTF16IsReportedOnce() throws {
        var reader = JSONLinesReader(ByteArraySource([0xFE, 0xFF, 0x00, 0x7B, 0x00, 0x0A, 0x00, 0x7D]))
        #expect(try readAll(&reader).map { $0.error?.shortDescription } == ["file is UTF-16"])
    }

    @Test func aHundredThousandNestedBracketsAreOneBadRecord() throws {
        let text = "{\"a\":" + String(repeating: "[", count: 100_000) + "\n{}\n"
        var reader = JSONLinesReader(ByteArraySource(text))
        #expect(try readAll(&reader).map { $0.error?.shortDescription } == ["JSON nested too deep", nil])
    }

    @Test func aLineOfTwentyMegabytesIsOneBadRecord() throws {
        var reader = JSONLinesReader(RepeatingSource(head: "{}\n", piece: "{\"a\":", count: 20_000_000, tail: "\n{}\n"))
        let results = try readAll(&reader)
        let expected = "line 2, column 1: the record is larger than 1048576 bytes, the most that is allowed"
        #expect(results.map { $0.error?.description } == [nil, expected, nil])
        #expect(results.last?.good?.position.line == 3)
    }

    @Test(arguments: ["", "\n", "\r\n", "\r\n{}"], [1, 100])
    func aRecordMayBeExactlyAsLargeAsAllowed(lineBreak: String, step: Int) throws {
        let source = TricklingSource(Array(("{\"a\":100}" + lineBreak).utf8), step: step)
        var reader = JSONLinesReader(source, maximumRecordSize: 9)
        #expect(try reader.next()?.good?.object["a"] == 100)
        var strictReader = JSONLinesReader(source, maximumRecordSize: 8)
        #expect(try strictReader.next()?.error?.shortDescription == "record too large")
    }

    @Test func whatTheSourceThrowsIsPassedOn() throws {
        var reader = JSONLinesReader(BrokenSource("{}\n{"))
        #expect(throws: BrokenSource.Failure.self) {
            while try reader.next() != nil {}
        }
    }
}
