import Foundation
import Testing

/// A manifest that is to be refused.
struct BadManifest: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var file = "rows.csv"
    let content: Data
    /// All of standard error but the program's last line.
    let problems: [String]

    init(_ name: String, file: String = "rows.csv", _ content: String, _ problems: String...) {
        self.init(name, file: file, Data(content.utf8), problems)
    }

    init(_ name: String, file: String = "rows.csv", _ content: Data, _ problems: [String]) {
        testDescription = name
        self.file = file
        self.content = content
        self.problems = problems
    }

    static let header = "api_id,integration_id,timeout_in_millis\n"

    static let cells: [BadManifest] = [
        BadManifest(
            "a bad enum",
            "api_id,integration_id,connection_type\na,b,VPCLINK\n",
            "rows.csv:2: connection_type: 'VPCLINK' is not one of its values; allowed: INTERNET, VPC_LINK"
        ),
        BadManifest(
            "a timeout that is too short",
            header + "a,b,49\n",
            "rows.csv:2: timeout_in_millis: '49' is out of range; allowed: an integer from 50 to 30000"
        ),
        BadManifest(
            "a timeout that is too long",
            header + "a,b,30001\n",
            "rows.csv:2: timeout_in_millis: '30001' is out of range; allowed: an integer from 50 to 30000"
        ),
        BadManifest(
            "a timeout that is no number",
            header + "a,b,abc\n",
            "rows.csv:2: timeout_in_millis: 'abc' is not an integer; allowed: an integer from 50 to 30000"
        ),
        BadManifest(
            "a malformed map in shorthand",
            "api_id,integration_id,request_parameters\na,b,overwrite:header.x\n",
            "rows.csv:2: request_parameters: 'overwrite:header.x' is not valid shorthand: Expected: '=', received: 'EOF' at "
                + "character 19; allowed: a JSON object, or shorthand: key=value,key2=value2"
        ),
        BadManifest(
            "a malformed map in JSON",
            "api_id,integration_id,request_parameters\na,b,\"{\"\"x\"\": }\"\n",
            "rows.csv:2: request_parameters: '{\"x\": }' is not valid JSON: a value expected, found \"}\"; "
                + "allowed: a JSON object, or shorthand: key=value,key2=value2"
        ),
        BadManifest(
            "what is no role",
            "api_id,integration_id,timeout_in_millis,role_arn\na,b,1000,arn:aws:iam::111122223333:user/x\n",
            "rows.csv:2: role_arn: 'arn:aws:iam::111122223333:user/x' is not the ARN of a role; "
                + "allowed: the ARN of a role, such as arn:aws:iam::123456789012:role/Name"
        ),
        BadManifest(
            "a row that sets nothing",
            header + "a,b,\n",
            "rows.csv:2: the row sets nothing; allowed: a value for at least one member, such as integration_uri"
        ),
        BadManifest(
            "colours in a cell",
            header + "a,\u{1B}[31mred,1000\n",
            "rows.csv:2: integration_id: '\\u{1B}[31mred' holds a character that ids do not have; "
                + "allowed: 1 to 128 characters of A-Z a-z 0-9 _ -"
        ),
    ]

    static let targets: [BadManifest] = [
        BadManifest(
            "a duplicate target",
            header + "a,b,1000\na,c,1000\na,b,2000\n",
            "rows.csv:4: integration_id: 'b' is the target of line 2 already; allowed: each integration once"
        ),
        BadManifest(
            "no column for an id",
            "api_id,timeout_in_millis\na,1000\n",
            "rows.csv:1: integration_id: the column is missing"
        ),
        BadManifest(
            "an object without an id",
            file: "rows.jsonl",
            #"{"api_id":"a","timeout_in_millis":1000}"# + "\n",
            "rows.jsonl:1: integration_id: is empty; allowed: 1 to 128 characters of A-Z a-z 0-9 _ -"
        ),
        BadManifest(
            "an empty id",
            header + "a,,1000\n",
            "rows.csv:2: integration_id: is empty; allowed: 1 to 128 characters of A-Z a-z 0-9 _ -"
        ),
        BadManifest(
            "an id with a slash",
            header + "a/b,c,1000\n",
            "rows.csv:2: api_id: 'a/b' holds a character that ids do not have; "
                + "allowed: 1 to 128 characters of A-Z a-z 0-9 _ -"
        ),
        BadManifest(
            "an unknown column",
            "api_id,integration_id,integration_url\na,b,c\n",
            "rows.csv:1: integration_url: unknown column; the nearest known one is integration_uri; "
                + "--passthrough integration_url keeps a column that is not ours"
        ),
    ]

    static let records: [BadManifest] = [
        BadManifest(
            "invalid UTF-8",
            Data(header.utf8 + [UInt8(ascii: "a"), UInt8(ascii: ","), 0xFF] + Data(",1000\n".utf8)),
            ["rows.csv:2:3: invalid UTF-8 at byte offset 42; the file must be UTF-8"]
        ),
        BadManifest(
            "an unbalanced quote",
            header + "a,\"b,1000\nc,d,1000\n",
            "rows.csv:2:3: the quote opened here is never closed; a quoted field ends with a quote, and a quote inside it "
                + "is doubled"
        ),
        BadManifest(
            "ragged rows",
            header + "a,b\na,c,1000,9\n",
            "rows.csv:2:1: the row has 2 fields, the header has 3",
            "rows.csv:3:10: the row has 4 fields, the header has 3"
        ),
        BadManifest(
            "a NUL byte",
            header + "a,b\0,1000\n",
            "rows.csv:2:4: NUL byte at byte offset 43; only text is allowed"
        ),
        BadManifest(
            "a 20 MB line",
            header + "a,b,\(String(repeating: "1", count: 20_000_000))\na,c,1000\n",
            "rows.csv:2:1: the record is larger than 1048576 bytes, the most that is allowed"
        ),
        BadManifest(
            "a 20 MB line of JSON",
            file: "rows.jsonl",
            #"{"api_id":"a","integration_id":"b","description":""# + String(repeating: "x", count: 20_000_000)
                + "\"}\n",
            "rows.jsonl:1:1: the record is larger than 1048576 bytes, the most that is allowed"
        ),
        BadManifest(
            "JSON garbage",
            file: "rows.jsonl",
            #"{"api_id":"a","integration_id":"b","timeout_in_millis":1000}"# + "\nhello\n[1]\n",
            "rows.jsonl:2:1: a value expected, found \"h\"",
            "rows.jsonl:3:1: an array, where each line must be one JSON object"
        ),
        BadManifest(
            "duplicate JSON keys",
            file: "rows.jsonl",
            #"{"api_id":"a","integration_id":"b","timeout_in_millis":1000,"timeout_in_millis":2000}"# + "\n",
            "rows.jsonl:1:61: the key \"timeout_in_millis\" appears twice in one object"
        ),
        BadManifest(
            "100,000 nested brackets",
            file: "rows.jsonl",
            #"{"api_id":"a","integration_id":"b","request_parameters":"# + String(repeating: "[", count: 100_000)
                + "\n",
            "rows.jsonl:1:120: arrays and objects nest deeper than 64 levels, the most that is allowed"
        ),
        BadManifest(
            "a JSON array in a CSV file",
            #"[{"api_id":"a","integration_id":"b","timeout_in_millis":1000}]"# + "\n",
            "rows.csv:1: is one JSON array, where each line must be one JSON object; run: jq -c '.[]' < rows.csv > rows.jsonl"
        ),
    ]
}
