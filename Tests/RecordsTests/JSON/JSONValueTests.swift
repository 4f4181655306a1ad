import Records
import Testing

@Suite struct JSONValueTests {
    static let valid: [(String, JSONValue)] = [
        ("null", .null),
        (" true\n", true),
        ("\tfalse\r\n", false),
        ("0", .number("0")),
        ("-0", .number("-0")),
        ("12.50", .number("12.50")),
        ("-1.5e+10", .number("-1.5e+10")),
        ("1E400", .number("1E400")),
        ("123456789012345678901234567890", .number("123456789012345678901234567890")),
        (#""""#, ""),
        (#""plain é 日 👋""#, "plain é 日 👋"),
        (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"),
        (#""a\u00e9b\u65E5\ud83d\udc4Bc""#, "aéb日👋c"),
        (#""\u0000""#, "\u{0}"),
        (#""\u2028\uE000\uFFFD""#, "\u{2028}\u{E000}\u{FFFD}"),
        ("\"\u{7F}\"", "\u{7F}"),
        ("[]", []),
        ("[ ]", []),
        ("[1,[2,[]],\"x\"]", [1, [2, []], "x"]),
        ("{}", [:]),
        ("{ }", [:]),
        (#"{ "a" : 1 , "b" : { "c" : [ null ] } }"#, ["a": 1, "b": ["c": [nil]]]),
        (#"{"":"","a\"b":1}"#, ["": "", "a\"b": 1]),
    ]

    @Test(arguments: valid)
    func validTextIsParsed(_ text: String, _ expected: JSONValue) throws {
        #expect(try JSONValue(parsing: text) == expected)
    }

    @Test func membersKeepTheirOrder() throws {
        let value = try JSONValue(parsing: #"{"z":1,"a":2,"m":3}"#)
        #expect(value.object?.members.map(\.key) == ["z", "a", "m"])
    }

    @Test func theLastOfTwoEqualKeysCountsIfThatIsWanted() throws {
        let value = try JSONValue(parsing: #"{"a":1,"b":2,"\u0061":{"c":3,"c":4}}"#, duplicateKeys: .lastWins)
        #expect(value.object?.members.map(\.key) == ["a", "b"])
        #expect(value == ["b": 2, "a": ["c": 4]])
    }

    @Test func equalKeysAreFoundInLargeObjects() throws {
        let members = (0..<5000).map { "\"key\($0)\":\($0)" }.joined(separator: ",")
        let text = "{\(members),\"key4711\":-1,\"last\":0}"
        #expect(throws: JSONError.self) { try JSONValue(parsing: text) }
        let object = try #require(try JSONValue(parsing: text, duplicateKeys: .lastWins).object)
        #expect(object.count == 5001)
        #expect(object["key4711"] == -1)
        #expect(object["key4999"] == 4999)
        #expect(object.members.last?.key == "last")
    }

    @Test func composedAndDecomposedCharactersAreDifferent() throws {
        let value = try JSONValue(parsing: #"{"\u00e9":1,"e\u0301":2}"#)
        #expect(value.object?.count == 2)
        #expect(value.object?["\u{E9}"] == 1)
        #expect(value.object?["e\u{301}"] == 2)
        #expect(JSONValue.string("\u{E9}") != JSONValue.string("e\u{301}"))
    }

    @Test func theOrderOfMembersDoesNotCountWhenComparing() {
        #expect(JSONValue.object(JSONObject([("a", 1), ("b", [2])])) == ["b": [2], "a": 1])
        #expect(JSONValue.object(JSONObject([("a", 1), ("b", 2)])) != ["b": 1, "a": 2])
        #expect(JSONValue.object(JSONObject([("a", 1)])) != ["a": 1, "b": 2])
        #expect(JSONValue.array([1, 2]) != [2, 1])
    }

    @Test func arraysAndObjectsNestAsDeepAsAllowed() throws {
        let text = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
        #expect(throws: Never.self) { try JSONValue(parsing: text) }
        #expect(throws: JSONError.self) { try JSONValue(parsing: "[" + text + "]") }
        #expect(throws: Never.self) { try JSONValue(parsing: #"{"a":[1]}"#, maximumDepth: 2) }
        #expect(throws: JSONError.self) { try JSONValue(parsing: #"{"a":[{}]}"#, maximumDepth: 2) }
    }

    @Test func accessorsAnswerForTheirTypeOnly() {
        #expect(JSONValue.string("x").string == "x")
        #expect(JSONValue.number("29000").integer == 29000)
        #expect(JSONValue.number("-7").integer == -7)
        #expect(JSONValue.number("60.0").integer == nil)
        #expect(JSONValue.number("1e3").integer == nil)
        #expect(JSONValue.number("99999999999999999999").integer == nil)
        #expect(JSONValue.string("1").integer == nil)
        #expect(JSONValue.bool(true).bool == true)
        #expect(JSONValue.null.isNull)
        #expect(!JSONValue.string("null").isNull)
        #expect(JSONValue.array([1]).array == [1])
        #expect(JSONValue.null.object == nil)
        let names = [JSONValue.null, true, 1, "x", [], [:]].map(\.typeName)
        #expect(names == ["null", "a boolean", "a number", "a string", "an array", "an object"])
    }

    @Test func membersAreSetReplacedAndRemoved() {
        var object = JSONObject()
        object["a"] = 1
        object["b"] = 2
        object["a"] = 3
        #expect(object.members.map(\.key) == ["a", "b"])
        object["a"] = nil
        object["c"] = nil
        #expect(object == JSONObject([("b", 2)]))
        object["b"] = .null
        #expect(object["b"] == .null)
    }
}
