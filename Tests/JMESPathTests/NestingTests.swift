import JMESPath
import Records
import Testing

/// Expressions that would exhaust a stack, or take time without end.
@Suite struct NestingTests {
    @Test(arguments: [
        ("(", "a", ")"), ("!", "a", ""), ("[", "a", "]"), ("{a: ", "a", "}"), ("length(", "a", ")"), ("a[?", "a", "]"),
        ("a.[", "a", "]"),
        ("a == ", "a", ""), ("map(&", "a", ", b)"), ("", "a", "[]"), ("", "a", " == a"), ("", "a", "[*]"),
        ("", "a", "[1:]"), ("", "a", ".*"),
        ("", "a", "[?b]"), ("", "a", "[0]"),
    ])
    func expressionsNestSoFarAndNoFarther(opening: String, inner: String, closing: String) throws {
        func nested(_ count: Int) -> String {
            String(repeating: opening, count: count) + inner + String(repeating: closing, count: count)
        }
        let error = #expect(throws: JMESPathError.self) { try JMESPathExpression(nested(20_000)) }
        #expect(error?.kind == .syntax)
        #expect(error?.message == "the expression nests deeper than 128 levels, the most that is allowed")
        let allowed = try JMESPathExpression(nested(40))
        _ = try? allowed.search(["a": [1], "b": []])
    }

    @Test(arguments: [".a", " || a", " && a", " | a"])
    func chainsMayBeLong(suffix: String) throws {
        let expression = try JMESPathExpression("a" + String(repeating: suffix, count: 20_000))
        #expect(try expression.search([:]) == nil)
    }

    @Test func aConditionMayHaveHundredsOfAlternatives() throws {
        let ids = (0..<2_000).map { "id == 'api\($0)'" }
        #expect(try JMESPathExpression(ids.joined(separator: " || ")).matches(["id": "api1999"]))
    }

    @Test func literalsAreBoundedLikeDocuments() throws {
        let literal = "`" + String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000) + "`"
        let error = #expect(throws: JMESPathError.self) { try JMESPathExpression(literal) }
        #expect(error?.message.contains("nest deeper than 64 levels") == true)
    }

    @Test func aMegabyteOfTextIsRead() throws {
        let text = String(repeating: "é\\'", count: 300_000)
        #expect(try JMESPathExpression("length('\(text)')").search(nil) == 600_000)
    }
}
