import ArgumentParser
import Reports

/// What is wrong with the settings of a run's profiles: who has to correct one wants to know of the others too.
struct SettingsProblems {
    private(set) var count = 0
    private var first: (any Error)?
    private var messages: [String] = []
    private var known: Set<String> = []

    /// Problems that are shown one by one.
    private static let limit = 20

    mutating func add(_ error: any Error) {
        count += 1
        first = first ?? error
        let message = CommandError(error).message
        if known.insert(message).inserted { messages.append(message) }
    }

    /// - Throws: the only error as it is, or one that lists them and has the exit code of the first.
    func throwIfAny() throws {
        guard let first else { return }
        if messages.count == 1 { throw first }
        var lines = ["\(Quantity.count(messages.count, "problem")) with the settings of the manifest's profiles:"]
        lines += messages.prefix(Self.limit).map { "  \($0)" }
        if messages.count > Self.limit { lines.append("  … and \(messages.count - Self.limit) more") }
        throw CommandError(lines.joined(separator: "\n"), CommandError(first).exitCode)
    }
}
