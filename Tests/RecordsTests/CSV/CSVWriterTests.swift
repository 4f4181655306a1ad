import Records
import Testing

@Suite struct CSVWriterTests {
    /// The expected lines are those of Python's `csv.writer(lineterminator="\n")`.
    @Test(arguments: [
        (["a", "b", "c"], "a,b,c\n"),
        (["", ""], ",\n"),
        ([""], "\"\"\n"),
        (["a,b", "c\"d", "e\nf", "g\rh"], "\"a,b\",\"c\"\"d\",\"e\nf\",\"g\rh\"\n"),
        (["\""], "\"\"\"\"\n"),
        (["{\"a\":1}", "é日👋"], "\"{\"\"a\"\":1}\",é日👋\n"),
        ([" a ", "=1+1"], " a ,=1+1\n"),
    ])
    func aFieldIsQuotedWhereItMustBe(_ fields: [String], _ expected: String) {
        #expect(String(decoding: CSVWriter().row(fields), as: UTF8.self) == expected)
    }

    @Test func aTabIsWhatNeedsQuotesInTSV() {
        let writer = CSVWriter(delimiter: UInt8(ascii: "\t"))
        #expect(String(decoding: writer.row(["a\tb", "c,d"]), as: UTF8.self) == "\"a\tb\"\tc,d\n")
    }

    @Test(arguments: [
        ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@SUM(A1)", "'@SUM(A1)"), ("\tx", "'\tx"),
        ("\r=1", "\"'\r=1\""), ("\n=1", "\"'\n=1\""), ("=\"a\"", "\"'=\"\"a\"\"\""), ("=a,b", "\"'=a,b\""),
        ("a=1", "a=1"), ("'=1", "'=1"), ("", ""), ("1-2", "1-2"),
    ])
    func aCellThatASpreadsheetWouldCalculateIsNeutralized(_ cell: String, _ expected: String) {
        let writer = CSVWriter(neutralizingFormulas: true)
        #expect(String(decoding: writer.row([cell, "x"]), as: UTF8.self) == expected + ",x\n")
    }

    @Test func whatIsWrittenIsReadBack() throws {
        let rows = [["a"], [""], [" "], ["\t", ""], ["\"", "\"\"", ",", "\r\n", "\n", "é"], ["", "", ""]]
        var bytes: [UInt8] = []
        for row in rows { CSVWriter().append(row, to: &bytes) }
        var reader = CSVReader(ByteArraySource(bytes))
        #expect(try readAll(&reader).map { $0.good?.fields.map(\.value) } == rows)
    }
}
