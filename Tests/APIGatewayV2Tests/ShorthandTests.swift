import APIGatewayV2
import Records
import Testing

@Suite struct ShorthandTests {
    /// Texts, and what `awscli.shorthand.ShorthandParser` of the AWS CLI 2.9.19 makes of them, as JSON.
    static let accepted: [(String, String)] = [
        ("a=", #"{"a":""}"#),
        ("a=b", #"{"a":"b"}"#),
        ("=b", #"{"":"b"}"#),
        ("a=b,c=d", #"{"a":"b","c":"d"}"#),
        ("a=b,,c=d", #"{"a":"b","c":"d"}"#),
        ("a=,b=c", #"{"a":"","b":"c"}"#),
        ("a=b,=c", #"{"a":"b","":"c"}"#),
        ("a=b,c", #"{"a":["b","c"]}"#),
        ("a=b,c,d=e", #"{"a":["b","c"],"d":"e"}"#),
        ("a=b,c,,d=e", #"{"a":["b","c"],"d":"e"}"#),
        ("a=, b", #"{"a":["","b"]}"#),
        ("a= b , c = d ", #"{"a":"b","c":"d"}"#),
        ("a=b c d ,c=d", #"{"a":"b c d","c":"d"}"#),
        ("a=b,c d e , f=g", #"{"a":["b","c d e"],"f":"g"}"#),
        ("a\t=\tb", #"{"a":"b"}"#),
        ("a\n=b", #"{"a":"b"}"#),
        ("a= ", #"{"a":""}"#),
        ("a=b\nc=d", #"{"a":"b\nc=d"}"#),
        ("a=b\n,c=d", #"{"a":"b","c":"d"}"#),
        ("a=\u{3000}b\u{3000}", "{\"a\":\"\u{3000}b\"}"),
        ("\t=x", #"{"":"x"}"#),
        ("a='b'", #"{"a":"b"}"#),
        (#"a="b""#, #"{"a":"b"}"#),
        ("a=''", #"{"a":""}"#),
        (#"a='b\'c'"#, #"{"a":"b'c"}"#),
        (#"a="b\"c""#, #"{"a":"b\"c"}"#),
        (#"a='b\\c'"#, #"{"a":"b\\c"}"#),
        (#"a="b\\c""#, #"{"a":"b\\c"}"#),
        (#"a='b\nc'"#, #"{"a":"b\\nc"}"#),
        (#"a="b\'c""#, #"{"a":"b\\'c"}"#),
        (#"a='b"c'"#, #"{"a":"b\"c"}"#),
        (#"a='C:\'"#, #"{"a":"C:\\"}"#),
        (#"a="\\\"""#, #"{"a":"\\\""}"#),
        ("a='b,c=d',e=f", #"{"a":"b,c=d","e":"f"}"#),
        ("a='b','c'", #"{"a":["b","c"]}"#),
        ("a='b',c", #"{"a":["b","c"]}"#),
        ("a=b, 'c'", #"{"a":["b","c"]}"#),
        ("a='a' , b = 'c' ", #"{"a":"a","b":"c"}"#),
        ("a='👋'", #"{"a":"👋"}"#),
        ("a=\"b\nc\"", #"{"a":"b\nc"}"#),
        ("a=b=c", #"{"a":"b=c"}"#),
        (#"a=b\,c"#, #"{"a":"b,c"}"#),
        (#"a=\,"#, #"{"a":","}"#),
        (#"a=b,c\,d"#, #"{"a":["b","c,d"]}"#),
        (#"a=\\,b"#, #"{"a":"\\,b"}"#),
        (#"a=b\"#, #"{"a":"b\\"}"#),
        ("a=$x", #"{"a":"$x"}"#),
        ("a='${x}'", #"{"a":"${x}"}"#),
        ("a=$request.header.x", #"{"a":"$request.header.x"}"#),
        ("a=}", #"{"a":"}"}"#),
        ("a=]", #"{"a":"]"}"#),
        ("a=x[y{z", #"{"a":"x[y{z"}"#),
        ("a=b,c]}", #"{"a":["b","c]}"]}"#),
        (#"a=!#%&()*+-./:;<>?@\^_`|~"#, #"{"a":"!#%&()*+-./:;<>?@\\^_`|~"}"#),
        ("a=é日", #"{"a":"é日"}"#),
        ("a=b@=c", #"{"a":"b@=c"}"#),
        ("a=x\u{7F}", "{\"a\":\"x\u{7F}\"}"),
        ("a=[]", #"{"a":[]}"#),
        ("a=[b,c]", #"{"a":["b","c"]}"#),
        ("a=[b,]", #"{"a":["b"]}"#),
        ("a=[b, ]", #"{"a":["b"]}"#),
        ("a=[,b]", #"{"a":["","b"]}"#),
        ("a=[b,,c]", #"{"a":["b","","c"]}"#),
        ("a=[ b , c ]", #"{"a":["b","c"]}"#),
        ("a=[b=c,d]", #"{"a":["b=c","d"]}"#),
        (#"a=[b\,c]"#, #"{"a":["b,c"]}"#),
        (#"a=[b,'c',"d"]"#, #"{"a":["b","c","d"]}"#),
        ("a=[[b],c]", #"{"a":[["b"],"c"]}"#),
        ("a=[[],[]]", #"{"a":[[],[]]}"#),
        ("a=[{b=c},{d=e}]", #"{"a":[{"b":"c"},{"d":"e"}]}"#),
        ("a=[b],c=d", #"{"a":["b"],"c":"d"}"#),
        ("a= [b]", #"{"a":["b"]}"#),
        ("a={}", #"{"a":{}}"#),
        ("a={ }", #"{"a":{}}"#),
        ("a={b=c}", #"{"a":{"b":"c"}}"#),
        ("a={b=c,d=e}", #"{"a":{"b":"c","d":"e"}}"#),
        ("a={b=c,}", #"{"a":{"b":"c"}}"#),
        ("a={b=c ,}", #"{"a":{"b":"c"}}"#),
        ("a={b=,c=d}", #"{"a":{"b":"","c":"d"}}"#),
        ("a={=c}", #"{"a":{"":"c"}}"#),
        ("a={ b = c d }", #"{"a":{"b":"c d"}}"#),
        ("a={b='c,d'}", #"{"a":{"b":"c,d"}}"#),
        (#"a={b=c\,d}"#, #"{"a":{"b":"c,d"}}"#),
        ("a={b={c=d},e=[f]}", #"{"a":{"b":{"c":"d"},"e":["f"]}}"#),
        ("a={b={} , c=[x] }", #"{"a":{"b":{},"c":["x"]}}"#),
        ("a={b=c} ,d=e", #"{"a":{"b":"c"},"d":"e"}"#),
        ("A-z_0.9#/:=x", #"{"A-z_0.9#/:":"x"}"#),
        ("application/json=x", #"{"application/json":"x"}"#),
        (
            "200={append:header.x=1,overwrite:statuscode=403},404={}",
            #"{"200":{"append:header.x":"1","overwrite:statuscode":"403"},"404":{}}"#
        ),
        ("200=append:header.x=1", #"{"200":"append:header.x=1"}"#),
        ("remove:querystring.q=", #"{"remove:querystring.q":""}"#),
        (
            "overwrite:path=/x/$request.path.id,append:header.y=$context.requestId",
            #"{"overwrite:path":"/x/$request.path.id","append:header.y":"$context.requestId"}"#
        ),
    ]

    @Test(arguments: accepted)
    func whatTheCLIAcceptsGivesTheSameValue(_ text: String, _ json: String) throws {
        #expect(try Shorthand.parse(text) == JSONValue(parsing: json))
    }

    private static let preceding = "This is often because there is a preceding \",\" instead of a space."

    /// Texts, and the message of the same parser.
    static let refused: [(String, String)] = [
        ("", "Expected: '=', received: 'EOF' for input:\n\n^"),
        (" ", "Expected: '=', received: 'EOF' for input:\n \n ^"),
        ("a", "Expected: '=', received: 'EOF' for input:\na\n ^"),
        (" a=b", "Expected: '=', received: 'a' for input:\n a=b\n ^"),
        (",", "Expected: '=', received: ',' for input:\n,\n^"),
        ("a=b,", "Expected: '<second>', received: '<none>' for input:\na=b,\n    ^"),
        ("a=b, ", "Expected: '<second>', received: '<none>' for input:\na=b, \n     ^"),
        ("a='b',", "Expected: '<second>', received: '<none>' for input:\na='b',\n      ^"),
        ("a=b,c,", "Expected: '<second>', received: '<none>' for input:\na=b,c,\n      ^"),
        ("a=b,,c", "Expected: '=', received: 'EOF' for input:\na=b,,c\n      ^"),
        ("a=b,c,,d", "Expected: '=', received: 'EOF' for input:\na=b,c,,d\n        ^"),
        ("a=,,", "Expected: '=', received: 'EOF' for input:\na=,,\n    ^"),
        ("a==b", "Expected: ',', received: '=' for input:\na==b\n  ^"),
        ("a b=c", "Expected: '=', received: 'b' for input:\na b=c\n  ^"),
        ("a=b,c,d e=f", "Expected: '=', received: 'e' for input:\na=b,c,d e=f\n        ^"),
        ("é=b", "Expected: '=', received: 'é' for input:\né=b\n^"),
        ("$default=x", "Expected: '=', received: '$' for input:\n$default=x\n^"),
        ("a%b=c", "Expected: '=', received: '%' for input:\na%b=c\n ^"),
        (#"{"a":1}"#, "Expected: '=', received: '{' for input:\n{\"a\":1}\n^"),
        ("[a]", "Expected: '=', received: '[' for input:\n[a]\n^"),
        ("a=${x}", "Expected: ',', received: '}' for input:\na=${x}\n     ^"),
        ("a=b]", "Expected: ',', received: ']' for input:\na=b]\n   ^"),
        ("a=b}", "Expected: ',', received: '}' for input:\na=b}\n   ^"),
        ("a=b'c", "Expected: ',', received: ''' for input:\na=b'c\n   ^"),
        (#"a=b"c"#, "Expected: ',', received: '\"' for input:\na=b\"c\n   ^"),
        ("a='b'c", "Expected: ',', received: 'c' for input:\na='b'c\n     ^"),
        ("a='b' 'c'", "Expected: ',', received: ''' for input:\na='b' 'c'\n      ^"),
        ("a='b'=", "Expected: ',', received: '=' for input:\na='b'=\n     ^"),
        ("a='b", "Expected: '<singled quoted>', received: '<none>' for input:\na='b\n  ^"),
        (#"a="b"#, "Expected: '<double quoted>', received: '<none>' for input:\na=\"b\n  ^"),
        ("a='b\nc", "Expected: '<singled quoted>', received: '<none>' for input:\na='b\n  ^\nc"),
        ("a=b,c'd", "Expected: '=', received: ''' for input:\na=b,c'd\n     ^"),
        ("a=b,'c'=d", "Expected: '=', received: ''' for input:\na=b,'c'=d\n    ^"),
        ("a=b,'c", "Expected: '=', received: ''' for input:\na=b,'c\n    ^"),
        ("a=b,[c]", "Expected: '=', received: '[' for input:\na=b,[c]\n    ^"),
        ("a=b,{c=d}", "Expected: '=', received: '{' for input:\na=b,{c=d}\n    ^"),
        ("a=[", "Expected: ',', received: 'EOF' for input:\na=[\n   ^"),
        ("a=[b", "Expected: ',', received: 'EOF' for input:\na=[b\n    ^"),
        ("a=[b,", "Expected: ',', received: 'EOF' for input:\na=[b,\n     ^"),
        ("a=[b}c]", "Expected: ',', received: '}' for input:\na=[b}c]\n    ^"),
        ("a=[b]]", "Expected: ',', received: ']' for input:\na=[b]]\n     ^"),
        ("a=[b]x", "Expected: ',', received: 'x' for input:\na=[b]x\n     ^"),
        ("a=[b],c", "Expected: '=', received: 'EOF' for input:\na=[b],c\n       ^"),
        ("a=[x,'y", "Expected: '<singled quoted>', received: '<none>' for input:\na=[x,'y\n     ^"),
        ("a={", "Expected: '=', received: 'EOF' for input:\na={\n   ^"),
        ("a={b", "Expected: '=', received: 'EOF' for input:\na={b\n    ^"),
        ("a={b}", "Expected: '=', received: '}' for input:\na={b}\n    ^"),
        ("a={b,", "Expected: '=', received: ',' for input:\na={b,\n    ^"),
        ("a={b=", "Expected: ',', received: 'EOF' for input:\na={b=\n     ^"),
        ("a={b=}", "Expected: ',', received: 'EOF' for input:\na={b=}\n      ^"),
        ("a={=}", "Expected: ',', received: 'EOF' for input:\na={=}\n     ^"),
        ("a={b=c", "Expected: ',', received: 'EOF' for input:\na={b=c\n      ^"),
        ("a={b=c,", "Expected: '=', received: 'EOF' for input:\na={b=c,\n       ^"),
        ("a={b=c,d}", "Expected: '=', received: '}' for input:\na={b=c,d}\n        ^"),
        ("a={b=c]}", "Expected: ',', received: ']' for input:\na={b=c]}\n      ^"),
        ("a={b=c}}", "Expected: ',', received: '}' for input:\na={b=c}}\n       ^"),
        ("a={b=c}x", "Expected: ',', received: 'x' for input:\na={b=c}x\n       ^"),
        ("a={},", "Expected: '=', received: 'EOF' for input:\na={},\n     ^"),
        ("a=[{b=c,d}]", "Expected: '=', received: '}' for input:\na=[{b=c,d}]\n         ^"),
        (
            "a=b,a=c",
            "Second instance of key \"a\" encountered for input:\na=b,a=c\n    ^\n" + preceding
        ),
        (
            "a={b=c},a={d=e}",
            "Second instance of key \"a\" encountered for input:\na={b=c},a={d=e}\n        ^\n" + preceding
        ),
        ("a=b,\nc==d,\ne=f", "Expected: ',', received: '=' for input:\na=b,\nc==d,\n  ^\ne=f"),
        ("a=b\u{1}", "Expected: ',', received: '\u{1}' for input:\na=b\u{1}\n   ^"),
    ]

    @Test(arguments: refused)
    func whatTheCLIRefusesIsRefusedInItsWords(_ text: String, _ message: String) throws {
        let error = try #require(throws: ShorthandError.self) { try Shorthand.parse(text) }
        #expect(error.description == message)
    }

    @Test(arguments: [
        (
            "é",
            "Expected: '=', received: 'é' at character 1 (keys hold only A-Z a-z 0-9 - _ . # / : and others need JSON)"
        ),
        ("a", "Expected: '=', received: 'EOF' at character 2"),
        ("a='é',", "Expected: '<second>', received: '<none>' at character 7 (a value must follow the comma)"),
        ("a=\"b", "Expected: '<double quoted>', received: '<none>' at character 3 (the quote is never closed)"),
        ("a=${x}", "Expected: ',', received: '}' at character 6 (a value with this character must be in quotes)"),
        ("a={b=c", "Expected: ',', received: 'EOF' at character 7"),
        ("a=b,a=c", "Second instance of key \"a\" encountered at character 5"),
        (
            "a@=file://x",
            "Values cannot be loaded from files with '@=' at character 2 (write the value itself after '=')"
        ),
        ("a=b,c@=x", "Values cannot be loaded from files with '@=' at character 6 (write the value itself after '=')"),
        ("a={b @=x}", "Values cannot be loaded from files with '@=' at character 6 (write the value itself after '=')"),
    ])
    func theMessageIsOneLineWithThePlace(_ text: String, _ message: String) throws {
        let error = try #require(throws: ShorthandError.self) { try Shorthand.parse(text) }
        #expect(error.message == message)
    }

    @Test func aKeyTwiceInAnInnerMapIsAnErrorToo() throws {
        let error = try #require(throws: ShorthandError.self) { try Shorthand.parse("200={a=b,c=d,a=e}") }
        #expect(error.message == "Second instance of key \"a\" encountered at character 14")
        #expect(error.shortDescription == "duplicate shorthand key")
    }

    @Test func noPartOfATextIsDroppedAtAnEscapedComma() throws {
        let error = try #require(throws: ShorthandError.self) { try Shorthand.parse(#"a=b,c\,d=e"#) }
        #expect(error.offset == 5)
    }

    @Test func charactersPastTheBasicPlaneMayBeBare() throws {
        #expect(try Shorthand.parse("a=👋 x,b=c👋") == ["a": "👋 x", "b": "c👋"])
    }

    @Test func spacesMayFollowTheLastBracket() throws {
        #expect(try Shorthand.parse("a={b=c} \n") == ["a": ["b": "c"]])
    }

    @Test(arguments: ["[", "{a="])
    func aHundredThousandNestedBracketsAreAnErrorAndNoCrash(_ bracket: String) throws {
        let text = "a=" + String(repeating: bracket, count: 100_000)
        let error = try #require(throws: ShorthandError.self) { try Shorthand.parse(text) }
        #expect(error.shortDescription == "shorthand nested too deep")
        #expect(error.message == "Lists and maps nest deeper than 64 levels at character \(3 + 64 * bracket.count)")
    }
}
