import JMESPath
import Records
import Testing

/// Expression, document, result. The results are those of jmespath.py.
typealias EvaluationCase = (expression: String, document: String, result: String)

/// Checks a result, or the kind of error that is written in its place.
func expect(_ row: EvaluationCase) throws {
    let document = try JSONValue(parsing: row.document)
    let wanted = Result { try JSONValue(parsing: row.result) }
    do {
        let found = try JMESPathExpression(row.expression).search(document)
        #expect(JSONWriter().string(found) == (try JSONWriter().string(wanted.get())), "\(row)")
    } catch let error as JMESPathError {
        #expect("\(error.kind)" == row.result, "\(row.expression): \(error)")
    }
}

@Suite struct EvaluationTests {
    @Test(arguments: paths)
    func namesAndIndexesFindWhatIsThere(row: EvaluationCase) throws {
        try expect(row)
    }

    private static let paths: [EvaluationCase] = [
        (#"api.name"#, #"{"api": {"name": "orders"}}"#, #""orders""#),
        (#"api.nothing.more"#, #"{"api": {"name": "orders"}}"#, #"null"#),
        (#""request parameters"."a.b""#, #"{"request parameters": {"a.b": 1}}"#, #"1"#),
        (#"@"#, #"[1]"#, #"[1]"#),
        (#"name | @"#, #"{"name": "x"}"#, #""x""#),
        (#"items[1]"#, #"{"items": [1, 2, 3]}"#, #"2"#),
        (#"items[-1]"#, #"{"items": [1, 2, 3]}"#, #"3"#),
        (#"items[3]"#, #"{"items": [1, 2, 3]}"#, #"null"#),
        (#"items[-4]"#, #"{"items": [1, 2, 3]}"#, #"null"#),
        (#"name[0]"#, #"{"name": "text"}"#, #"null"#),
        (#"a[99999999999999999999]"#, #"{"a": [1]}"#, #"null"#),
        (#""caf\u00e9""#, #"{"café": 1}"#, #"1"#),
        (#""e\#u{301}""#, #"{"é": 1}"#, #"null"#),
    ]

    @Test(arguments: projections)
    func projectionsApplyWhatFollowsToEachElement(row: EvaluationCase) throws {
        try expect(row)
    }

    private static let projections: [EvaluationCase] = [
        (#"items[*].id"#, #"{"items": [{"id": 1}, {"other": 2}, {"id": 3}]}"#, #"[1, 3]"#),
        (#"items[].tags[]"#, #"{"items": [{"tags": ["a", "b"]}, {"tags": ["c"]}]}"#, #"["a", "b", "c"]"#),
        (#"[]"#, #"[[1, 2], 3, [[4]]]"#, #"[1, 2, 3, [4]]"#),
        (#"*.id"#, #"{"b": {"id": 1}, "a": {"id": 2}}"#, #"[1, 2]"#),
        (
            #"stages.*.variables.*"#,
            #"{"stages": {"prod": {"variables": {"fn": "a", "x": "b"}}, "dev": {}}}"#,
            #"null"#
        ),
        (#"items[*].tags[0]"#, #"{"items": [{"tags": ["a", "b"]}, {"tags": []}, {"tags": ["c"]}]}"#, #"["a", "c"]"#),
        (#"items[*].tags[] | [0]"#, #"{"items": [{"tags": ["a", "b"]}, {"tags": ["c"]}]}"#, #""a""#),
        (#"items[*]"#, #"{"items": "text"}"#, #"null"#),
        (#"*"#, #"[1]"#, #"null"#),
        (
            #"items[*].{id: id, first: tags[0]}"#,
            #"{"items": [{"id": 1, "tags": ["a"]}, null]}"#,
            #"[{"id": 1, "first": "a"}]"#
        ),
        (
            #"[?timeout > `1000`].id"#,
            #"[{"id": "a", "timeout": 1000}, {"id": "b", "timeout": 30000}, {"id": "c"}]"#,
            #"["b"]"#
        ),
        (#"[?contains(uri, 'orders')].uri | [0]"#, #"[{"uri": "users"}, {"uri": "orders-list"}]"#, #""orders-list""#),
        (
            #"[?type == 'HTTP_PROXY' && !managed].id"#,
            #"[{"id": 1, "type": "HTTP_PROXY"}, {"id": 2, "type": "HTTP_PROXY", "managed": true}]"#,
            #"[1]"#
        ),
        (#"[?@]"#, #"[0, "", [], {}, null, false, "x"]"#, #"[0, "x"]"#),
        (#"a[0][1:].b"#, #"{"a": [[{"b": 0}, {"b": 1}, {"b": 2}]]}"#, #"[1, 2]"#),
    ]

    @Test(arguments: slices)
    func slicesTakeStretches(row: EvaluationCase) throws {
        try expect(row)
    }

    private static let slices: [EvaluationCase] = [
        (#"[1:4]"#, #"[0, 1, 2, 3, 4, 5]"#, #"[1, 2, 3]"#),
        (#"[:]"#, #"[0, 1, 2, 3, 4, 5]"#, #"[0, 1, 2, 3, 4, 5]"#),
        (#"[::2]"#, #"[0, 1, 2, 3, 4, 5]"#, #"[0, 2, 4]"#),
        (#"[::-1]"#, #"[0, 1, 2, 3, 4, 5]"#, #"[5, 4, 3, 2, 1, 0]"#),
        (#"[-2:]"#, #"[0, 1, 2, 3, 4, 5]"#, #"[4, 5]"#),
        (#"[4:1:-1]"#, #"[0, 1, 2, 3, 4, 5]"#, #"[4, 3, 2]"#),
        (#"[-1:-7:-2]"#, #"[0, 1, 2, 3, 4, 5]"#, #"[5, 3, 1]"#),
        (#"[10:20]"#, #"[0, 1, 2, 3, 4, 5]"#, #"[]"#),
        (#"[-100:2]"#, #"[0, 1, 2, 3, 4, 5]"#, #"[0, 1]"#),
        (#"[5:0:-9223372036854775808]"#, #"[0, 1, 2, 3, 4, 5]"#, #"[5]"#),
        (#"[::9223372036854775807]"#, #"[0, 1, 2, 3, 4, 5]"#, #"[0]"#),
        (#"[-99999999999999999999:99999999999999999999]"#, #"[0, 1, 2, 3, 4, 5]"#, #"[0, 1, 2, 3, 4, 5]"#),
        (#"[1:2]"#, #""text""#, #"null"#),
        (#"[:2]"#, #"null"#, #"null"#),
    ]

    @Test(arguments: conditions)
    func conditionsAndComparisons(row: EvaluationCase) throws {
        try expect(row)
    }

    private static let conditions: [EvaluationCase] = [
        (#"a || b"#, #"{"a": "", "b": "x"}"#, #""x""#),
        (#"a || b || c"#, #"{"a": [], "b": {}, "c": null}"#, #"null"#),
        (#"a && b"#, #"{"a": "x", "b": 0}"#, #"0"#),
        (#"a && b"#, #"{"a": false, "b": 1}"#, #"false"#),
        (#"!a"#, #"{"a": 0}"#, #"false"#),
        (#"!a"#, #"{"a": []}"#, #"true"#),
        (#"!a.b"#, #"{"a": {"b": false}}"#, #"null"#),
        (#"!(a.b)"#, #"{"a": {"b": false}}"#, #"true"#),
        (#"a || b && c"#, #"{"a": false, "b": true, "c": "c"}"#, #""c""#),
        (#"(a || b) && c"#, #"{"a": true, "c": null}"#, #"null"#),
        (#"a == b"#, #"{"a": 1, "b": 1.0}"#, #"true"#),
        (#"a == b"#, #"{"a": {"x": 1, "y": [2]}, "b": {"y": [2], "x": 1}}"#, #"true"#),
        (#"a == b"#, #"{"a": 9007199254740993, "b": 9007199254740992.0}"#, #"false"#),
        (#"a == `true`"#, #"{"a": 1}"#, #"false"#),
        (#"a != b"#, #"{"a": "é", "b": "e\#u{301}"}"#, #"true"#),
        (#"a < b"#, #"{"a": "abc", "b": "abd"}"#, #"true"#),
        (#"a < b"#, #"{"a": "Z", "b": "a"}"#, #"true"#),
        (#"a >= b"#, #"{"a": 2, "b": 1.5}"#, #"true"#),
        (#"a < b"#, #"{"a": null, "b": 1}"#, #"null"#),
        (#"a <= `true`"#, #"{"a": 1}"#, #"null"#),
        (#"a > b"#, #"{"a": [1], "b": [0]}"#, #"null"#),
        (#"createdDate > '2026-01-01'"#, #"{"createdDate": "2026-11-28T10:00:00Z"}"#, #"true"#),
    ]

    @Test(arguments: selections)
    func selectionsMakeListsAndObjectsInTheirOrder(row: EvaluationCase) throws {
        try expect(row)
    }

    private static let selections: [EvaluationCase] = [
        (#"[a, b.c]"#, #"{"a": 1, "b": {"c": 2}}"#, #"[1, 2]"#),
        (
            #"{second: b, first: a, "with space": `3`}"#,
            #"{"a": 1, "b": 2}"#,
            #"{"second": 2, "first": 1, "with space": 3}"#
        ),
        (#"{a: a, b: b, a: b}"#, #"{"a": 1, "b": 2}"#, #"{"a": 2, "b": 2}"#),
        (#"nothing.[a]"#, #"{}"#, #"null"#),
        (#"nothing.{a: a}"#, #"{}"#, #"null"#),
        (#"a.[b, c].{first: [0]}"#, #"{"a": {}}"#, #"{"first": null}"#),
        (#"a | b | c"#, #"{"a": {"b": {"c": 1}}}"#, #"1"#),
    ]

    @Test(arguments: literals)
    func literalsAreJSONOrTexts(row: EvaluationCase) throws {
        try expect(row)
    }

    private static let literals: [EvaluationCase] = [
        (#"`{"b": 1, "a": [true, null]}`"#, #"null"#, #"{"b": 1, "a": [true, null]}"#),
        (#"`"back\`tick"`"#, #"null"#, #""back`tick""#),
        (#"'it\'s'"#, #"null"#, #""it's""#),
        (#"'\\n'"#, #"null"#, #""\\\\n""#),
        (#"'a\\\\b'"#, #"null"#, #""a\\\\\\\\b""#),
        (#"`text`"#, #"null"#, #""text""#),
        (#"`2026-11-28`"#, #"null"#, #""2026-11-28""#),
        (#"`  padded`"#, #"null"#, #""padded""#),
        (#"``"#, #"null"#, "\"\""),
        (#"'line\#nbreak'"#, #"null"#, #""line\nbreak""#),
    ]
}
