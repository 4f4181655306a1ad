import APIGatewayV2
import Migration
import Testing

struct ManifestHeaderTests {
    @Test(arguments: [
        "api_id,integration_id,integration_uri", "api-id,integration-id,integration-uri",
        "apiId,integrationId,integrationUri", "ApiId,IntegrationId,IntegrationUri",
        "apiId,integration_id,IntegrationUri", "API_ID,INTEGRATION_ID,INTEGRATION_URI",
        "API ID,Integration Id,Integration URI",
        "Api-Id, integration_id ,IntegrationURI", "api_id\u{A0},integration_id,integration_uri\u{200B}",
    ])
    func theCaseAndTheSeparatorsOfAColumnDoNotMatter(header: String) throws {
        let manifest = try ReadManifest("\(header)\na1,i1,https://a.example\n")
        #expect(manifest.problems.isEmpty)
        #expect(manifest.rows.map(\.target) == [Target(apiID: "a1", integrationID: "i1")])
        #expect(manifest.rows.first?.update.members == [.integrationURI])
    }

    @Test(arguments: [
        ("integraton_uri", "integration_uri"), ("IntegrationURL", "integration_uri"), ("timeout", "timeout_in_millis"),
        ("api", "api_id"), ("intergration_id", "integration_id"), ("Regions", "region"), ("desc", "description"),
        ("expect.timeout_in_milis", "expect.timeout_in_millis"), ("tls.server_name_to_verify", "tls_config"),
        ("request_parameter.overwrite:path", "request_parameters.overwrite:path"), ("acount_id", "account_id"),
        ("reponse_parameters.404.overwrite:statuscode", "response_parameters.404.overwrite:statuscode"),
    ])
    func anUnknownColumnNamesTheNearestKnownOne(name: String, nearest: String) {
        let messages = ReadManifest.headerMessages("api_id,integration_id,integration_uri,\(name)\n")
        #expect(messages.count == 1)
        #expect(messages.first?.hasPrefix("m:1: \(name): unknown column; the nearest known one is \(nearest)") == true)
        #expect(messages.first?.contains("; --passthrough \(name) keeps a column that is not ours") == true)
    }

    @Test func everyProblemOfAHeaderIsReported() {
        let messages = ReadManifest.headerMessages("apiId,api_id,,region,region,integration_uri.x,expect\n")
        #expect(
            messages == [
                "m:1: api_id: means the same as apiId; allowed: one of them",
                "m:1: region: is there twice",
                "m:1: integration_uri.x: integration_uri has no keys; leave out '.' and the rest",
                "m:1: expect: is for JSON Lines; allowed in a table: one column for each member, "
                    + "such as expect.integration_uri",
                "m:1: integration_id: the column is missing",
            ]
        )
    }

    @Test(arguments: [
        ("response_parameters.40.overwrite:statuscode", "'40' is not a status code; allowed: 200 to 599"),
        ("response_parameters.", "'' is not a status code"),
        ("response_parameters.404.", "'' is not a response parameter"),
        ("response_parameters.404.overwrite:path", "'overwrite:path' is not a response parameter"),
        ("request_parameters.", "names no key after '.'"),
        ("request_parameters.header.x", "'header.x' is not a request parameter"),
        ("tls_config.name", "'name' is not a member of tls_config"),
        ("expect.description.x", "description has no keys"),
        ("expect.", "the nearest known one is expect."),
        ("expect.api_id", "the nearest known one is expect."),
    ])
    func aDottedColumnIsCheckedInTheHeader(name: String, message: String) {
        let messages = ReadManifest.headerMessages("api_id,integration_id,integration_uri,\(name)\n")
        #expect(messages.count == 1)
        #expect(messages.first?.contains(message) == true, "\(messages)")
    }

    @Test(arguments: [
        ("tls_config.server_name_to_verify", "tlsConfig.serverNameToVerify"),
        ("expect.description", "expect.Description"),
        ("request_parameters.overwrite:path", "RequestParameters.overwrite:path"),
    ])
    func twoSpellingsOfOneThingAreAnError(first: String, second: String) {
        let messages = ReadManifest.headerMessages("api_id,integration_id,integration_uri,\(first),\(second)\n")
        #expect(messages == ["m:1: \(second): means the same as \(first); allowed: one of them"])
    }

    @Test func aHeaderThatSetsNothingIsAnError() {
        #expect(
            ReadManifest.headerMessages("api_id,integration_id,expect.description,region\n") == [
                "m:1: no column sets anything; allowed: at least one member, such as integration_uri"
            ]
        )
    }

    @Test func passthroughColumnsKeepTheirTextInTheOrderTheyWereAskedFor() throws {
        let text = "owner,api_id,integration_id,description,ticket\n\" x \",a,i,d,=1+1\n,a,i2,d,\n"
        let manifest = try ReadManifest(text, passthrough: ["ticket", "owner", "absent", "owner"])
        #expect(manifest.schema.passthrough == ["ticket", "owner", "absent"])
        #expect(manifest.rows.map(\.passthrough) == [["=1+1", " x ", ""], ["", "", ""]])
    }

    @Test(arguments: ["region", "timeoutInMillis", "expect.description", "expect"])
    func aColumnOfOursCannotBePassedThrough(name: String) {
        let messages = ReadManifest.headerMessages("api_id,integration_id,integration_uri\n", passthrough: [name])
        #expect(messages == ["m:1: \(name): has a meaning here and cannot be passed through"])
    }

    @Test(arguments: ["", "\n\n", "\u{FEFF}"])
    func aFileWithoutAnyRecordHasNoRowsAndNoProblem(text: String) throws {
        let manifest = try ReadManifest(text)
        #expect(manifest.rows.isEmpty && manifest.problems.isEmpty)
        #expect(manifest.schema.headerRecord == nil)
    }

    @Test func aHeaderThatCannotBeReadSaysWhere() {
        #expect(
            ReadManifest.headerMessages("api_id,integ\"ration_id\n").first?.hasPrefix("m:1:13: a quote inside") == true
        )
    }

    @Test func aVeryLongUnknownColumnIsCutInItsMessage() {
        let name = String(repeating: "x", count: 100_000)
        let messages = ReadManifest.headerMessages("api_id,integration_id,integration_uri,\(name)\n")
        #expect(messages.count == 1)
        #expect((messages.first?.count ?? .max) < 400)
    }
}
