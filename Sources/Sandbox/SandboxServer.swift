import Foundation
import Synchronization

/// A sandbox that is running, and what can be seen of it and done to it while it runs.
public struct SandboxServer: Sendable {
    /// `http://127.0.0.1:PORT`, without a slash at the end.
    public let url: String
    /// The integrations as they stand, to look at and to change.
    public let state: SandboxState
    let ledger: Ledger
    let clock: SandboxClock

    public var statistics: SandboxStatistics { ledger.statistics }

    /// The newest requests in the order of their outcomes.
    public var requests: [SandboxRequest] { ledger.requests }

    /// Lets the next matching calls fail, before any chance of ``SandboxConfiguration/faults``.
    /// - Parameters:
    ///   - fault: What goes wrong.
    ///   - operation: Only with this call; `nil`: with any to API Gateway or Lambda.
    ///   - integrationID: Only with a call that names this integration; `nil`: with any.
    ///   - times: How often.
    public func fail(
        _ fault: SandboxFault,
        operation: SandboxOperation? = nil,
        integrationID: String? = nil,
        times: Int = 1
    ) {
        ledger.plan(fault, operation: operation, integrationID: integrationID, times: times)
    }

    /// Forbids, silences or holds calls from now on; its calls are counted from now on, too.
    public func add(_ rule: SandboxRule) {
        ledger.add(rule)
    }

    /// Takes back the rules with this effect. Held calls go on.
    public func lift(_ effect: SandboxRule.Effect) {
        ledger.lift(effect)
    }

    /// How many calls are held now.
    public var heldCalls: Int { ledger.heldCalls }

    /// Lets the server believe that time has passed, so that the credentials it has handed out expire.
    public func moveClock(by duration: Duration) {
        clock.move(by: duration)
    }

    /// The access key id of an account. It is lasting: no session token belongs to it.
    public static func accessKeyID(account: String = SandboxScope.first.account) -> String {
        KeyRing.accessKeyPrefix + account
    }

    /// The secret access key of every account's lasting key.
    public static let secretAccessKey = KeyRing.secret
}

/// Runs a sandbox on a free port of the loopback interface for as long as `body` takes.
/// - Throws: What `body` throws, or the reason why the port could not be bound.
public func withSandbox<Result: Sendable>(
    _ configuration: SandboxConfiguration,
    isolation: isolated (any Actor)? = #isolation,
    _ body: (SandboxServer) async throws -> Result
) async throws -> Result {
    let ledger = Ledger(configuration)
    let clock = SandboxClock(offset: configuration.clockOffset)
    let listener = try HTTPListener(port: configuration.port)
    let responder = SandboxResponder(
        service: SandboxService(configuration: configuration, ledger: ledger),
        hangLimit: configuration.hangLimit,
        clock: clock
    )
    let server = SandboxServer(
        url: "http://127.0.0.1:\(listener.port)",
        state: configuration.state,
        ledger: ledger,
        clock: clock
    )
    return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await listener.run(responder) }
        defer { group.cancelAll() }
        return try await body(server)
    }
}

/// The time that the server believes it is.
final class SandboxClock: Sendable {
    private let offset: Mutex<Double>

    /// - Parameter offset: By how much it is fast.
    init(offset: Duration) {
        self.offset = Mutex(offset / .seconds(1))
    }

    var isRight: Bool { offset.withLock { $0 == 0 } }

    /// Seconds since 1970.
    var now: Double { Date().timeIntervalSince1970 + offset.withLock { $0 } }

    func move(by duration: Duration) {
        offset.withLock { $0 += duration / .seconds(1) }
    }
}
