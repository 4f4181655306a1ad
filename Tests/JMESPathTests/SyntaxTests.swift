import JMESPath
import Records
import Testing

@Suite struct SyntaxTests {
    @Test(arguments: [
        ("", 0, "the expression is empty"),
        ("  ", 2, "the expression is empty"),
        ("a.", 2, #"the expression is incomplete: a name, "*", "[" or "{" expected"#),
        ("a ||", 4, "the expression is incomplete"),
        ("a b", 2, "unexpected the name b"),
        ("a[", 2, #"the expression is incomplete: a number, ":" or "*" expected"#),
        ("a[b]", 2, #"a number, ":" or "*" expected, found the name b"#),
        ("a[1 2:3]", 4, #""]" or ":" expected, found the number 2"#),
        ("[:1 2]", 4, #""]" expected, found the number 2"#),
        ("a.1", 2, #"a name, "*", "[" or "{" expected, found the number 1"#),
        ("a = b", 2, #""=" is nothing on its own; write "==" to compare"#),
        ("é", 0, "unexpected character é"),
        ("a\u{1B}", 1, #"unexpected character \u{1B}"#),
        ("- 1", 0, #""-" must be followed by a digit"#),
        ("a == 'open", 5, "the ' that begins here has no closing one"),
        ("\"open", 0, "the \" that begins here has no closing one"),
        ("`open\\`", 0, "the ` that begins here has no closing one"),
        ("`[1`", 0, #"the literal between backticks is no JSON: "," or "]" expected, found the end"#),
        (
            #""\q""#, 0,
            #"the name in quotes is no JSON string: bad escape in a string; allowed are \" \\ \/ \b \f \n \r \t and \u with four hex digits"#
        ),
        ("length(a b)", 9, #"")" expected, found the name b"#),
        ("length(a,)", 9, #"unexpected ")""#),
        ("\"length\"(a)", 8, "a name in quotes cannot be a function's"),
        ("(length)(a)", 8, "only a name can be called as a function"),
        ("&a", 0, "\"&\" may only begin an argument of a function"),
        ("length((&a))", 8, "\"&\" may only begin an argument of a function"),
        ("{a: b c: d}", 6, #""}" expected, found the name c"#),
        ("{`1`: a}", 1, "a name expected, found the literal 1"),
        ("[]a", 2, "unexpected the name a"),
        ("a[*]*", 4, #"unexpected "*""#),
        ("*.`1`", 2, #"a name, "*", "[" or "{" expected, found the literal 1"#),
    ])
    func aMistakeIsNamedWithItsPlace(expression: String, offset: Int, message: String) {
        let error = #expect(throws: JMESPathError.self) { try JMESPathExpression(expression) }
        #expect(error?.kind == .syntax)
        #expect(error?.offset == offset)
        #expect(error?.message == message)
    }

    @Test func theDescriptionMarksThePlace() {
        let error = #expect(throws: JMESPathError.self) { try JMESPathExpression("items[?id == ].name") }
        #expect(
            error?.description == """
                unexpected "]", at column 14:
                items[?id == ].name
                             ^
                """
        )
    }

    @Test func ofALongExpressionOnlyWhatIsNearIsShown() {
        let long = String(repeating: "a.", count: 5_000)
        let error = #expect(throws: JMESPathError.self) { try JMESPathExpression(long + "?" + long) }
        let lines = error?.description.split(separator: "\n") ?? []
        #expect(lines.count == 3)
        #expect(lines.allSatisfy { $0.count < 210 })
        #expect(lines[1].dropFirst(lines[2].count - 1).first == "?")
    }

    @Test func controlCharactersOfTheExpressionAreNotShown() {
        let error = #expect(throws: JMESPathError.self) { try JMESPathExpression("a\n|\u{1B}[2J") }
        #expect(error?.description == "unexpected character \\u{1B}, at column 4:\na\\n|\\u{1B}[2J")
    }
}

@Suite struct StaticCheckTests {
    @Test(arguments: [
        ("a.lenght(@)", JMESPathError.Kind.unknownFunction, 2),
        ("[?contains(a)]", .invalidArity, 2),
        ("abs(a, b)", .invalidArity, 0),
        ("abs()", .invalidArity, 0),
        ("merge()", .invalidArity, 0),
        ("sort_by(a, b)", .invalidType, 0),
        ("map(a, &b)", .invalidType, 0),
        ("length(&a)", .invalidType, 7),
        ("a || {x: [b, nothing(c)]}", .unknownFunction, 13),
        ("map(&nothing(@), a)", .unknownFunction, 5),
        ("!(nothing(@) == a)", .unknownFunction, 2),
        ("a[?b].nothing(@)", .unknownFunction, 6),
        ("a[::0]", .invalidValue, 2),
    ])
    func whatNoDocumentCanMakeRightIsFoundBeforehand(expression: String, kind: JMESPathError.Kind, offset: Int) throws {
        let compiled = try JMESPathExpression(expression)
        let error = #expect(throws: JMESPathError.self) { try compiled.check() }
        #expect(error?.kind == kind)
        #expect(error?.offset == offset)
    }

    @Test(arguments: [
        "sort_by(a, &b)[*].c", "merge(a, b, c)", "not_null(a)", "map(&length(@), a)", "a[?b > `1`] | [0]",
    ])
    func whatIsRightPasses(expression: String) throws {
        try JMESPathExpression(expression).check()
    }

    @Test func anUnknownFunctionIsAnErrorOnlyWhereItIsCalled() throws {
        let compiled = try JMESPathExpression("a || nothing(b)")
        #expect(try compiled.search(["a": 1]) == 1)
        let error = #expect(throws: JMESPathError.self) { try compiled.search(["b": 1]) }
        #expect(error?.kind == .unknownFunction)
        #expect(error?.message.hasPrefix("there is no function nothing(); the functions are abs, avg, ") == true)
    }

    @Test func aMismatchSaysWhatWasReceived() throws {
        let error = #expect(throws: JMESPathError.self) { try JMESPathExpression("join(',', @)").search(["a", 1]) }
        #expect(error?.message == "join() takes another type of value (array of strings), received a number: 1")
        let comparison = #expect(throws: JMESPathError.self) {
            try JMESPathExpression("a < b").search(["a": 1, "b": "1"])
        }
        #expect(comparison?.message == #""<" cannot compare a number with a string"#)
        #expect(comparison?.offset == 2)
    }
}
