import JMESPath
import Records
import Testing

@Suite struct FunctionTests {
    /// Expression, document, and the result or the kind of error, as jmespath.py has them.
    @Test(arguments: rows)
    func functionsGiveWhatTheSpecificationSays(row: EvaluationCase) throws {
        try expect(row)
    }

    /// Where this differs from jmespath.py on purpose; `scripts/support/fuzz_jmespath.py` has the reasons.
    @Test(arguments: [
        ("to_string(@)", #"["é"]"#, #""[\"é\"]""#),
        ("to_number(@)", #""1_000""#, "null"),
        ("to_number(@)", #""nan""#, "null"),
        ("contains(@, `true`)", "[1]", "false"),
        ("merge(@, `[[\"a\", 1]]`)", "{}", "invalid-type"),
        ("type(&a)", "1", "invalid-type"),
        ("not_null(a, &b)", #"{"a": 1}"#, "invalid-type"),
    ])
    func whatPythonMakesOfOtherTypesIsLeftOut(row: EvaluationCase) throws {
        try expect(row)
    }

    /// 64 bits are not enough for the first; no number of JSON is for the second.
    @Test(arguments: [
        ("sum(@)", "[9223372036854775807, 1]", "9.223372036854775807e18"),
        ("avg(@)", "[1e308, 1e308]", "invalid-value"),
        ("sum(@)", "[1e308, 1e308]", "invalid-value"),
    ])
    func sumsThatAreTooLargeAreRoundedOrRefused(row: EvaluationCase) throws {
        let document = try JSONValue(parsing: row.document)
        do {
            let found = try JMESPathExpression(row.expression).search(document)
            #expect(try JMESPathExpression("@ == `\(row.result)`").matches(found), "\(found)")
        } catch {
            #expect("\(error.kind)" == row.result)
        }
    }

    @Test(arguments: [
        ("@", "1.50", "1.50"),
        ("`1.50`", "null", "1.50"),
        ("to_number(@)", #""1e3""#, "1e3"),
        ("abs(@)", "-1E2", "1E2"),
        ("ceil(@)", "1e300", "1e300"),
        ("max(@)", "[1, 1.0, 0.5e1]", "0.5e1"),
    ])
    func numbersThatAreNotCalculatedStayAsTheyWereWritten(row: EvaluationCase) throws {
        try expect(row)
    }

    private static let rows: [EvaluationCase] = [
        (#"abs(@)"#, #"-5"#, #"5"#),
        (#"abs(@)"#, #"-1.5"#, #"1.5"#),
        (#"abs(@)"#, #"-9223372036854775808"#, #"9223372036854775808"#),
        (#"abs(@)"#, #""-1""#, #"invalid-type"#),
        (#"avg(@)"#, #"[1, 2, 3]"#, #"2.0"#),
        (#"avg(@)"#, #"[1, 2]"#, #"1.5"#),
        (#"avg(@)"#, #"[]"#, #"null"#),
        (#"avg(@)"#, #"[9007199254740993, 0, 3, 10, -1]"#, #"1801439850948201.0"#),
        (#"avg(@)"#, #"[1, "2"]"#, #"invalid-type"#),
        (#"ceil(@)"#, #"1.2"#, #"2"#),
        (#"ceil(@)"#, #"-1.2"#, #"-1"#),
        (#"ceil(@)"#, #"7"#, #"7"#),
        (#"floor(@)"#, #"1.9"#, #"1"#),
        (#"floor(@)"#, #"-0.5"#, #"-1"#),
        (#"contains(@, 'der')"#, #""orders""#, #"true"#),
        (#"contains(@, '')"#, "\"\"", #"true"#),
        (#"contains(@, `1`)"#, #"[1.0]"#, #"true"#),
        (#"contains(@, `[1]`)"#, #"[[1], 2]"#, #"true"#),
        (#"contains(@, `1`)"#, #""a1""#, #"invalid-type"#),
        (#"contains(@, `1`)"#, #"{}"#, #"invalid-type"#),
        (#"ends_with(@, '-v2')"#, #""orders-v2""#, #"true"#),
        (#"ends_with(@, 'x')"#, "\"\"", #"false"#),
        (#"starts_with(@, 'ord')"#, #""orders""#, #"true"#),
        (#"starts_with(@, '\#u{301}')"#, #""\#u{301}e""#, #"true"#),
        (#"starts_with(@, 'e')"#, #""e\#u{301}""#, #"true"#),
        (#"join(', ', @)"#, #"["a", "b"]"#, #""a, b""#),
        (#"join('', @)"#, #"[]"#, "\"\""),
        (#"join(',', @)"#, #"["a", 1]"#, #"invalid-type"#),
        (#"keys(@)"#, #"{"b": 1, "a": 2}"#, #"["b", "a"]"#),
        (#"keys(@)"#, #"[]"#, #"invalid-type"#),
        (#"values(@)"#, #"{"b": 1, "a": 2}"#, #"[1, 2]"#),
        (#"length(@)"#, #""e\#u{301}😀""#, #"3"#),
        (#"length(@)"#, #"[1, null]"#, #"2"#),
        (#"length(@)"#, #"{"a": 1}"#, #"1"#),
        (#"length(@)"#, #"5"#, #"invalid-type"#),
        (#"map(&id, @)"#, #"[{"id": 1}, {}, {"id": null}]"#, #"[1, null, null]"#),
        (#"map(&[0], @)"#, #"[[1], 2]"#, #"[1, null]"#),
        (#"map(id, @)"#, #"[]"#, #"invalid-type"#),
        (#"max(@)"#, #"[1, 3.5, 2]"#, #"3.5"#),
        (#"max(@)"#, #"["a", "b", "B"]"#, #""b""#),
        (#"max(@)"#, #"[]"#, #"null"#),
        (#"max(@)"#, #"[1, "a"]"#, #"invalid-type"#),
        (#"max(@)"#, #"[true]"#, #"invalid-type"#),
        (#"min(@)"#, #"[2, -1]"#, #"-1"#),
        (#"min(@)"#, #"["b", "a"]"#, #""a""#),
        (#"max_by(@, &t).id"#, #"[{"id": "a", "t": 3}, {"id": "b", "t": 5}, {"id": "c", "t": 5}]"#, #""b""#),
        (#"min_by(@, &t).id"#, #"[{"id": "a", "t": 3}, {"id": "b", "t": 1}, {"id": "c", "t": 1}]"#, #""b""#),
        (#"max_by(@, &t)"#, #"[]"#, #"null"#),
        (#"max_by(@, &t)"#, #"[{"t": 1}, {}]"#, #"invalid-type"#),
        (#"min_by(@, t)"#, #"[]"#, #"invalid-type"#),
        (#"merge(@, `{"b": 3, "c": 4}`)"#, #"{"a": 1, "b": 2}"#, #"{"a": 1, "b": 3, "c": 4}"#),
        (#"merge(@)"#, #"{"a": 1}"#, #"{"a": 1}"#),
        (#"merge(@, `[]`)"#, #"{}"#, #"invalid-type"#),
        (#"not_null(a, b, c)"#, #"{"b": 0}"#, #"0"#),
        (#"not_null(a)"#, #"{}"#, #"null"#),
        (#"reverse(@)"#, #""abc""#, #""cba""#),
        (#"reverse(@)"#, #"[1, 2, 3]"#, #"[3, 2, 1]"#),
        (#"reverse(@)"#, #"null"#, #"invalid-type"#),
        (#"sort(@)"#, #"[3, 1, 2.5]"#, #"[1, 2.5, 3]"#),
        (#"sort(@)"#, #"["b", "a", "B", "é"]"#, #"["B", "a", "b", "é"]"#),
        (#"sort(@)"#, #"[]"#, #"[]"#),
        (#"sort(@)"#, #"[1, "a"]"#, #"invalid-type"#),
        (#"sort(@)"#, #"[null]"#, #"invalid-type"#),
        (
            #"sort_by(@, &t)[].id"#,
            #"[{"id": 1, "t": "b"}, {"id": 2, "t": "a"}, {"id": 3, "t": "b"}, {"id": 4, "t": "a"}]"#,
            #"[2, 4, 1, 3]"#
        ),
        (#"sort_by(@, &t)"#, #"[{"t": 1}, {"t": "a"}]"#, #"invalid-type"#),
        (#"sort_by(@, &t)"#, #"[{}]"#, #"invalid-type"#),
        (#"sum(@)"#, #"[1, 2, 3.5]"#, #"6.5"#),
        (#"sum(@)"#, #"[]"#, #"0"#),
        (#"sum(@)"#, #"["1"]"#, #"invalid-type"#),
        (#"to_array(@)"#, #"1"#, #"[1]"#),
        (#"to_array(@)"#, #"[1]"#, #"[1]"#),
        (#"to_array(@)"#, #"null"#, #"[null]"#),
        (#"to_number(@)"#, #""12.5""#, #"12.5"#),
        (#"to_number(@)"#, #"" 7 ""#, #"7"#),
        (#"to_number(@)"#, #""seven""#, #"null"#),
        (#"to_number(@)"#, "\"\"", #"null"#),
        (#"to_number(@)"#, #"true"#, #"null"#),
        (#"to_number(@)"#, #"[1]"#, #"null"#),
        (#"to_number(@)"#, #"3"#, #"3"#),
        (#"to_string(@)"#, #"{"a": [1, true, null], "b": "x"}"#, #""{\"a\":[1,true,null],\"b\":\"x\"}""#),
        (#"to_string(@)"#, #""plain""#, #""plain""#),
        (#"to_string(@)"#, #"1.5"#, #""1.5""#),
        (#"type(@)"#, #"1"#, #""number""#),
        (#"type(@)"#, #""a""#, #""string""#),
        (#"type(@)"#, #"true"#, #""boolean""#),
        (#"type(@)"#, #"null"#, #""null""#),
        (#"type(@)"#, #"[]"#, #""array""#),
        (#"type(@)"#, #"{}"#, #""object""#),
    ]
}
