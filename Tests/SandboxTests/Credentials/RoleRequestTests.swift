import Testing

@testable import Sandbox

/// The limits of the model of STS; the words are those of its validation errors.
@Suite struct RoleRequestTests {
    private static let role = "arn:aws:iam::000000000001:role/r"

    private func message(
        role: String? = role,
        session: String? = "s1",
        _ more: String = ""
    ) -> String? {
        var form = "Action=AssumeRole"
        if let role { form += "&RoleArn=\(role)" }
        if let session { form += "&RoleSessionName=\(session)" }
        do throws(ServiceError) {
            _ = try RoleRequest(form: Array((form + more).utf8))
            return nil
        } catch {
            #expect(error.status == 400)
            #expect(error.code == "ValidationError")
            return error.message
        }
    }

    private func expectConstraint(_ message: String?, _ member: String, _ rule: String) {
        #expect(message?.hasPrefix("1 validation error detected: Value ") == true)
        #expect(message?.hasSuffix(" at '\(member)' failed to satisfy constraint: Member must \(rule)") == true)
    }

    @Test(arguments: [2, 64])
    func takesSessionNamesOfThisLength(_ length: Int) {
        #expect(message(session: String(repeating: "x", count: length)) == nil)
    }

    @Test func refusesOtherSessionNames() {
        expectConstraint(message(session: nil), "roleSessionName", "not be null")
        expectConstraint(message(session: "x"), "roleSessionName", "have length greater than or equal to 2")
        let long = String(repeating: "x", count: 65)
        expectConstraint(message(session: long), "roleSessionName", "have length less than or equal to 64")
        for name in ["a%20b", "a/b", "a:b", "%C3%A9%C3%A9"] {
            expectConstraint(
                message(session: name),
                "roleSessionName",
                #"satisfy regular expression pattern: [\w+=,.@-]*"#
            )
        }
        #expect(message(session: "aZ_09%2B%3D,.@-") == nil)
    }

    @Test func refusesOtherRoles() {
        expectConstraint(message(role: nil), "roleArn", "not be null")
        expectConstraint(message(role: "arn:aws:iam::1:r/x"), "roleArn", "have length greater than or equal to 20")
        let long = Self.role + String(repeating: "x", count: 2048 - Self.role.count)
        #expect(message(role: long) == nil)
        expectConstraint(message(role: long + "x"), "roleArn", "have length less than or equal to 2048")
        for role in [
            "arn:aws:iam::000000000001:user/r", "arn:aws:iam::00000000001:role/rr", "arn:aws:iam::000000000001:role/",
            "arn:aws:s3:::000000000001:role/r", "not-an-arn-but-long-enough",
        ] {
            #expect(message(role: role) == "\(role) is invalid")
        }
    }

    @Test func aRolesPathIsNotPartOfItsName() throws {
        let role = try #require(RoleARN("arn:aws-cn:iam::000000000001:role/a/b/name"))
        #expect(role.name == "name")
        #expect(role.account == "000000000001")
    }

    @Test(arguments: [900, 43_200])
    func takesThisDuration(_ seconds: Int) {
        #expect(message("&DurationSeconds=\(seconds)") == nil)
    }

    @Test func refusesOtherDurations() {
        expectConstraint(
            message("&DurationSeconds=899"),
            "durationSeconds",
            "have value greater than or equal to 900"
        )
        expectConstraint(
            message("&DurationSeconds=43201"),
            "durationSeconds",
            "have value less than or equal to 43200"
        )
        #expect(message("&DurationSeconds=1h") != nil)
    }

    @Test func refusesOtherExternalIDs() {
        #expect(message("&ExternalId=a:/-") == nil)
        expectConstraint(message("&ExternalId=a"), "externalId", "have length greater than or equal to 2")
        let long = String(repeating: "x", count: 1225)
        expectConstraint(message("&ExternalId=\(long)"), "externalId", "have length less than or equal to 1224")
        expectConstraint(
            message("&ExternalId=a%20b"),
            "externalId",
            #"satisfy regular expression pattern: [\w+=,.@:\/-]*"#
        )
    }
}
