import APIGatewayV2
import Foundation
import Migration
import Records
import Testing

/// Files that people give in place of a manifest, and manifests that other programs have written.
@Suite struct ForeignFileTests {
    /// The layout and every message of a file.
    private static func read(
        _ bytes: [UInt8],
        path: String? = "rows.csv",
        format: ManifestFormat? = nil
    ) -> (rows: [Row], messages: [String], schema: ManifestSchema?) {
        do {
            let layout = try ManifestLayout.detected(path: path, format: format, head: Array(bytes.prefix(4096)))
            var reader = try ManifestReader(ByteArraySource(bytes), layout: layout)
            var rows: [Row] = []
            var messages: [String] = []
            while let item = try reader.next() {
                switch item {
                case .row(let row, _): rows.append(row)
                case .bad(let problems): messages += problems.map { $0.description(file: "m") }
                }
            }
            return (rows, messages, reader.schema)
        } catch let invalid as InvalidManifest {
            return ([], invalid.problems.map { $0.description(file: "m") }, nil)
        } catch {
            return ([], ["\(error)"], nil)
        }
    }

    static let rowsOfJSON = (1...2000).map { #"  {"api_id": "a", "integration_id": "i\#($0)", "description": "d"}"# }

    static let documents: [(text: String, finding: String, remedy: String)] = [
        (
            "[\n" + rowsOfJSON.joined(separator: ",\n") + "\n]", "is one JSON array",
            "run: jq -c '.[]' < rows.json > rows.jsonl"
        ),
        (
            #"{"Items": [{"ApiGatewayManaged": false, "IntegrationId": "abc"}]}"#, "is the output of get-integrations",
            "jq -c --arg api API_ID '.Items[] | {api_id: $api, integration_id: .IntegrationId"
        ),
        (
            "{\n    \"Items\": [\n        {\n            \"ConnectionType\": \"INTERNET\",\n            "
                + "\"IntegrationId\": \"abc\"\n        }\n    ]\n}\n", "get-integrations", "'.Items[] | {api_id"
        ),
        (
            "[\n  {\"IntegrationId\": \"abc\", \"IntegrationUri\": \"u\"}\n]", "without saying of which API",
            "'.[] | {api_id"
        ),
        (
            #"{"Items": [{"ApiEndpoint": "https://e", "ApiId": "a", "ProtocolType": "HTTP"}]}"#,
            "is the output of get-apis",
            "apigw-migrate discover"
        ),
        ("{\"rows\": [{\"api_id\": \"a\"}]}", "with a list in it", "jq -c '.rows[]'"),
        ("{\"all rows\": [ ]}", "with a list in it", #"jq -c '.["all rows"][]'"#),
        ("{\n  \"api_id\": \"a\",\n  \"integration_id\": \"b\"\n}\n", "is JSON that is spread over lines", "jq -c . <"),
        ("{\"run\":{\"id\":\"x\"},\"summary\":{},\"rows\":[]}", "is a report of apigw-migrate", "--as-manifest OUT"),
        ("{\"row\":1,\"line\":2,\"outcome\":\"failed\"}\n", "is a report of apigw-migrate", "--as-manifest OUT"),
    ]

    @Test(arguments: documents)
    func jsonOfAnotherShapeIsOneProblem(text: String, finding: String, remedy: String) {
        let found = Self.read(Array(text.utf8), path: "rows.json")
        #expect(found.messages.count == 1)
        #expect(found.messages.first?.hasPrefix("m:1: ") == true)
        #expect(found.messages.first?.contains(finding) == true, "\(found.messages)")
        #expect(found.messages.first?.contains(remedy) == true, "\(found.messages)")
    }

    static let header = "api_id,integration_id,description"

    private static func utf16(_ text: String, bigEndian: Bool = false) -> [UInt8] {
        text.utf8.flatMap { byte -> [UInt8] in bigEndian ? [0, byte] : [byte, 0] }
    }

    static let binaries: [(bytes: [UInt8], message: String)] = [
        ([0x1F, 0x8B, 8, 0], "is compressed with gzip; run: gzip -dc < rows.csv > rows-new.csv"),
        ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0, 0], "xz -dc"), ([0x28, 0xB5, 0x2F, 0xFD, 1], "zstd -dc"),
        ([0xD0, 0xCF, 0x11, 0xE0, 0xA1], "is a workbook"), ([0xFF, 0xFE, 0, 0, 0x61, 0, 0, 0], "UTF-32"),
        (
            [0xFF, 0xFE] + utf16(header),
            "is text in UTF-16, which Excel calls Unicode Text; run: iconv -f UTF-16 -t UTF-8 < rows.csv > rows-utf8.csv"
        ),
        ([0xFE, 0xFF] + utf16(header, bigEndian: true), "UTF-16"), (utf16(header), "UTF-16LE"),
        (utf16(header, bigEndian: true), "UTF-16BE"),
    ]

