import ArgumentParser
import Foundation
import Sandbox

/// Which credentials are handed out and taken.
struct CredentialOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "How long temporary credentials are good, whatever is asked for; may be shorter than AWS allows. Expired ones "
                + "are refused with ExpiredTokenException.",
            valueName: "seconds"
        )
    )
    var credentialLifetime: Int?
    @Option(help: ArgumentHelp("An account whose credentials are all refused; repeatable.", valueName: "id"))
    var refuseAccount: [String] = []
    @Option(help: ArgumentHelp("A role that may not be assumed; repeatable.", valueName: "arn"))
    var denyRole: [String] = []
    @Option(
        help: ArgumentHelp(
            "A web identity token, SSO token or container authorization that is refused; repeatable. All others are taken.",
            valueName: "token"
        )
    )
    var refuseToken: [String] = []
    @Flag(inversion: .prefixedNo, help: "Verify Signature Version 4.")
    var signatureCheck = true
    @Option(help: ArgumentHelp("Write a shared credentials file with a profile for each account.", valueName: "file"))
    var writeCredentials: String?

    func validate() throws {
        guard credentialLifetime.map({ $0 > 0 }) != false else {
            throw ValidationError("--credential-lifetime is above 0.")
        }
        guard refuseAccount.allSatisfy({ $0.utf8.count == 12 }), denyRole.allSatisfy({ $0.hasPrefix("arn:") }) else {
            throw ValidationError("--refuse-account takes an account's twelve digits, --deny-role a role's ARN.")
        }
    }

    var rules: SandboxCredentialRules {
        SandboxCredentialRules(
            lifetime: credentialLifetime.map { .seconds($0) },
            refusedAccounts: Set(refuseAccount),
            deniedRoles: Set(denyRole),
            refusedTokens: Set(refuseToken)
        )
    }

    /// Writes the file of `--write-credentials`, if it is asked for.
    func write(for state: SandboxState) throws {
        guard let path = writeCredentials else { return }
        let accounts = Set(state.scopes.map(\.account)).sorted()
        let profiles = accounts.prefix(1).map { ("default", $0) } + accounts.map { ("account-" + $0, $0) }
        let text = profiles.map { profile, account in
            """
            [\(profile)]
            aws_access_key_id = \(SandboxServer.accessKeyID(account: account))
            aws_secret_access_key = \(SandboxServer.secretAccessKey)

            """
        }
        let isWritten = FileManager.default.createFile(
            atPath: path,
            contents: Data(text.joined(separator: "\n").utf8),
            attributes: [.posixPermissions: 0o600]
        )
        guard isWritten else { throw ValidationError("\(path) cannot be written.") }
    }
}
