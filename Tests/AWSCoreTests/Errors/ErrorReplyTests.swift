import HTTPTypes
import Testing

@testable import AWSCore

@Suite struct ErrorReplyTests {
    struct Example: Sendable, CustomTestStringConvertible {
        var status = 400
        var type: String?
        var body = ""
        var code: String
        var message: String
        var isReadable = true

        var testDescription: String { "\(status) \(type ?? "-") \(body.prefix(60))" }
    }

    @Test(arguments: [
        // The order: header, code or Code, __type, status.
        Example(type: "A", body: #"{"code":"B","__type":"C","message":"m"}"#, code: "A", message: "m"),
        Example(body: #"{"code":"B","__type":"C","message":"m"}"#, code: "B", message: "m"),
        Example(body: #"{"Code":"B","__type":"C","Message":"m"}"#, code: "B", message: "m"),
        Example(body: #"{"__type":"C","message":"m","Message":"n"}"#, code: "C", message: "m"),
        Example(status: 404, body: #"{"message":"m"}"#, code: "404", message: "m"),
        // What is kept of a type.
        Example(
            body: #"{"__type":"com.x#BadRequestException:http://y/"}"#,
            code: "BadRequestException",
            message: "Bad Request"
        ),
        Example(
            type: "NotFoundException:http://internal.amazon.com/",
            code: "NotFoundException",
            message: "Bad Request"
        ),
        Example(type: "aws.protocoltests#Foo#Bar", code: "Bar", message: "Bad Request"),
        Example(type: ":", code: "400", message: "Bad Request"),
        Example(type: "Bad <b>Code</b>\u{1B}[31m", code: "BadbCodeb31m", message: "Bad Request"),
        // Members that are null or of another type.
        Example(body: #"{"code":null,"__type":7,"message":null,"Message":"n"}"#, code: "400", message: "n"),
        Example(status: 409, body: #"{}"#, code: "409", message: "Conflict"),
        Example(body: #"{"a":1,"a":2,"message":"m"}"#, code: "400", message: "m"),
        // No document of the service's own.
        Example(status: 429, code: "429", message: "Too Many Requests"),
        Example(
            status: 503,
            body: "<html><body><h1>503 Service Unavailable</h1></body></html>",
            code: "503",
            message: "Service Unavailable"
        ),
        Example(status: 502, body: "<!DOCTYPE HTML PUBLIC \"-//IETF\">\n<HTML>", code: "502", message: "Bad Gateway"),
        Example(status: 500, body: " \r\n", code: "500", message: "Internal Server Error"),
        Example(status: 400, body: "upstream says no", code: "400", message: "upstream says no", isReadable: false),
        Example(status: 400, body: "[1]", code: "400", message: "[1]", isReadable: false),
        Example(status: 400, body: #"{"message":"#, code: "400", message: #"{"message":"#, isReadable: false),
        Example(status: 400, type: "X", body: "\"text\"", code: "X", message: "\"text\"", isReadable: false),
        // Query services.
        Example(
            status: 403,
            body: """
                <ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
                  <Error><Type>Sender</Type><Code>InvalidClientTokenId</Code>
                  <Message>The security token included in the request is &lt;invalid&gt; &amp; old</Message></Error>
                  <RequestId>1</RequestId>
                </ErrorResponse>
                """,
            code: "InvalidClientTokenId",
            message: "The security token included in the request is <invalid> & old"
        ),
        Example(
            status: 404,
            body: "<?xml version=\"1.0\"?><Error><Code>NoSuchBucket</Code><Message/></Error>",
            code: "NoSuchBucket",
            message: "Not Found"
        ),
        Example(status: 400, body: "<oops>", code: "400", message: "<oops>", isReadable: false),
    ])
    func codeAndMessageAreFound(_ example: Example) {
        var fields = HTTPFields()
        if let type = example.type { fields[FieldName.amzErrorType] = type }
        let reply = ErrorReply(
            status: HTTPResponse.Status(code: example.status),
            fields: fields,
            body: Array(example.body.utf8)
        )
        #expect(reply.code == example.code)
        #expect(reply.message == example.message)
        #expect(reply.isReadable == example.isReadable)
    }

    @Test func deepNestingIsUnreadableAndNoCrash() {
        let body = Array(repeating: UInt8(ascii: "{"), count: 100_000)
        let reply = ErrorReply(status: .badRequest, fields: [:], body: body)
        #expect(!reply.isReadable)
    }

    @Test func theStatusLinesOwnWordsGoFirst() {
        let status = HTTPResponse.Status(code: 503, reasonPhrase: "Back Soon")
        #expect(ErrorReply(status: status, fields: [:], body: []).message == "Back Soon")
    }

    @Test(arguments: [
        ("<a><b>x</b></a>", "b", "x"), ("<a><bb>y</bb><b k=\"v\">x</b></a>", "b", "x"),
        ("<b> &#65;&#x42;&unknown;&quot;&apos; </b>", "b", "AB&unknown;\"'"), ("<b></b>", "b", ""),
        ("<b>\n x y \n</b>", "b", "x y"), ("<b>&</b>", "b", "&"),
    ])
    func elementsAreFoundByName(_ document: String, _ name: String, _ text: String) {
        #expect(XMLText(Array(document.utf8)).first(name)?.text == text)
    }

    @Test(arguments: ["", "<", "<b", "<b>", "<b/>", "<bc>x</bc>", "</b>", "<b x", "x>b<"])
    func whatIsNoElementIsNotFound(_ document: String) {
        #expect(XMLText(Array(document.utf8)).first("b") == nil)
    }
}
