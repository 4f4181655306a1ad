import AWSCore
public import Pacing
import Synchronization

/// Asks STS who each set of credentials belongs to, before a run sends anything. A set that STS refuses would be refused by
/// API Gateway too.
public struct IdentityCheck: Sendable {
    private let connector: any Connector
    private let timing: Timing
    private let onWait: @Sendable (_ missing: [CredentialSet], _ total: Int) -> Void

    /// After this time without all answers the person at the terminal is told what is waited for.
    public static let quietTime = Duration.seconds(3)

    /// Asked side by side. Each may start a program or ask for a role first, and STS has a quota too. When none of them has
    /// answered for a while, as many more are asked: what they wait for must not hold up the others.
    private static let width = 16

    /// - Parameter onWait: called once when it takes long, with those that there is no answer for yet.
    public init(
        connector: any Connector,
        timing: Timing = .system,
        onWait: @escaping @Sendable (_ missing: [CredentialSet], _ total: Int) -> Void = { _, _ in }
    ) {
        self.connector = connector
        self.timing = timing
        self.onWait = onWait
    }

    /// - Parameter onAnswer: called with each answer as it comes.
    /// - Returns: one for each set of credentials, in the order in which the manifest first names them.
    /// - Throws: what is neither an answer nor a lack of credentials; `CancellationError` when the run is being stopped.
    @discardableResult
    public func run(
        _ groups: [MigrationGroup],
        onAnswer: @Sendable (Identification) -> Void = { _ in }
    ) async throws -> [Identification] {
        let silent = SilentRegions()
        let sets = Self.sets(of: groups)
        var waiting = sets[...]
        var found: [Identification] = []
        try await withThrowingTaskGroup(of: Identification?.self) { tasks in
            func ask(_ count: Int) {
                for set in waiting.prefix(count) { tasks.addTask { try await identify(set, silent) } }
                waiting = waiting.dropFirst(count)
            }
            func waitQuietly() {
                tasks.addTask {
                    try? await timing.sleep(Self.quietTime)
                    return nil
                }
            }
            defer { tasks.cancelAll() }
            ask(Self.width)
            waitQuietly()
            var (isSaid, foundBefore) = (false, 0)
            while found.count < sets.count, let next = try await tasks.next() {
                if let identification = next {
                    found.append(identification)
                    onAnswer(identification)
                    ask(1)
                } else if !Task.isCancelled {
                    if !isSaid {
                        let known = Set(found.map(\.credentials))
                        onWait(sets.map { $0[0].credentials }.filter { !known.contains($0) }, sets.count)
                        isSaid = true
                    }
                    if found.count == foundBefore { ask(Self.width) }
                    foundBefore = found.count
                    if !waiting.isEmpty { waitQuietly() }
                }
            }
        }
        return found.sorted { $0.groups[0].id < $1.groups[0].id }
    }

    /// The groups by their credentials; none of the lists is empty.
    private static func sets(of groups: [MigrationGroup]) -> [[MigrationGroup]] {
        Dictionary(grouping: groups, by: \.credentials).values.sorted { $0[0].id < $1[0].id }
    }

    /// A region that is turned off for an account refuses credentials that are good elsewhere, so each region of the groups
    /// is asked until one accepts. Groups in the others are parked by their own first request.
    private func identify(_ groups: [MigrationGroup], _ silent: SilentRegions) async throws -> Identification {
        let credentials = groups[0].credentials
        func found(_ finding: Identification.Finding) -> Identification {
            Identification(credentials: credentials, finding: finding, groups: groups)
        }
        var refusal: Parking?
        for region in Set(groups.map(\.region)).sorted() {
            if let reason = silent.reason(region) { return found(unknown(groups, reason)) }
            do {
                let identity = try await connector.identity(of: credentials, region: region)
                silent.noteAnswer(region)
                return found(.known(identity))
            } catch let error as AWSError where error.isDrained {
                // The run is being stopped, which says nothing about whose credentials they are.
                throw CancellationError()
            } catch let error as AWSError where error.refusesCaller {
                refusal = refusal ?? Parking(error)
            } catch let error as AWSError {
                if error.transport != nil { silent.noteFailure(region, "\(error)") }
                return found(unknown(groups, "\(error)"))
            } catch let error as ConfigurationError where error.concernsCredentials {
                return found(.parked(Parking(error)))
            }
        }
        return found(refusal.map { .parked($0) } ?? unknown(groups, "no region"))
    }

    private func unknown(_ groups: [MigrationGroup], _ reason: String) -> Identification.Finding {
        groups.allSatisfy(\.needsIdentity) ? .parked(.unknownAccount(reason)) : .unknown(reason: reason)
    }
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
    private struct Experience {
        var failures = 0
        var reason = ""
        var hasAnswered = false
    }

    private let regions = Mutex<[String: Experience]>([:])

    /// After this many failures without a single answer a region is not asked any more.
    private static let patience = 3

    /// Why there is no use in asking.
    func reason(_ region: String) -> String? {
        regions.withLock { regions in
            guard let known = regions[region], !known.hasAnswered, known.failures >= Self.patience else { return nil }
            return known.reason
        }
    }

    func noteFailure(_ region: String, _ reason: String) {
        regions.withLock { regions in
            regions[region, default: Experience()].failures += 1
            regions[region, default: Experience()].reason = reason
        }
    }

    func noteAnswer(_ region: String) {
        regions.withLock { $0[region, default: Experience()].hasAnswered = true }
    }
}
