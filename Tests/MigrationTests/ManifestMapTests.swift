import APIGatewayV2
import Migration
import Testing

struct ManifestMapTests {
    typealias Change = IntegrationUpdate.Change

    struct Good: Sendable {
        var cells: KeyValuePairs<String, String>
        var changes: MemberMap<Change>
    }

    static let joinedOnes: [Good] = [
        Good(
            cells: ["request_parameters.overwrite:header.x.y": "1", "request_parameters": "overwrite:path=/a"],
            changes: [.requestParameters: .set(.map(["overwrite:header.x.y": "1", "overwrite:path": "/a"]))]
        ),
        Good(
            cells: ["request_parameters.overwrite:path": "<clear>", "request_parameters.QueueUrl": "{not a map}"],
            changes: [.requestParameters: .set(.map(["overwrite:path": "", "QueueUrl": "{not a map}"]))]
        ),
        Good(
            cells: ["request_templates.application/json": "{}", "request_templates.$default": "<clear>"],
            changes: [.requestTemplates: .set(.map(["application/json": "{}", "$default": ""]))]
        ),
        Good(cells: ["request_templates.a.b": "t"], changes: [.requestTemplates: .set(.map(["a.b": "t"]))]),
        Good(
            cells: [
                "response_parameters.404.overwrite:statuscode": "403", "response_parameters.404.append:header.a.b": "1",
                "response_parameters": #"{"404":{"remove:header.c":"''"},"500":{}}"#,
            ],
            changes: [
                .responseParameters: .set(
                    .statusMap([
                        "404": ["overwrite:statuscode": "403", "append:header.a.b": "1", "remove:header.c": "''"],
                        "500": [:],
                    ])
                )
            ]
        ),
        Good(
            cells: ["response_parameters.404": "<clear>", "response_parameters.500": "overwrite:statuscode=502"],
            changes: [.responseParameters: .set(.statusMap(["404": [:], "500": ["overwrite:statuscode": "502"]]))]
        ),
        Good(
            cells: ["response_parameters.500": #"{"overwrite:statuscode":"502"}"#, "response_parameters.404": "{}"],
            changes: [.responseParameters: .set(.statusMap(["404": [:], "500": ["overwrite:statuscode": "502"]]))]
        ),
        Good(
            cells: [
                "response_parameters.500": "overwrite:statuscode=502", "response_parameters.500.append:header.a": "1",
            ],
            changes: [
                .responseParameters: .set(.statusMap(["500": ["overwrite:statuscode": "502", "append:header.a": "1"]]))
            ]
        ),
        Good(cells: ["request_parameters": "<clear>"], changes: [.requestParameters: .clear]),
        Good(cells: ["response_parameters": "<clear>"], changes: [.responseParameters: .clear]),
        Good(cells: ["tls_config": "<clear>"], changes: [.tlsConfig: .clear]),
        Good(cells: ["tls_config": "{}"], changes: [.tlsConfig: .clear]),
        Good(cells: ["tls_config.server_name_to_verify": "<clear>"], changes: [.tlsConfig: .clear]),
        Good(
            cells: ["tls_config.server_name_to_verify": "a"],
            changes: [.tlsConfig: .set(.map(["serverNameToVerify": "a"]))]
        ),
        Good(
            cells: ["TlsConfig.ServerNameToVerify": "a"],
            changes: [.tlsConfig: .set(.map(["serverNameToVerify": "a"]))]
        ),
        Good(
            cells: ["tls-config.server-name-to-verify": "a"],
            changes: [.tlsConfig: .set(.map(["serverNameToVerify": "a"]))]
        ),
        Good(
            cells: ["tlsConfig": "server_name_to_verify=a"],
            changes: [.tlsConfig: .set(.map(["serverNameToVerify": "a"]))]
        ),
    ]

    @Test(arguments: joinedOnes)
    func mapsAreCellsOrColumnsOrBoth(good: Good) throws {
        let manifest = try ReadManifest.table(good.cells)
        #expect(manifest.messages == [])
        #expect(manifest.rows.first?.update.changes == good.changes)
    }

    struct Bad: Sendable {
        var cells: KeyValuePairs<String, String>
        var messages: [String]
    }

    static let refusedOnes: [Bad] = [
        Bad(
            cells: ["request_parameters": "overwrite:path=/a", "request_parameters.overwrite:path": "/a"],
            messages: ["request_parameters.overwrite:path: says something about what request_parameters sets too"]
        ),
        Bad(
            cells: ["request_parameters.overwrite:path": "/a", "request_parameters": "<clear>"],
            messages: ["request_parameters.overwrite:path: says something about what request_parameters sets too"]
        ),
        Bad(
            cells: ["tls_config.server_name_to_verify": "a", "tls_config": "{}"],
            messages: ["tls_config.server_name_to_verify: says something about what tls_config sets too"]
        ),
        Bad(
            cells: ["tls_config.server_name_to_verify": "<clear>", "tls_config": "serverNameToVerify=a"],
            messages: ["tls_config: says something about what tls_config.server_name_to_verify sets too"]
        ),
        Bad(
            cells: ["response_parameters.404": "<clear>", "response_parameters.404.overwrite:statuscode": "403"],
            messages: [
                "response_parameters.404.overwrite:statuscode: says something about what response_parameters.404 sets too"
            ]
        ),
        Bad(
            cells: ["response_parameters.404.overwrite:statuscode": "403", "response_parameters.404": "<clear>"],
            messages: [
                "response_parameters.404: says something about what response_parameters.404.overwrite:statuscode sets too"
            ]
        ),
        Bad(
            cells: ["response_parameters": "404={}", "response_parameters.404.overwrite:statuscode": "403"],
            messages: [
                "response_parameters.404.overwrite:statuscode: says something about what response_parameters sets too"
            ]
        ),
        Bad(
            cells: [
                "response_parameters.404": "overwrite:statuscode=1",
                "response_parameters.404.overwrite:statuscode": "2",
            ],
            messages: [
                "response_parameters.404.overwrite:statuscode: says something about what response_parameters.404 sets too"
            ]
        ),
        Bad(
            cells: ["response_parameters.404.overwrite:statuscode": "<clear>"],
            messages: [
                "response_parameters.404.overwrite:statuscode: '<clear>' cannot be sent for one response parameter; "
                    + "allowed: a value, or <clear> in response_parameters.404, which removes everything of that status"
            ]
        ),
        Bad(
            cells: ["request_parameters": "{}", "response_parameters": " { } ", "request_templates": "{}"],
            messages: ["request_parameters: '{}'", "response_parameters: ' { } '", "request_templates: '{}'"].map {
                "\($0) is an empty map, which changes nothing; allowed: keys to set, or <clear> to remove every key"
            }
        ),
        Bad(
            cells: ["request_parameters.overwrite:path": String(repeating: "p", count: 513)],
            messages: ["request_parameters.overwrite:path: '\(String(repeating: "p", count: 80))…' has 513 characters"]
        ),
        Bad(
            cells: ["response_parameters.404": "overwrite:path=x"],
            messages: ["response_parameters.404: 'overwrite:path' is not a response parameter"]
        ),
        Bad(cells: ["response_parameters.404": "x"], messages: ["response_parameters.404: 'x' is not valid shorthand"]),
    ]

    @Test(arguments: refusedOnes)
    func whatExcludesEachOtherOrCannotBeSentIsAnError(bad: Bad) throws {
        let manifest = try ReadManifest.table(bad.cells)
        #expect(manifest.rows.isEmpty)
        #expect(manifest.messages.count == bad.messages.count)
        for (message, expected) in zip(manifest.messages, bad.messages) {
            #expect(message.hasPrefix("m:2: \(expected)"), "\(message)")
        }
    }
}
