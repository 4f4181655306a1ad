import JMESPath
import Records
import TestSupport
import Testing

@Suite struct JMESPathFuzzTests {
    private static let words = [
        "a", "b", "\"a\"", "'text'", "`1`", "`[1, {\"a\": 2}]`", ".", "*", "[", "]", "[]", "[?", "[*]", "[0]", "[-1]",
        "[1:]", "[::-1]",
        "[::0]", "[:9223372036854775807]", "[-9223372036854775808:]", "[99999999999999999999]", "(", ")", "{", "}",
        "{a: b}", ",", ":", "@",
        "&", "|", "||", "&&", "!", "==", "<", ">=", " ", "length(", "sort_by(@, &a)", "map(&", "sum(", "max_by(",
        "to_string(@)", "to_number(",
        "join('', ", "reverse(", "values(@)", "merge(@, ", "contains(", "'", "\"", "`", "\\", "é", "\u{0}",
    ]

    private static let documents: [JSONValue] = [
        nil, [:], [1, .number("2.5"), -9_223_372_036_854_775_808],
        ["a": ["b": [1, "x", nil, ["a": true]]], "b": "text"],
        [["a": 1], ["a": "x"], ["b": [[]]]],
    ]

    @Test func noExpressionCrashesOrHangs() {
        Fuzzing(seed: 11).run(times: 3_000) { random in
            let count = Int.random(in: 1...16, using: &random)
            var text = (0..<count).map { _ in Self.words.randomElement(using: &random) ?? "" }.joined()
            if Bool.random(using: &random) { text = String(decoding: random.mutated(Array(text.utf8)), as: UTF8.self) }
            if Int.random(in: 0..<50, using: &random) == 0 { text = String(repeating: text, count: 200) }
            do throws(JMESPathError) {
                let expression = try JMESPathExpression(text)
                try? expression.check()
                for document in Self.documents {
                    guard let result = try? expression.search(document) else { continue }
                    let written = JSONWriter().bytes(result)
                    // Compiled expressions nest up to 128 levels, and documents and literals up to 64 more.
                    #expect((try? JSONValue(parsing: written, maximumDepth: 256)) == result, "\(text)")
                }
            } catch {
                #expect(0...text.unicodeScalars.count ~= error.offset, "\(text)")
                #expect(!error.description.isEmpty)
            }
        }
    }
}
