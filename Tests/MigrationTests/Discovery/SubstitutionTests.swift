import Testing

@testable import Migration

/// What sed 4.9 makes of the same rules with `sed -E`, but for the last ones: those are Perl's.
@Suite struct SubstitutionTests {
    @Test(arguments: [
        ("s/a/b/", "banana", "bbnana"), ("s/a/b/g", "banana", "bbnbnb"), ("s/A/b/gi", "banana", "bbnbnb"),
        ("s|http://|https://|", "http://example.com/a", "https://example.com/a"), ("s/x/y/", "banana", nil),
        (#"s/(b)(an)/\2\1/"#, "banana", "anbana"), ("s/an/<&>/g", "banana", "b<an><an>a"),
        (#"s/an/<\&>/"#, "banana", "b<&>ana"), (#"s/a\/b/c/"#, "a/b", "c"), ("s#a\\#b#c#", "a#b", "c"),
        (#"s/n/\//g"#, "banana", "ba/a/a"), (#"s/n/a\\b/"#, "banana", #"baa\bana"#),
        ("s/$/-v2/", "orders", "orders-v2"),
        ("s/^/x-/", "orders", "x-orders"), ("s/b*/x/g", "abc", "xaxcx"), ("s,a,,g", "banana", "bnn"),
        (#"s/n/\n/"#, "bn", "b\n"), ("s/é/e/", "café", "cafe"),
        (#"s/\.internal(:\d+)?\b/.example.com/"#, "http://api.internal:8080/a", "http://api.example.com/a"),
        ("s/[/]/x/", "a/b", "axb"), ("s/[^/]+$/x/", "a/b", "a/x"), ("s/x/y/I", "aXb", "ayb"),
        (#"s/(x)?b/[\1]/"#, "abc", "a[]c"), ("s/ab/&&/", "abab", "ababab"), (#"s|a\|b|x|"#, "a|b", "x|b"),
        (#"s/a/\t/"#, "tab", "t\tb"), ("s/.*//", "gone", ""), ("s:-v1:-v2:", "a-v1-v1", "a-v2-v1"),
        ("s/\\./-/g", "a.b.c", "a-b-c"), ("s,[0-9]{12},210987654321,", "arn:123456789012:x", "arn:210987654321:x"),
        ("s/a|b/<&>/g", "cab", "c<a><b>"), ("s!^https?!wss!", "http://a", "wss://a"), ("s/a/\\0\\0/", "ba", "baa"),
        (#"s/(?i)V\d+$/v9/"#, "a-v12", "a-v9"),
    ])
    func isAppliedLikeSed(rule: String, text: String, result: String?) throws {
        let editor = try Substitution.Editor(Substitution(rule))
        #expect(editor.apply(to: text) == result)
    }

    @Test(arguments: [
        ("a/b/", "is not of the form s/REGEX/TEXT/"), ("s/a/b", "is not of the form s/REGEX/TEXT/"),
        ("s/a/b/x", "ends in 'x'; allowed: g, i"), ("s//b/", "has an empty expression"),
        ("s/(/b/", "no valid expression"),
        (#"s/a/\1/"#, "has no group 1"), ("sxaxbx", "is not of the form"), ("", "is not of the form"),
        ("s", "not of the form"), ("s/a/b/2", "ends in '2'; allowed: g, i"), (#"s/a/\U&/"#, "has no meaning here"),
        ("s/[a/b/", "is not of the form"), (#"s/\(a\)/\1/"#, "has no group 1"), ("s/a/b/g/", "ends in '/'"),
        ("s\na\nb\n", "is not of the form"), (#"s\a\b\"#, "is not of the form"),
    ])
    func anotherTextIsNoRule(rule: String, message: String) {
        let error = #expect(throws: EditRuleError.self) { try Substitution(rule) }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }
}
