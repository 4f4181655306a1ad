import Foundation

/// Runs something on random input: a few times with the same inputs every time, or for as long as
/// `APIGW_MIGRATE_FUZZ_SECONDS` says, with inputs that `APIGW_MIGRATE_FUZZ_SEED` decides.
public struct Fuzzing {
    private var random: SeededGenerator
    private let seconds: Double?

    public init(seed: UInt64) {
        let environment = ProcessInfo.processInfo.environment
        seconds = environment["APIGW_MIGRATE_FUZZ_SECONDS"].flatMap(Double.init)
        let chosen = environment["APIGW_MIGRATE_FUZZ_SEED"].flatMap(UInt64.init) ?? 0
        random = SeededGenerator(seed: seed &+ (seconds == nil ? 0 : chosen &* 1_000))
    }

    public func run(times: Int, _ body: (inout SeededGenerator) -> Void) {
        var random = random
        let start = Date()
        var count = 0
        while seconds.map({ Date().timeIntervalSince(start) < $0 }) ?? (count < times) {
            body(&random)
            count += 1
        }
        if seconds != nil { print("fuzzing: \(count) inputs") }
    }
}
