import APIGatewayV2
import Testing

@testable import Migration

struct ManifestRowTests {
    @Test func aRowHasItsTargetItsUpdateAndItsPlace() throws {
        let manifest = try ReadManifest(
            """
            api_id,integration_id,region,profile,account_id,role_arn,integration_uri,timeout_in_millis,description

            a1,i1,eu-west-1,my profile,012345678901,,https://a.example,5000,"two
            lines, and ""quotes\"""
            a1,i2,,,,,,,<clear>
            """
        )
        #expect(manifest.messages == [])
        #expect(
            manifest.rows == [
                Row(
                    number: 1,
                    line: 3,
                    target: Target(profile: "my profile", region: "eu-west-1", apiID: "a1", integrationID: "i1"),
                    accountID: "012345678901",
                    update: IntegrationUpdate([
                        .integrationURI: .set(.string("https://a.example")), .timeoutInMillis: .set(.integer(5000)),
                        .description: .set(.string("two\nlines, and \"quotes\"")),
                    ])
                ),
                Row(
                    number: 2,
                    line: 5,
                    target: Target(apiID: "a1", integrationID: "i2"),
                    update: IntegrationUpdate([.description: .clear])
                ),
            ]
        )
    }

    @Test(arguments: [
        "arn:aws:iam::123456789012:role/D", "arn:aws-us-gov:iam::123456789012:role/service/path/Deploy_+=,.@-1",
        "arn:aws-cn:iam::123456789012:role/" + String(repeating: "n", count: 64),
        "arn:aws-iso-b:iam::123456789012:role/\(String(repeating: "p", count: 510))/x",
    ])
    func aRoleIsAPartOfTheTarget(_ role: String) throws {
        let manifest = try ReadManifest("api_id,integration_id,role-arn,timeout_in_millis\na,i,\"\(role)\",50\n")
        #expect(manifest.messages == [])
        #expect(manifest.rows.first?.target == Target(roleARN: role, apiID: "a", integrationID: "i"))
        #expect(RoleARN.accountID(of: role) == "123456789012")
    }

    @Test func aGuardThatContradictsTheRoleIsAProblem() throws {
        let header = "api_id,integration_id,timeout_in_millis,role_arn,account_id\n"
        let role = "arn:aws:iam::123456789012:role/D"
        let manifest = try ReadManifest(header + "a,i,60,\(role),210987654321\na,i,60,\(role),123456789012\n")
        #expect(
            manifest.messages == [
                "m:2: account_id: '210987654321' is not the account of the role in role_arn; allowed: 123456789012"
            ]
        )
        #expect(manifest.rows.map(\.line) == [3])
    }

    @Test func everyProblemOfEveryRowIsReportedAndGoodRowsAreStillRead() throws {
        let manifest = try ReadManifest(
            """
            api_id,integration_id,timeout_in_millis,connection_type,request_parameters
            a,i,49,FOO,"b:x=1,a:y=2"
            a,i,abc,,
            a,i,60,,
            ,,30001,,
            a,i
            a,i,,,
            """
        )
        #expect(manifest.rows.map(\.number) == [3])
        #expect(
            manifest.messages == [
                "m:2: timeout_in_millis: '49' is out of range; allowed: an integer from 50 to 30000",
                "m:2: connection_type: 'FOO' is not one of its values; allowed: INTERNET, VPC_LINK",
            ]
                + ["a:y", "b:x"].map {
                    "m:2: request_parameters: '\($0)' is not a request parameter; allowed: "
                        + "append|overwrite|remove:header.NAME or :querystring.NAME, overwrite:path, "
                        + "integration.request.header|querystring|path.NAME, or a parameter of the integration's subtype"
                }
                + [
                    "m:3: timeout_in_millis: 'abc' is not an integer; allowed: an integer from 50 to 30000",
                    "m:5: api_id: is empty; allowed: 1 to 128 characters of A-Z a-z 0-9 _ -",
                    "m:5: integration_id: is empty; allowed: 1 to 128 characters of A-Z a-z 0-9 _ -",
                    "m:5: timeout_in_millis: '30001' is out of range; allowed: an integer from 50 to 30000",
                    "m:6:1: the row has 2 fields, the header has 5",
                    "m:7: the row sets nothing; allowed: a value for at least one member, such as integration_uri",
                ]
        )
    }

    @Test(arguments: [
        ("api_id", "a b", "holds a character that ids do not have"),
        ("api_id", "é", "holds a character that ids do not have"),
        ("api_id", "../x", "holds a character that ids do not have"),
        ("api_id", " a", "has a space before or after it"),
        ("integration_id", "i ", "has a space before or after it"),
        ("integration_id", String(repeating: "x", count: 5000), "has 5000 characters"),
        ("region", "us_east_1", "is not a region"),
        ("region", "-us-east-1", "is not a region"),
        ("region", "us-east-1-", "is not a region"),
        ("region", "12345", "is not a region"),
        ("region", "evil.example/", "is not a region"),
        ("region", String(repeating: "r", count: 64), "is not a region"),
        ("account_id", "12345678901", "has 11 digits (spreadsheets drop leading zeros)"),
        ("account_id", "1234567890123", "has 13 digits"),
        ("account_id", "1.23457E+11", "is not an account id"),
        ("account_id", "123456789012 ", "has a space before or after it"),
        ("role_arn", "Deploy", "has 6 characters, not 20 to 2048"),
        ("role_arn", "arn:aws:iam::123456789012:role/" + String(repeating: "p/", count: 1009), "has 2049 characters"),
        ("role_arn", "https://example.com/role/Deploy", "is not an ARN"),
        ("role_arn", "arn:amazon:iam::123456789012:role/Deploy", "is not an ARN"),
        ("role_arn", "arn:aws:iam::123456789012:user/Deploy", "is not the ARN of a role;"),
        ("role_arn", "arn:aws:iam:us-east-1:123456789012:role/Deploy", "is not the ARN of a role;"),
        ("role_arn", "arn:aws:iam::12345678901:role/Deploy", "names no account of 12 digits"),
        ("role_arn", "arn:aws:iam::123456789012:role/", "names no role: a name has 1 to 64 characters"),
        ("role_arn", "arn:aws:iam::123456789012:role/a b", "holds a character that names of roles do not have"),
        ("role_arn", "arn:aws:iam::123456789012:role/path/" + String(repeating: "n", count: 65), "names no role"),
        (
            "role_arn", "arn:aws:sts::123456789012:assumed-role/Deploy/jane",
            "is not the ARN of a role but of a session of one; "
                + "allowed: the ARN of a role, such as arn:aws:iam::123456789012:role/Name"
        ),
        ("profile", "a\tb", "holds a control character"),
        ("timeout_in_millis", "60 ", "has a space before or after it"),
        ("integration_type", " MOCK", "has a space before or after it"),
        ("integration_uri", "<clear>", "has no meaning here; allowed: a string of 1 to 2048 characters"),
        ("timeout_in_millis", "<clear>", "has no meaning here; allowed: an integer from 50 to 30000"),
        ("description", String(repeating: "d", count: 1025), "has 1025 characters; allowed: 0 to 1024 characters"),
    ])
    func aBadValueIsRefused(column: String, value: String, message: String) throws {
        var cells = ["api_id": "a", "integration_id": "i", "payload_format_version": "2.0"]
        cells[column] = value
        let names = cells.keys.sorted()
        let text = names.joined(separator: ",") + "\n" + names.map { "\"\(cells[$0] ?? "")\"" }.joined(separator: ",")
        let manifest = try ReadManifest(text)
        #expect(manifest.rows.isEmpty)
        #expect(manifest.problems.count == 1)
        let problem = try #require(manifest.problems.first)
        #expect(problem.line == 2 && problem.column == column)
        #expect(problem.message.hasPrefix(message), "\(problem)")
        #expect(problem.message.contains("; allowed: "))
        #expect((problem.value?.unicodeScalars.count ?? 0) <= 81)
        #expect(problem.shortDescription == "value that is not allowed")
    }

    @Test(arguments: [
        ("a_-Z9", "eu-west-1"), (String(repeating: "x", count: 128), "us-gov-east-1"), ("-", "local"),
    ])
    func unusualButHarmlessIdsAndRegionsAreAccepted(id: String, region: String) throws {
        let manifest = try ReadManifest("api_id,integration_id,region,description\n\(id),\(id),\(region),d\n")
        #expect(manifest.messages == [])
    }

    @Test func textsAreKeptAsTheyAre() throws {
        let manifest = try ReadManifest.table([
            "description": " spaces  \u{A0}", "integration_uri": "https://a/e\u{301}",
        ])
        #expect(
            manifest.rows.first?.update.changes == [
                .description: .set(.string(" spaces  \u{A0}")), .integrationURI: .set(.string("https://a/e\u{301}")),
            ]
        )
    }

    @Test func aQuotedEmptyCellSaysNothingLikeAnUnquotedOne() throws {
        let manifest = try ReadManifest(
            "api_id,integration_id,description,region,timeout_in_millis\na,i,\"\",\"\",50\n"
        )
        #expect(manifest.rows.first?.update.members == [.timeoutInMillis])
    }

    @Test func tabsSeparateTheCellsOfTSV() throws {
        let text = "api_id\tintegration_id\trequest_parameters\r\na\ti\toverwrite:path=/a,append:header.b=c\r\n"
        let manifest = try ReadManifest(text, format: .tsv)
        #expect(
            manifest.rows.first?.update.changes == [
                .requestParameters: .set(.map(["overwrite:path": "/a", "append:header.b": "c"]))
            ]
        )
    }

    @Test func controlCharactersOfABadValueDoNotReachTheTerminal() throws {
        let manifest = try ReadManifest.table(["timeout_in_millis": "\u{1B}[2J\n5"])
        #expect(manifest.messages.first?.contains(#"'\u{1B}[2J\n5' is not an integer"#) == true)
    }
}
