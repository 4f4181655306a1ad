import APIGatewayV2
import Records
import Testing

/// What tells two exports of one API apart. The documents follow the examples of OpenAPI exports in the API Gateway developer
/// guide ("Export HTTP APIs").
struct APIDocumentTests {
    private static func document(
        server: String = "prod",
        version: String = "2024-01-01 00:00:00UTC",
        routes: String =
            #""/orders":{"get":{"x-amazon-apigateway-integration":{"uri":"arn:a","timeoutInMillis":30000}}}"#,
        rest: String = ""
    ) throws -> APIDocument {
        let text = """
            {"openapi":"3.0.1","info":{"title":"orders","version":"\(version)"},
             "servers":[{"url":"https://x/{basePath}","variables":{"basePath":{"default":"\(server)"}}}],
             "paths":{\(routes)}\(rest),"x-amazon-apigateway-importexport-version":"1.0"}
            """
        return APIDocument(try #require(JSONValue(parsing: text).object))
    }

    @Test func whereItIsServedAndWhenItWasMadeDoNotCount() throws {
        let other = try Self.document(server: "", version: "2026-11-28 10:00:00UTC")
        #expect(try Self.document().differences(from: other) == [])
    }

    @Test func theOrderOfMembersDoesNotCount() throws {
        let routes = #""/orders":{"get":{"x-amazon-apigateway-integration":{"timeoutInMillis":30000,"uri":"arn:a"}}}"#
        #expect(try Self.document().differences(from: Self.document(routes: routes)) == [])
    }

    @Test(arguments: [
        (
            #""/orders":{"get":{"x-amazon-apigateway-integration":{"uri":"arn:b","timeoutInMillis":30000}}}"#, "",
            ["GET /orders"]
        ),
        (#""/items":{"x-amazon-apigateway-any-method":{}}"#, "", ["ANY /items", "GET /orders"]),
        ("", "", ["GET /orders"]),
        (
            #""/orders":{"get":{"x-amazon-apigateway-integration":{"uri":"arn:a","timeoutInMillis":30000}},"post":{}}"#,
            #","x-amazon-apigateway-cors":{"allowOrigins":["*"]}"#, ["POST /orders", "x-amazon-apigateway-cors"]
        ),
    ])
    func routesAndPartsOfTheDocumentAreNamed(_ routes: String, _ rest: String, _ names: [String]) throws {
        let other = try Self.document(routes: routes, rest: rest)
        #expect(try Self.document().differences(from: other) == names)
        #expect(try other.differences(from: Self.document()) == names)
    }
}
