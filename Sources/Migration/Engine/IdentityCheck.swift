import AWSCore
import Synchronization

/// Asks whose each set of credentials is, before a run sends anything: what is refused here would be refused later.
public struct IdentityCheck: Sendable {
    private let connector: any Connector
    private let needsAccount: Bool

    /// Asked side by side. Each may start a program or ask for a role first, and STS has a quota too.
    private static let width = 16

    /// - Parameter needsAccount: rows name the account they are meant for; credentials of an unknown one are not used.
    public init(connector: any Connector, needsAccount: Bool) {
        self.connector = connector
        self.needsAccount = needsAccount
    }

    /// - Returns: one for each set of credentials, in the order in which the manifest first names them.
    /// - Throws: what is neither an answer nor a lack of credentials.
    public func run(_ groups: [MigrationGroup]) async throws -> [Identification] {
        let silent = SilentRegions()
        var waiting = Self.sets(of: groups)[...]
        var found: [Identification] = []
        try await withThrowingTaskGroup(of: Identification.self) { tasks in
            for set in waiting.prefix(Self.width) { tasks.addTask { try await identify(set, silent) } }
            waiting = waiting.dropFirst(Self.width)
            while let identification = try await tasks.next() {
                found.append(identification)
                if let set = waiting.popFirst() { tasks.addTask { try await identify(set, silent) } }
            }
        }
        return found.sorted { $0.firstGroup < $1.firstGroup }
    }

    /// The groups by their credentials; none of the lists is empty.
    private static func sets(of groups: [MigrationGroup]) -> [[MigrationGroup]] {
        let sets = Dictionary(grouping: groups, by: \.credentials).values
        return sets.sorted { ($0.first?.id ?? 0) < ($1.first?.id ?? 0) }
    }

    private func identify(_ groups: [MigrationGroup], _ silent: SilentRegions) async throws -> Identification {
        let credentials = groups[0].credentials
        let region = groups[0].region
        func found(_ finding: Identification.Finding) -> Identification {
            Identification(credentials: credentials, finding: finding, groups: groups)
        }
        if let reason = silent.reason(region) { return found(unknown(credentials, reason)) }
        do {
            return found(.known(try await connector.identity(of: credentials, region: region)))
        } catch let error as AWSError where error.refusesCaller {
            return found(.parked(Parking(error)))
        } catch let error as AWSError {
            if error.transport != nil { silent.add(region, "\(error)") }
            return found(unknown(credentials, "\(error)"))
        } catch let error as ConfigurationError where error.concernsCredentials {
            return found(.parked(Parking(error)))
        }
    }

    private func unknown(_ credentials: CredentialSet, _ reason: String) -> Identification.Finding {
        // A role's ARN says it.
        let isNeeded = needsAccount && credentials.accountID == nil
        return isNeeded ? .parked(.unknownAccount(reason)) : .unknown(reason: reason)
    }
}

extension Identification {
    fileprivate var firstGroup: MigrationGroup.ID { groups.first?.id ?? 0 }
}

extension AWSError {
    /// Whether STS itself does not accept who asks. What stands in for the service may have no STS, and then answers what
    /// it answers to any request that it does not know; the first request that it knows will show.
    fileprivate var refusesCaller: Bool {
        let isForeign = ["MissingAuthenticationToken", "InvalidSignatureException"].contains { code.hasPrefix($0) }
        return isCredentialsRefused && !isForeign
    }
}

/// Regions whose STS cannot be reached. Hundreds of sets must not wait for it one after the other.
private final class SilentRegions: Sendable {
    private let reasons = Mutex<[String: String]>([:])

    func reason(_ region: String) -> String? { reasons.withLock { $0[region] } }
    func add(_ region: String, _ reason: String) { reasons.withLock { $0[region] = reason } }
}
