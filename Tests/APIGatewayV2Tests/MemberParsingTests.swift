import APIGatewayV2
import Records
import Testing

struct MemberParsingTests {
    struct Good: Sendable {
        var member: Member
        var text: String
        var value: MemberValue
    }

    @Test(arguments: [
        Good(
            member: .integrationURI,
            text: "https://example.com/{proxy}",
            value: .string("https://example.com/{proxy}")
        ),
        Good(member: .description, text: " kept as it is ", value: .string(" kept as it is ")),
        Good(member: .connectionType, text: "VPC_LINK", value: .string("VPC_LINK")),
        Good(member: .timeoutInMillis, text: "50", value: .integer(50)),
        Good(member: .timeoutInMillis, text: "30000", value: .integer(30000)),
        Good(member: .requestParameters, text: #"{"overwrite:path": "/a"}"#, value: .map(["overwrite:path": "/a"])),
        Good(member: .requestParameters, text: "append:header.x=1", value: .map(["append:header.x": "1"])),
        Good(member: .requestParameters, text: "remove:querystring.q=", value: .map(["remove:querystring.q": ""])),
        Good(member: .requestTemplates, text: #" {"application/json":""}"#, value: .map(["application/json": ""])),
        Good(
            member: .responseParameters,
            text: "200={append:header.x=1,overwrite:statuscode=403},404={}",
            value: .statusMap(["200": ["append:header.x": "1", "overwrite:statuscode": "403"], "404": [:]])
        ),
        Good(
            member: .tlsConfig,
            text: "ServerNameToVerify=a.example",
            value: .map(["serverNameToVerify": "a.example"])
        ),
        Good(
            member: .tlsConfig,
            text: #"{"server_name_to_verify":"a.example"}"#,
            value: .map(["serverNameToVerify": "a.example"])
        ),
        Good(member: .tlsConfig, text: "{}", value: .map([:])),
    ])
    func aCellIsReadAsTheTypeOfItsMember(good: Good) throws {
        #expect(try good.member.value(fromText: good.text) == good.value)
    }

    struct Bad: Sendable {
        var member: Member
        var text: String
        var message: String
    }

    @Test(arguments: [
        Bad(
            member: .timeoutInMillis,
            text: "49",
            message: "'49' is out of range; allowed: an integer from 50 to 30000"
        ),
        Bad(member: .timeoutInMillis, text: "30001", message: "'30001' is out of range"),
        Bad(member: .timeoutInMillis, text: "-1", message: "'-1' is out of range"),
        Bad(member: .timeoutInMillis, text: "99999999999999999999", message: "'99999999999999999999' is out of range"),
        Bad(
            member: .timeoutInMillis,
            text: "abc",
            message: "'abc' is not an integer; allowed: an integer from 50 to 30000"
        ),
        Bad(member: .timeoutInMillis, text: "29.5", message: "'29.5' is not an integer"),
        Bad(member: .timeoutInMillis, text: "-", message: "'-' is not an integer"),
        Bad(member: .timeoutInMillis, text: " 60", message: "' 60' has a space before or after it"),
        Bad(
            member: .connectionType,
            text: "vpc_link",
            message: "is not one of its values; allowed: INTERNET, VPC_LINK"
        ),
        Bad(member: .integrationType, text: "AWS ", message: "'AWS ' has a space before or after it"),
        Bad(member: .integrationMethod, text: "", message: "'' has 0 characters; allowed: 1 to 64 characters"),
        Bad(member: .connectionID, text: "", message: "allowed: 1 to 1024 characters; <clear> clears it"),
        Bad(member: .requestParameters, text: "overwrite:path", message: "is not valid shorthand: "),
        Bad(member: .requestParameters, text: "{", message: "is not valid JSON: "),
        Bad(
            member: .requestParameters,
            text: #"{"overwrite:path":1}"#,
            message: "'overwrite:path' has a number as its value"
        ),
        Bad(
            member: .requestParameters,
            text: "overwrite:path=a,b",
            message: "'overwrite:path' has an array as its value"
        ),
        Bad(
            member: .requestParameters,
            text: "replace:header.x=1",
            message: "'replace:header.x' is not a request parameter"
        ),
        Bad(member: .responseParameters, text: "200=x", message: "'200' has a string as its value"),
        Bad(member: .responseParameters, text: "199={}", message: "'199' is not a status code; allowed: 200 to 599"),
        Bad(member: .responseParameters, text: "600={}", message: "'600' is not a status code"),
        Bad(member: .responseParameters, text: "+20={}", message: "is not valid shorthand"),
        Bad(
            member: .responseParameters,
            text: #"{"200":{"overwrite:path":"x"}}"#,
            message: "'overwrite:path' is not a response parameter"
        ),
        Bad(
            member: .responseParameters,
            text: #"{"200":{"append:header.x":""}}"#,
            message: "(key '200.append:header.x'); allowed: 1 to 512 characters; only a whole status can be removed"
        ),
        Bad(member: .tlsConfig, text: "name=x", message: "'name' is not a member of tls_config"),
        Bad(
            member: .tlsConfig,
            text: #"{"serverNameToVerify":"a","ServerNameToVerify":"b"}"#,
            message: "'ServerNameToVerify' stands twice"
        ),
    ])
    func aBadCellSaysWhatIsWrongAndWhatIsAllowed(bad: Bad) {
        let error = #expect(throws: MemberError.self) { try bad.member.value(fromText: bad.text) }
        #expect(error?.description.contains(bad.message) == true, "\(error?.description ?? "nothing")")
    }

    @Test func everythingThatIsWrongWithAMapIsReportedInTheOrderOfItsKeys() {
        var problems: [MemberError] = []
        let text = #"{"z:header.a":"1","a:header.b":"2","overwrite:path":"ok","remove:header.":"3"}"#
        #expect(Member.requestParameters.value(fromText: text, problems: &problems) == nil)
        #expect(problems.map(\.value) == ["a:header.b", "remove:header.", "z:header.a"])
    }

    @Test(arguments: [
        (Member.timeoutInMillis, JSONValue.string("5000"), #"'"5000"' is a string; allowed: an integer"#),
        (.timeoutInMillis, .number("5000.0"), "'5000.0' is not an integer"),
        (.timeoutInMillis, .number("5e3"), "'5e3' is not an integer"),
        (.timeoutInMillis, .bool(true), "'true' is a boolean"),
        (.description, .number("5"), "'5' is a number; allowed: a string"),
        (.connectionType, .string("FOO"), "'FOO' is not one of its values"),
        (.requestParameters, .array([]), "'[]' is an array"),
        (.responseParameters, .object(JSONObject([(key: "200", value: .null)])), "'200' has null as its value"),
    ])
    func jsonOfAnotherTypeIsRefused(member: Member, json: JSONValue, message: String) {
        let error = #expect(throws: MemberError.self) { try member.value(fromJSON: json) }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "nothing")")
    }

    @Test func aMapInJSONMayBeAStringOfShorthandToo() throws {
        let value = try Member.requestParameters.value(fromJSON: "overwrite:path=/x,append:header.a=b")
        #expect(value == .map(["overwrite:path": "/x", "append:header.a": "b"]))
    }

    @Test(arguments: [
        (Member.integrationURI, 1...2048, "https://h/", "é"), (.connectionID, 1...1024, "", "é"),
        (.description, 0...1024, "", "é"), (.integrationMethod, 1...64, "", "X"),
        (.integrationSubtype, 1...128, "", "é"), (.payloadFormatVersion, 1...64, "1.", "0"),
    ])
    func lengthsAreCountedInCharactersNotBytes(
        member: Member,
        length: ClosedRange<Int>,
        start: String,
        character: String
    ) throws {
        let longest = start + String(repeating: character, count: length.upperBound - start.count)
        #expect(try member.value(fromText: longest) == .string(longest))
        #expect(throws: MemberError.self) { try member.value(fromText: longest + character) }
        #expect((try? member.value(fromText: "")) != nil || length.lowerBound == 1)
    }

    @Test(arguments: [
        "append:header.a", "overwrite:header.a", "remove:header.a", "append:querystring.q", "overwrite:path",
        "integration.request.header.a", "integration.request.path.a", "integration.request.querystring.a", "QueueUrl",
    ])
    func requestParameterKeysOfAllKindsOfIntegrationAreAccepted(key: String) throws {
        #expect(try Member.requestParameters.checked(.map([key: "v"])) == .map([key: "v"]))
    }

    @Test(arguments: [
        "", "append:path", "overwrite:path.x", "append:header.", "header.a", "Append:header.a", "overwrite:statuscode",
        "integration.request.header.", "integration.request.body", "Queue-Url", "método",
    ])
    func otherRequestParameterKeysAreNot(key: String) {
        #expect(throws: MemberError.self) { try Member.requestParameters.checked(.map([key: "v"])) }
    }
}
