import AWSCore
import Lambda
import Synchronization

/// What is known of functions and their policies, read once for each.
///
/// Whoever asks for a function has it to itself until it has an answer: so nothing is read twice, and no two permissions are
/// added to one policy at a time.
final class FunctionInspector: Sendable {
    /// What came of reading something.
    enum Reading<Value: Sendable>: Sendable {
        case read(Value)
        /// It may not be read, or could not be.
        case failed(String)
    }

    private struct Known {
        var configuration: Reading<FunctionConfiguration?>?
        var policy: Reading<FunctionPolicy>?
        /// Bytes that APIs need of the policy and that were not added to it, as in a plan.
        var reserved: [String: Int] = [:]
    }

    private let known = Mutex<[FunctionARN: Known]>([:])
    private let turns = LaneTurns()

    /// Has a function to itself while `body` runs.
    func with<Value>(_ function: FunctionARN, _ body: () async throws -> Value) async throws -> Value {
        try await turns.enter(function.description)
        defer { turns.leave(function.description) }
        return try await body()
    }

    /// Nil in a reading: there is no such function, alias or version.
    func configuration(of function: FunctionARN, _ service: LambdaService) async throws -> Reading<
        FunctionConfiguration?
    > {
        if let reading = known.withLock({ $0[function]?.configuration }) { return reading }
        let reading = try await Self.reading { try await service.configuration(of: function) }
        known.withLock { $0[function, default: Known()].configuration = reading }
        return reading
    }

    /// - Parameter isRenewed: reads it again, as after a change.
    func policy(
        of function: FunctionARN,
        _ service: LambdaService,
        isRenewed: Bool = false
    ) async throws -> Reading<FunctionPolicy> {
        if !isRenewed, let reading = known.withLock({ $0[function]?.policy }) { return reading }
        let reading = try await Self.reading { try await service.policy(of: function) ?? .empty }
        known.withLock { $0[function, default: Known()].policy = reading }
        return reading
    }

    /// Notes that an API needs room in a policy, so that the next one is not promised the same.
    func reserve(_ bytes: Int, in function: FunctionARN, for apiID: String) {
        known.withLock { $0[function, default: Known()].reserved[apiID] = bytes }
    }

    /// How large the policy is with what other APIs need of it.
    func size(of policy: FunctionPolicy, reservedFor function: FunctionARN, without apiID: String) -> Int {
        let reserved = known.withLock { $0[function]?.reserved ?? [:] }
        return reserved.reduce(policy.size) { $0 + ($1.key == apiID ? 0 : $1.value) }
    }

    /// - Throws: `RunControl.Stopped` when the run is being stopped.
    static func reading<Value: Sendable>(_ read: () async throws -> Value) async throws -> Reading<Value> {
        do {
            return .read(try await read())
        } catch let error as AWSError {
            if error.isDrained { throw RunControl.Stopped() }
            return .failed("\(error.operation): \(error.shortDescription)")
        } catch let error as UnreadableAnswer {
            return .failed("\(error)")
        } catch let error as ConfigurationError {
            return .failed("\(error)")
        }
    }
}
