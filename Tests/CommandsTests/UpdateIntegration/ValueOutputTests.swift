import Records
import Testing

@testable import Commands

/// What the AWS CLI (1.45.11, whose text and table formats are those of version 2) prints of values that a query can leave.
struct ValueOutputTests {
    private func text(_ json: String, _ format: OutputFormat) throws -> String {
        format.text(of: try JSONValue(parsing: json), title: "UpdateIntegration", terminal: TableTerminal())
    }

    @Test(arguments: [
        (#""text""#, "text\n"),
        (#""""#, "\n"),
        ("null", "None\n"),
        ("true", "True\n"),
        ("29000", "29000\n"),
        ("1.5", "1.5\n"),
        ("[]", ""),
        (#"["a",1,null,true]"#, "a\t1\tNone\tTrue\n"),
        (#"[["a","b"],["c","d"]]"#, "a\tb\nc\td\n"),
        (#"["x",["a","b"]]"#, "x\na\tb\n"),
        ("[[1,2],[3,[4]]]", "1\t2\n3\n4\n"),
        (#"[{"a":1,"b":"x"},{"b":"y","c":null}]"#, "1\tx\t\n\ty\tNone\n"),
        (#"[{"k":"v","n":{"x":"1","y":"2"}},{"k":"w","n":{"x":"3"}}]"#, "v\nN\t1\t2\nw\nN\t3\n"),
        (
            #"{"id":"d4","tags":["a","b"],"deep":{"z":[1,2],"y":{"q":"r"}}}"#,
            "d4\nY\tr\nZ\t1\nZ\t2\nTAGS\ta\nTAGS\tb\n"
        ),
        (#"{"a":[{"x":1},{"x":2}]}"#, "A\t1\nA\t2\n"),
    ])
    func aValueAsText(json: String, printed: String) throws {
        #expect(try text(json, .text) == printed)
    }

    @Test(arguments: ["null", "false", "0", "0.0", #""""#, "[]", "{}"])
    func whatIsFalseInPythonHasNoTable(json: String) throws {
        #expect(try text(json, .table).isEmpty)
    }

    @Test(arguments: [
        (
            #""text""#,
            """
            -------------------
            |UpdateIntegration|
            +-----------------+

            """
        ),
        (
            #"["a",1,null,true]"#,
            """
            -------------------
            |UpdateIntegration|
            +-----------------+
            |  a              |
            |  1              |
            |  None           |
            |  True           |
            +-----------------+

            """
        ),
        (
            #"[["a","b"],["c","d"]]"#,
            """
            -------------------
            |UpdateIntegration|
            +-------+---------+
            |  a    |  b      |
            |  c    |  d      |
            +-------+---------+

            """
        ),
        (
            #"[{"a":1,"b":"x"},{"b":"y","c":null}]"#,
            """
            --------------------
            | UpdateIntegration|
            +---+-----+--------+
            | a |  b  |   c    |
            +---+-----+--------+
            |  1|  x  |        |
            |   |  y  |  None  |
            +---+-----+--------+

            """
        ),
        (
            #"[{"k":"v","n":{"x":"1","y":"2"}},{"k":"w","n":{"x":"3"}}]"#,
            """
            -------------------
            |UpdateIntegration|
            +-----------------+
            |        k        |
            +-----------------+
            |  v              |
            +-----------------+
            ||       n       ||
            |+------+--------+|
            ||   x  |   y    ||
            |+------+--------+|
            ||  1   |  2     ||
            |+------+--------+|
            |UpdateIntegration|
            +-----------------+
            |        k        |
            +-----------------+
            |  w              |
            +-----------------+
            ||       n       ||
            |+------+--------+|
            ||  x   |  3     ||
            |+------+--------+|

            """
        ),
        (
            #"{"id":"d4","tags":["a","b"],"deep":{"z":[1,2],"y":{"q":"r"}}}"#,
            """
            -------------------
            |UpdateIntegration|
            +-------+---------+
            |  id   |  d4     |
            +-------+---------+
            ||     deep      ||
            |+---------------+|
            |||      y      |||
            ||+-----+-------+||
            |||  q  |  r    |||
            ||+-----+-------+||
            |||      z      |||
            ||+-------------+||
            |||  1          |||
            |||  2          |||
            ||+-------------+||
            ||     tags      ||
            |+---------------+|
            ||  a            ||
            ||  b            ||
            |+---------------+|

            """
        ),
        (
            #"[[],[]]"#,
            """
            -------------------
            |UpdateIntegration|

            """
        ),
    ])
    func aValueAsTable(json: String, printed: String) throws {
        #expect(try text(json, .table) == printed)
    }

    /// The AWS CLI fails at this one ("Row should have 1 elements, instead it has 2"), after the update.
    @Test func rowsOfDifferentLengthsAreShownAllTheSame() throws {
        let printed = try text(#"["x",["a","b"]]"#, .table)
        #expect(printed.contains("|  x "))
        #expect(printed.contains("|  a    |  b      |"))
    }

    @Test(arguments: [
        (#""text""#, "\"text\"\n", "\"text\"\n", "- text\n"),
        ("null", "null\n", "null\n", "- null\n"),
        ("[]", "[]\n", "[]\n", "- []\n"),
        (#"["a",1]"#, "[\n    \"a\",\n    1\n]\n", "- a\n- 1\n", "- - a\n  - 1\n"),
    ])
    func aValueAsJSONAndYAML(json: String, asJSON: String, asYAML: String, asStream: String) throws {
        #expect(try text(json, .json) == asJSON)
        #expect(try text(json, .yaml) == asYAML)
        #expect(try text(json, .yamlStream) == asStream)
    }
}
