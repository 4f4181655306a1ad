import Records
import Testing

@testable import Commands

/// What the AWS CLI (2.9.19; tables and maps also 2.36.7) prints of the same answers.
struct OutputTests {
    private func text(_ json: String, _ format: OutputFormat, width: Int = 80, color: Bool = false) throws -> String {
        format.text(
            of: try JSONValue(parsing: json),
            title: "UpdateIntegration",
            terminal: TableTerminal(width: width, usesColor: color)
        )
    }

    private static let maps = """
        {"ApiGatewayManaged":true,"IntegrationId":"d4e5f6",
        "RequestParameters":{"overwrite:path":"/v3","append:header.x":"$request.path"},
        "RequestTemplates":{"application/json":"{\\"a\\": 1}"},
        "ResponseParameters":{"500":{"overwrite:statuscode":"502"},"404":{"append:header.e":"x","append:header.d":"y"}},
        "TimeoutInMillis":29000,"TlsConfig":{"ServerNameToVerify":"inside.example.test"}}
        """

    @Test func textHasTheScalarsAndThenEachMap() throws {
        #expect(
            try text(Self.maps, .text) == """
                True\td4e5f6\t29000
                REQUESTPARAMETERS\t$request.path\t/v3
                REQUESTTEMPLATES\t{"a": 1}
                404\ty\tx
                500\t502
                TLSCONFIG\tinside.example.test

                """
        )
    }

    @Test func tablesAreBoxesInBoxes() throws {
        #expect(
            try text(Self.maps, .table) == """
                -----------------------------------------------------------
                |                    UpdateIntegration                    |
                +-------------------+-----------------+-------------------+
                | ApiGatewayManaged |  IntegrationId  |  TimeoutInMillis  |
                +-------------------+-----------------+-------------------+
                |  True             |  d4e5f6         |  29000            |
                +-------------------+-----------------+-------------------+
                ||                   RequestParameters                   ||
                |+---------------------------+---------------------------+|
                ||      append:header.x      |      overwrite:path       ||
                |+---------------------------+---------------------------+|
                ||  $request.path            |  /v3                      ||
                |+---------------------------+---------------------------+|
                ||                   RequestTemplates                    ||
                |+----------------------------------+--------------------+|
                ||  application/json                |  {"a": 1}          ||
                |+----------------------------------+--------------------+|
                ||                  ResponseParameters                   ||
                |+-------------------------------------------------------+|
                |||                         404                         |||
                ||+-------------------------+---------------------------+||
                |||     append:header.d     |      append:header.e      |||
                ||+-------------------------+---------------------------+||
                |||  y                      |  x                        |||
                ||+-------------------------+---------------------------+||
                |||                         500                         |||
                ||+-----------------------------------------+-----------+||
                |||  overwrite:statuscode                   |  502      |||
                ||+-----------------------------------------+-----------+||
                ||                       TlsConfig                       ||
                |+--------------------------+----------------------------+|
                ||  ServerNameToVerify      |  inside.example.test       ||
                |+--------------------------+----------------------------+|

                """
        )
    }

    /// Here é counts twice, as an ambiguous character does.
    @Test func aTableThatIsTooWideIsTurned() throws {
        let json = """
            {"Description":"héllo","IntegrationId":"d4","IntegrationResponseSelectionExpression":"x",
            "RequestParameters":{"b":"1","a":"2"},"ResponseParameters":{},"TimeoutInMillis":5000.0}
            """
        #expect(
            try text(json, .table) == """
                ------------------------------------------------------
                |                  UpdateIntegration                 |
                +------------------------------------------+---------+
                |  Description                             |  héllo |
                |  IntegrationId                           |  d4     |
                |  IntegrationResponseSelectionExpression  |  x      |
                |  TimeoutInMillis                         |  5000.0 |
                +------------------------------------------+---------+
                ||                 RequestParameters                ||
                |+------------------------+-------------------------+|
                ||  a                     |  2                      ||
                ||  b                     |  1                      ||
                |+------------------------+-------------------------+|

                """
        )
    }

    @Test func coloursAreThoseOfTheCLI() throws {
        let reset = "\u{1B}[0m"
        let value = "\u{1B}[1m\u{1B}[34m"
        #expect(
            try text(#"{"IntegrationId":"i"}"#, .table, color: true) == """
                ------------------------
                \(reset)\(reset)|   UpdateIntegration  |\(reset)\(reset)
                \(reset)\(reset)+-----------------+----+\(reset)\(reset)
                \(reset)\(reset)|  \(value)IntegrationId\(reset)  |  \(value)i\(reset) |\(reset)\(reset)
                \(reset)\(reset)+-----------------+----+\(reset)\(reset)
                \(reset)
                """
        )
    }

    @Test func yamlIsSortedAndJSONIsNot() throws {
        let json = #"{"IntegrationId":"d4","RequestParameters":{"b":"1","a":"2"},"ResponseParameters":{}}"#
        #expect(
            try text(json, .yaml)
                == "IntegrationId: d4\nRequestParameters:\n  a: '2'\n  b: '1'\nResponseParameters: {}\n"
        )
        #expect(
            try text(json, .yamlStream)
                == "- IntegrationId: d4\n  RequestParameters:\n    a: '2'\n    b: '1'\n  ResponseParameters: {}\n"
        )
        #expect(
            try text(json, .json).hasSuffix(
                "        \"b\": \"1\",\n        \"a\": \"2\"\n    },\n    \"ResponseParameters\": {}\n}\n"
            )
        )
    }

    @Test(arguments: OutputFormat.allCases)
    func nothingIsPrintedOfAnEmptyAnswer(format: OutputFormat) throws {
        #expect(try text("{}", format).isEmpty)
    }

    @Test func offPrintsNothing() throws {
        #expect(try text(Self.maps, .off).isEmpty)
    }
}
