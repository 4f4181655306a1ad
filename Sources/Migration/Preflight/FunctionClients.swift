import AWSCore
import Lambda
import Pacing
import Synchronization

/// The clients of Lambda that a run needs: by the credentials of its groups, and counted against Lambda's own quotas.
final class FunctionClients: Sendable {
    /// Whose quota a call counts against.
    private struct Place: Hashable {
        var accountID: String
        var region: String
    }

    private struct Quota {
        var functions: RequestGate.Group
        var policies: RequestGate.Group
        var changes: RequestGate.Group
    }

    private let connector: any Connector
    private let gate: RequestGate
    private let foreignCredentials: CredentialSet?
    private let quotas = Mutex<[Place: Quota]>([:])

    /// - Parameter foreignCredentials: for functions of other accounts; nil: the group's own.
    init(connector: any Connector, gate: RequestGate, foreignCredentials: CredentialSet?) {
        self.connector = connector
        self.gate = gate
        self.foreignCredentials = foreignCredentials
    }

    /// The operations on the account and region of a function that rows of the group call.
    ///
    /// - Throws: `ConfigurationError` when there are no credentials, or no address of the service.
    func service(for function: FunctionARN, of group: MigrationGroup) throws -> LambdaService {
        var caller = group
        caller.region = function.region
        if function.accountID != group.accountID, let foreignCredentials { caller.credentials = foreignCredentials }
        let quota = quotas.withLock { quotas in
            let place = Place(accountID: function.accountID, region: function.region)
            if let quota = quotas[place] { return quota }
            let quota = Quota(
                functions: makeGroup(LambdaService.functionsRate),
                policies: makeGroup(LambdaService.policiesRate),
                changes: makeGroup(LambdaService.changesRate)
            )
            quotas[place] = quota
            return quota
        }
        return LambdaService(
            functions: try connector.client(for: .lambda, caller, throttledBy: quota.functions),
            policies: try connector.client(for: .lambda, caller, throttledBy: quota.policies),
            changes: try connector.client(for: .lambda, caller, throttledBy: quota.changes)
        )
    }

    /// Bursts are not documented, so there are none.
    private func makeGroup(_ rate: Double) -> RequestGate.Group { gate.makeGroup(rate: rate, burst: 1) }
}
