import Testing

@testable import Reports

@Suite struct TextDifferenceTests {
    @Test(
        arguments: [
            ("", "", "", "", "", ""), ("a", "a", "a", "", "", ""), ("", "a", "", "", "a", ""),
            ("a", "", "", "a", "", ""),
            ("aab", "aaab", "aa", "", "a", "b"), ("abc", "axc", "a", "b", "x", "c"), ("ab", "ba", "", "ab", "ba", ""),
            ("function:orders/x", "function:orders-v2/x", "function:orders", "", "-v2", "/x"),
            ("function:orders-v1/x", "function:orders-v2/x", "function:orders-v", "1", "2", "/x"),
            ("größe", "große", "gr", "ö", "o", "ße"), ("e\u{301}a", "ea", "", "e\u{301}", "e", "a"),
            ("👩‍👧x", "👩‍👦x", "", "👩‍👧", "👩‍👦", "x"),
        ] as [(String, String, String, String, String, String)]
    )
    func whatTextsBeginAndEndWithIsTakenOff(
        _ before: String,
        _ after: String,
        _ beginning: String,
        _ removed: String,
        _ added: String,
        _ ending: String
    ) {
        let difference = TextDifference(before, after)
        #expect(difference.beginning == beginning)
        #expect(difference.removed == removed)
        #expect(difference.added == added)
        #expect(difference.ending == ending)
        #expect(beginning + removed + ending == before)
        #expect(beginning + added + ending == after)
    }

    @Test func valuesWithLittleInCommonAreShownWhole() {
        #expect(!TextDifference("POST", "PUT").areVersions)
        #expect(!TextDifference("30000", "12000").areVersions)
        #expect(TextDifference("https://a.example.com", "https://b.example.com").areVersions)
    }
}
