import Reports
import Testing

@Suite struct ReportFormatTests {
    @Test(arguments: [
        ("a.txt", ReportFormat.text), ("a.csv", .csv), ("b/a.JSON", .json), ("a.jsonl", .jsonl), ("a.b.ndjson", .jsonl),
        ("a", nil), ("a.csv.gz", nil), ("csv", nil), ("", nil),
    ])
    func theSuffixNamesTheFormat(path: String, format: ReportFormat?) {
        #expect(ReportFormat(path: path) == format)
    }
}