    static let texts: [(text: String, message: String)] = [
        ("BZh91AY", "bzip2 -dc"), ("PAR1", "is a Parquet file"), ("%PDF-1.7", "is a PDF file"),
        ("PK\u{3}\u{4}....[Content_Types].xml", "is a workbook of a spreadsheet; save its sheet as"),
        ("PK\u{3}\u{4}mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "is a workbook"),
        ("PK\u{3}\u{4}....rows.csv", "is a ZIP archive"),
        ("SQLite format 3\0", "is an SQLite database; the checkpoint of a run is for apply"),
        ("\n<!DOCTYPE html>\n<html><body>Sign in</body></html>", "is a web page; perhaps a sign-in page"),
        ("<html lang=en>", "is a web page"), ("<?xml version=\"1.0\"?><Workbook>", "is XML"),
        ("- api_id: a\n  integration_id: b\n", "is YAML; run: yq -o=json -I=0 '.[]' < rows.csv > rows.jsonl"),
        ("---\napi_id: a\n", "is YAML"), ("api_id: a\nintegration_id: b\n", "is YAML"),
        (
            "a1b2c3d4e5,f6g7h8i,arn:aws:lambda:us-east-1:123456789012:function:a\n",
            "has no header: its first line holds values (a1b2c3d4e5, f6g7h8i, arn:"
        ),
        ("Dear all,\nplease find attached\n", "its first line names no column of a manifest (Dear all, )"),
        ("Report of Monday\n", "apigw-migrate skeleton prints them all"),
        (
            "row,line,profile,api_id,integration_id,outcome,attempts,before,after\n1,2,,a,i,failed,1,,\n",
            "is a report of apigw-migrate"
        ),
    ]

    @Test(arguments: binaries + texts.map { (bytes: Array($0.text.utf8), message: $0.message) })
    func aFileThatIsNoManifestIsOneProblemThatSaysWhatItIs(bytes: [UInt8], message: String) {
        let found = Self.read(bytes)
        #expect(found.messages.count == 1)
        #expect(found.messages.first?.contains(message) == true, "\(found.messages)")
    }

    @Test func fromStandardInputTheRemedyIsAFilter() {
        let found = Self.read(Array("[1]".utf8), path: nil)
        #expect(found.messages.first?.hasSuffix("; pipe it through: jq -c '.[]'") == true)
    }

    @Test func aNameIsQuotedInTheCommandThatIsPrinted() {
        let found = Self.read(Array("[1]".utf8), path: "my rows/it's.tar.json")
        #expect(found.messages.first?.hasSuffix(#"< 'my rows/it'\''s.tar.json' > 'my rows/it'\''s.jsonl'"#) == true)
    }

    @Test(arguments: [
        ("api_id;integration_id;description\na;i;one, two\n", "rows.csv"),
        ("api_id\tintegration_id\tdescription\na\ti\tone, two\n", "rows.csv"),
        ("api_id|integration_id|description\na|i|one, two\n", "rows.txt"),
        ("sep=;\r\napi_id;integration_id;description\r\na;i;one, two\r\n", "rows.csv"),
        ("\u{FEFF}SEP=;\napi_id;integration_id;description\na;i;one, two\n", "rows.csv"),
        ("\"sep=\t\"\napi_id\tintegration_id\tdescription\na\ti\tone, two\n", "rows.csv"),
        ("api_id,integration_id,description\na,i,\"one, two\"\n", "rows.tsv"),
        ("api_id,integration_id,description\na,i,\"one, two\"\n", "rows.jsonl"),
        (#"{"api_id":"a","integration_id":"i","description":"one, two"}"#, "rows.csv"),
        ("\u{FEFF}\n" + #"{"api_id":"a","integration_id":"i","description":"one, two"}"#, "rows"),
        ("\n;;\nAPI ID;Integration ID;Description;;\na;i;one, two;;\n;;;;\n; ;\n", "rows.csv"),
    ])
    func whereItIsSafeAFileIsReadAsItWasMeant(text: String, path: String) throws {
        let found = Self.read(Array(text.utf8), path: path)
        #expect(found.messages == [])
        #expect(found.rows.map(\.target.integrationID) == ["i"])
        #expect(found.rows.first?.update.changes == [.description: .set(.string("one, two"))])
        // The checkpoint keeps how to read a record.
        let schema = try JSONDecoder().decode(ManifestSchema.self, from: JSONEncoder().encode(#require(found.schema)))
        #expect(schema == found.schema)
    }

    @Test(arguments: [
        ("{\"api_id\":\"a\"}", ManifestFormat.csv, "is JSON Lines, not csv; leave out --format"),
        ("api_id,integration_id\n", .jsonl, "is a table, not JSON Lines; leave out --format"),
    ])
    func aFormatThatTheFileDoesNotHaveIsOneProblem(text: String, format: ManifestFormat, message: String) {
        #expect(Self.read(Array(text.utf8), format: format).messages == ["m:1: \(message)"])
    }

    @Test func rowsOfCommasAreNoRows() {
        let text =
            "api_id,integration_id,description\na,i,d\n" + String(repeating: ",,\n", count: 1237)
            + " ,\t,\n\"\",,\na,j,d\n"
        let found = Self.read(Array(text.utf8))
        #expect(found.messages == [])
        #expect(found.rows.map(\.number) == [1, 2])
        #expect(found.rows.map(\.line) == [2, 1242])
    }

    @Test func emptyColumnsWithoutANameAreLeftOut() {
        let text = "api_id,,integration_id,description,,Unnamed: 5\na,,i,d,,\n"
        #expect(Self.read(Array(text.utf8)).messages == [])
        #expect(Self.read(Array(text.utf8)).rows.count == 1)
    }

    @Test func pandasIndexIsOneProblemThatSaysHowToLeaveItOut() {
        let rows = (0..<500).map { "\($0),a,i\($0),d\n" }.joined()
        for name in ["", "Unnamed: 0"] {
            let found = Self.read(Array("\(name),api_id,integration_id,description\n\(rows)".utf8))
            #expect(
                found.messages == [
                    "m:2: '0' stands in column 1, which has no name; pandas writes its index there: leave it out with "
                        + "to_csv(…, index=False), or delete the column"
                ]
            )
            #expect(found.rows == [])
        }
    }

    @Test func valuesInANamelessColumnAreOneProblemForEachColumn() {
        let text = "api_id,integration_id,description,,\na,i,d,,\na,j,d,x,\na,k,d,y,z\na,l,d,y,z\n"
        let found = Self.read(Array(text.utf8))
        #expect(
            found.messages == [
                "m:3: 'x' stands in column 4, which has no name; name it in the header, or delete the column",
                "m:4: 'z' stands in column 5, which has no name; name it in the header, or delete the column",
            ]
        )
    }

    @Test func columnsOfInformationAreKeptAndNeverLookedAt() {
        let table = "info.api_name,api_id,integration_id,description,Info.Team\nOrders,a,i,d,nan\n"
        let found = Self.read(Array(table.utf8))
        #expect(found.messages == [])
        #expect(found.schema?.passthrough == ["info.api_name", "Info.Team"])
        #expect(found.rows.first?.passthrough == ["Orders", "nan"])
        let lines = """
            {"api_id":"a","integration_id":"i","description":"d","info.api_name":"Orders"}
            {"api_id":"a","integration_id":"j","description":"d","info.routes":["GET /"],"info.api_name":"B"}
            """
        let read = Self.read(Array(lines.utf8), path: "rows.jsonl")
        #expect(read.messages == [])
        #expect(read.schema?.passthrough == ["info.api_name", "info.routes"])
        #expect(read.rows.last?.passthrough == ["B", "[\"GET /\"]"])
    }

    @Test(arguments: [
        ("api_id", "1.234E+59", "is a number that a spreadsheet has made of an id"),
        ("integration_id", "5,6E+12", "is a number that a spreadsheet has made of an id"),
        ("api_id", "nan", "where there is no value"), ("integration_id", "None", "where there is no value"),
        ("profile", "null", "where there is no value"), ("region", "NaN", "where there is no value"),
        ("region", "US-EAST-1", "is not a region: regions are written in lower case, did you mean us-east-1?"),
        ("region", "us-east-1a", "is not a region: that is an availability zone, did you mean us-east-1?"),
        ("region", "us-gov-west-1b", "is not a region: that is an availability zone, did you mean us-gov-west-1?"),
    ])
    func aTargetThatASpreadsheetHasChangedIsRefused(column: String, text: String, problem: String) {
        let names = ["api_id", "integration_id", "region", "profile"]
        let cells = names.map { name in
            name == column ? text : name == "api_id" || name == "integration_id" ? "abc" : ""
        }
        let writer = CSVWriter()
        let found = Self.read(writer.row(names + ["description"]) + writer.row(cells + ["d"]))
        #expect(found.messages.count == 1)
        #expect(found.messages.first?.hasPrefix("m:2: \(column): '\(text)' is ") == true, "\(found.messages)")
        #expect(found.messages.first?.contains(problem) == true, "\(found.messages)")
    }

    @Test(arguments: [
        (["owner,team"], ["owner", "team"]), (["Owner Team", "ticket"], ["Owner Team", "ticket"]),
        ([#""Doe, John",b"#], ["Doe, John", "b"]), (["a, b"], ["a", "b"]), ([#"" a""#], [" a"]), ([""], []),
    ])
    func passthroughAddsUpAndANameMayHoldAComma(values: [String], names: [String]) throws {
        #expect(try ManifestInput.passthroughNames(values) == names)
    }

    @Test(arguments: [
        ("Owner Team", "--passthrough 'Owner Team'"), ("Doe, John", #"--passthrough '"Doe, John"'"#),
        ("it's", #"--passthrough 'it'\''s'"#), (" a", #"--passthrough '" a"'"#), ("owner", "--passthrough owner"),
        ("\u{1B}[31mred", #"--passthrough $'\u001B[31mred'"#),
    ])
    func theOptionThatKeepsAColumnCanBePasted(name: String, option: String) {
        let header = CSVWriter().row(["api_id", "integration_id", "description", name])
        let message = Self.read(header).messages.first ?? ""
        #expect(message.contains("; \(option) keeps a column that is not ours"), "\(message)")
        #expect(message.unicodeScalars.allSatisfy { $0.value >= 0x20 })
    }
}
