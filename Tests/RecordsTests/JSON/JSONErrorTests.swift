import Records
import Testing

@Suite struct JSONErrorTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var text: [UInt8]
        var offset: Int
        var description: String

        init(_ text: String, _ offset: Int, _ description: String) {
            self.init(Array(text.utf8), offset, description)
        }

        init(_ text: [UInt8], _ offset: Int, _ description: String) {
            self.text = text
            self.offset = offset
            self.description = description
        }

        var testDescription: String { String(decoding: text, as: UTF8.self) }
    }

    static let badEscape =
        #"bad escape in a string; allowed are \" \\ \/ \b \f \n \r \t and \u with four hex digits"#
    static let loneSurrogate = #"half of a surrogate pair in a string; such a \u escape needs the other half"#
    static let unclosed = "the string that begins here has no closing quote"

    static let cases: [Case] = [
        Case("", 0, "line 1, column 1: a value expected, found the end"),
        Case(" \n ", 3, "line 2, column 2: a value expected, found the end"),
        Case("nul", 0, #"line 1, column 1: a value expected, found "n""#),
        Case("True", 0, #"line 1, column 1: a value expected, found "T""#),
        Case("NaN", 0, #"line 1, column 1: a value expected, found "N""#),
        Case("'a'", 0, #"line 1, column 1: a value expected, found "'""#),
        Case("é", 0, #"line 1, column 1: a value expected, found "é""#),
        Case("\u{0}", 0, "line 1, column 1: a value expected, found the control character U+0000"),
        Case("\u{FEFF}1", 0, #"line 1, column 1: a value expected, found "\u{FEFF}""#),
        Case("1 2", 2, #"line 1, column 3: nothing more expected after the value, found "2""#),
        Case(#"{} "a""#, 3, "line 1, column 4: nothing more expected after the value, found a string"),
        Case("truex", 4, #"line 1, column 5: nothing more expected after the value, found "x""#),
        Case("[1,]", 3, #"line 1, column 4: a value expected, found "]""#),
        Case("[,1]", 1, #"line 1, column 2: a value expected, found ",""#),
        Case("[1 2]", 3, #"line 1, column 4: "," or "]" expected, found "2""#),
        Case("[1", 2, #"line 1, column 3: "," or "]" expected, found the end"#),
        Case("[1}", 2, #"line 1, column 3: "," or "]" expected, found "}""#),
        Case("{", 1, #"line 1, column 2: a key in quotes or "}" expected, found the end"#),
        Case("{a:1}", 1, #"line 1, column 2: a key in quotes or "}" expected, found "a""#),
        Case(#"{"a":1,}"#, 7, #"line 1, column 8: a key in quotes expected, found "}""#),
        Case(#"{"a" 1}"#, 5, #"line 1, column 6: ":" expected, found "1""#),
        Case(#"{"a":}"#, 5, #"line 1, column 6: a value expected, found "}""#),
        Case(#"{"a":1 "b":2}"#, 7, #"line 1, column 8: "," or "}" expected, found a string"#),
        Case("{\"é\":\n \"é\",\n x}", 15, #"line 3, column 2: a key in quotes expected, found "x""#),
        Case(#"{"a":1,"b":2,"a":3}"#, 13, #"line 1, column 14: the key "a" appears twice in one object"#),
        Case(#""abc"#, 0, "line 1, column 1: \(unclosed)"),
        Case(#"["a\""#, 1, "line 1, column 2: \(unclosed)"),
        Case("\"a\nb\"", 2, #"line 1, column 3: control character in a string; write it as \n"#),
        Case("\"é\u{1F}\"", 3, #"line 1, column 3: control character in a string; write it as \u001f"#),
        Case("\"\u{0}\"", 1, #"line 1, column 2: control character in a string; write it as \u0000"#),
        Case(#""\x""#, 1, "line 1, column 2: \(badEscape)"),
        Case(#""\"#, 1, "line 1, column 2: \(badEscape)"),
        Case(#""\u12"#, 1, "line 1, column 2: \(badEscape)"),
        Case(#""\u12g4""#, 1, "line 1, column 2: \(badEscape)"),
        Case(#""\u+123""#, 1, "line 1, column 2: \(badEscape)"),
        Case(#""a\ud83d""#, 2, "line 1, column 3: \(loneSurrogate)"),
        Case(#""\ud83dx\udc4b""#, 1, "line 1, column 2: \(loneSurrogate)"),
        Case(#""\ud83d\n""#, 1, "line 1, column 2: \(loneSurrogate)"),
        Case(#""\ud83d\ud83d""#, 1, "line 1, column 2: \(loneSurrogate)"),
        Case(#""\udc4b\ud83d""#, 1, "line 1, column 2: \(loneSurrogate)"),
        Case(#""\ud83d\u12""#, 7, "line 1, column 8: \(badEscape)"),
        Case("-", 1, "line 1, column 2: bad number: a digit must follow the minus sign"),
        Case("01", 0, "line 1, column 1: bad number: it must not begin with 0"),
        Case("[-00]", 2, "line 1, column 3: bad number: it must not begin with 0"),
        Case("1.", 2, "line 1, column 3: bad number: a digit must follow the decimal point"),
        Case("1.e1", 2, "line 1, column 3: bad number: a digit must follow the decimal point"),
        Case("1e+", 3, "line 1, column 4: bad number: a digit must follow the exponent sign"),
        Case(".5", 0, #"line 1, column 1: a value expected, found ".""#),
        Case("+1", 0, #"line 1, column 1: a value expected, found "+""#),
        Case("0x1F", 1, #"line 1, column 2: nothing more expected after the value, found "x""#),
        Case([0x22, 0x61, 0xE9, 0x22], 2, "line 1, column 3: invalid UTF-8 at byte offset 2"),
        Case([0x22, 0xC3, 0xA9, 0x5C, 0x6E, 0xC0, 0x80, 0x22], 5, "line 1, column 5: invalid UTF-8 at byte offset 5"),
        Case([0x22, 0xED, 0xA0, 0x80, 0x22], 1, "line 1, column 2: invalid UTF-8 at byte offset 1"),
        Case([0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], 1, "line 1, column 2: invalid UTF-8 at byte offset 1"),
        Case([0x22, 0xE2, 0x82, 0x22], 1, "line 1, column 2: invalid UTF-8 at byte offset 1"),
        Case([0x22, 0x80, 0x22], 1, "line 1, column 2: invalid UTF-8 at byte offset 1"),
        Case([0xFF], 0, "line 1, column 1: a value expected, found \"\u{FFFD}\""),
    ]

    @Test(arguments: cases)
    func malformedTextIsAnErrorWithItsPlace(_ example: Case) throws {
        let error = try #require(throws: JSONError.self) { try JSONValue(parsing: example.text) }
        #expect(error.description == example.description)
        #expect(error.offset == example.offset)
    }

    @Test(arguments: ["[", "{\"a\":", "[{\"a\":"])
    func aHundredThousandNestedBracketsAreAnErrorAndNoCrash(_ piece: String) throws {
        let text = String(repeating: piece, count: 100_000)
        let error = try #require(throws: JSONError.self) { try JSONValue(parsing: text) }
        #expect(error.message == "arrays and objects nest deeper than 64 levels, the most that is allowed")
        #expect(error.shortDescription == "JSON nested too deep")
    }

    @Test func theKindOfAMistakeHasNoDynamicText() throws {
        let kinds = try ["[1", #"{"a":1,"a":1}"#, "\"\n\""].map { text in
            try #require(throws: JSONError.self) { try JSONValue(parsing: text) }.shortDescription
        }
        #expect(kinds == ["malformed JSON", "duplicate JSON key", "malformed JSON"])
    }
}
