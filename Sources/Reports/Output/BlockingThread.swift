import Foundation

/// Runs work that may block on a thread of its own: a thread of the cooperative pool that blocks stops every timer and keeps
/// signals from being heard.
public enum BlockingThread {
    public static func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result(catching: body)) }
        }
    }
}
