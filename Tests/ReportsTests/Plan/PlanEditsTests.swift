import Records
import Testing

@testable import Reports

@Suite struct PlanEditsTests {
    private static func uri(_ function: String) -> String {
        "arn:aws:lambda:eu-west-1:111122223333:function:\(function)/invocations"
    }

    @Test func urisThatGetTheSameSuffixAreOneEdit() {
        var edits = PlanEdits()
        for number in 1...192 {
            let change = ValueChange(
                name: "integration_uri",
                before: Self.uri("orders-\(number)"),
                after: Self.uri("orders-\(number)-v2")
            )
            edits.add(change, line: number + 1)
        }
        edits.add(ValueChange(name: "timeout_in_millis", before: "30000", after: "12000"), line: 9)
        let entries = edits.entries
        #expect(entries.map(\.count) == [192, 1])
        #expect(entries[0].edit.part == .text(removed: "", added: "-v2"))
        #expect(entries[0].line == 2)
        #expect(entries[1].edit.part == .value(before: "30000", after: "12000"))
    }

    @Test func whatIsSetOrClearedIsAnEditOfItsOwn() {
        #expect(
            PlanEdit(ValueChange(name: "description", before: nil, after: "x")).part == .value(before: nil, after: "x")
        )
        #expect(
            PlanEdit(ValueChange(name: "description", before: "x", after: nil)).part == .value(before: "x", after: nil)
        )
    }

    @Test func editsThatAreAllDifferentDoNotFillTheMemory() {
        var edits = PlanEdits()
        for number in 0..<10_100 {
            edits.add(ValueChange(name: "description", before: nil, after: "\(number)"), line: number)
        }
        // Those of another member are told apart all the same.
        edits.add(ValueChange(name: "timeout_in_millis", before: "30000", after: "12000"), line: 1)
        #expect(edits.entries.count == 1001)
        #expect(edits.uncounted == 9100)
    }

    @Test func mapsAreComparedKeyByKey() throws {
        let before = try JSONValue(
            parsing: #"{"requestParameters":{"append:header.a":"1","overwrite:path":"/x"},"timeoutInMillis":30000,"#
                + #""responseParameters":{"404":{"overwrite:statuscode":"403"}}}"#
        )
        let after = try JSONValue(
            parsing: #"{"requestParameters":{"append:header.a":"2","overwrite:path":"/x"},"timeoutInMillis":12000,"#
                + #""tlsConfig":{"serverNameToVerify":"example.com"}}"#
        )
        #expect(
            ValueChange.list(before: before, after: after) == [
                ValueChange(name: "request_parameters.append:header.a", before: "1", after: "2"),
                ValueChange(name: "response_parameters.404.overwrite:statuscode", before: "403", after: nil),
                ValueChange(name: "timeout_in_millis", before: "30000", after: "12000"),
                ValueChange(name: "tls_config.server_name_to_verify", before: nil, after: "example.com"),
            ]
        )
    }
}
