import Records
import Testing

@Suite struct JSONWriterTests {
    static let sample: JSONValue = .object(
        JSONObject([
            ("z", "é日👋 \"/\\"), ("a", [1, .number("1.50"), true, nil]), ("empty", [:]), ("none", []),
            ("nested", ["key": [["x"]]]),
        ])
    )

    /// As Python's `json.dumps(ensure_ascii=False, separators=(",", ":"))` writes it.
    @Test func compactTextIsOneLineWithoutSpaces() {
        #expect(
            JSONWriter().string(Self.sample)
                == #"{"z":"é日👋 \"/\\","a":[1,1.50,true,null],"empty":{},"none":[],"nested":{"key":[["x"]]}}"#
        )
    }

    /// As Python's `json.dumps(ensure_ascii=False, indent=2)` writes it.
    @Test func indentedTextHasOneMemberALine() {
        let expected = #"""
            {
              "z": "é日👋 \"/\\",
              "a": [
                1,
                1.50,
                true,
                null
              ],
              "empty": {},
              "none": [],
              "nested": {
                "key": [
                  [
                    "x"
                  ]
                ]
              }
            }
            """#
        #expect(JSONWriter(indent: 2).string(Self.sample) == expected)
    }

    @Test func controlCharactersAreEscaped() {
        let text = String(String.UnicodeScalarView((0..<0x21).compactMap(Unicode.Scalar.init))) + "\u{7F}\u{2028}"
        #expect(
            JSONWriter().string(.string(text))
                == #""\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\t\n\u000b\f\r\u000e\u000f"#
                + #"\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f "#
                + "\u{7F}\u{2028}\""
        )
    }

    @Test(arguments: [nil, 2])
    func whatIsWrittenIsReadBack(_ indent: Int?) throws {
        let text = JSONWriter(indent: indent).bytes(Self.sample)
        #expect(try JSONValue(parsing: text) == Self.sample)
    }
}
