import Foundation

/// A program that runs beside the test, with its output going to files.
final class ChildProcess: Sendable {
    /// How a program ended.
    enum Ending: Equatable {
        case exit(Int32)
        case signal(Int32)
    }

    /// What a program has said, and how it ended.
    struct Result: Equatable {
        var ending: Ending
        var output: String
        var errors: String
    }

    /// No program here needs a tenth of that; one that takes longer hangs.
    static let limit = Duration.seconds(300)

    private let process: Process
    private let ended: AsyncStream<Never>
    private let output: URL
    private let errors: URL

    /// - Parameters:
    ///   - input: of the program; `nil`: nothing.
    ///   - outputs: a folder for what it says.
    ///   - terminal: in the place of standard input and standard error.
    init(
        _ program: URL,
        _ arguments: [String],
        environment: [String: String],
        in folder: URL,
        input: FileHandle? = nil,
        outputs: URL,
        terminal: Terminal? = nil
    ) throws {
        let (ended, continuation) = AsyncStream<Never>.makeStream()
        let name = UUID().uuidString
        self.ended = ended
        output = outputs.appending(path: "\(name).out")
        errors = outputs.appending(path: "\(name).err")
        process = Process()
        process.executableURL = program
        process.arguments = arguments
        process.environment = environment
        process.currentDirectoryURL = folder
        process.standardInput = terminal?.device ?? input ?? FileHandle.nullDevice
        let outputFile = try Self.newFile(output)
        let errorFile = try Self.newFile(errors)
        // The program has its own; Foundation keeps a process, and with it these, until the tests have ended.
        defer {
            try? outputFile.close()
            try? errorFile.close()
        }
        process.standardOutput = outputFile
        process.standardError = terminal?.device ?? errorFile
        process.terminationHandler = { _ in continuation.finish() }
        try process.run()
    }

    private static func newFile(_ url: URL) throws -> FileHandle {
        try Data().write(to: url)
        return try FileHandle(forWritingTo: url)
    }

    /// A test that has failed leaves nothing running.
    deinit {
        signal(SIGKILL)
    }

    func signal(_ number: Int32) {
        if process.isRunning { kill(process.processIdentifier, number) }
    }

    /// Waits for the end without blocking a thread; kills the program when it takes longer than `limit`, and when the
    /// test is cancelled.
    func end() async throws -> Result {
        await withTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                try? await Task.sleep(for: Self.limit)
                if !Task.isCancelled { self.signal(SIGKILL) }
            }
            for await _ in ended {}
            tasks.cancelAll()
        }
        if process.isRunning {
            signal(SIGKILL)
            process.waitUntilExit()
        }
        let ending: Ending =
            process.terminationReason == .exit
            ? .exit(process.terminationStatus) : .signal(process.terminationStatus)
        return Result(ending: ending, output: try Self.text(output), errors: try Self.text(errors))
    }

    /// Returns as soon as `condition` holds; looks every millisecond, as another process cannot be listened to.
    ///
    /// - Throws: `EndedTooSoon` when the program has ended before, `TakesTooLong` after `limit`.
    func until(_ condition: () throws -> Bool) async throws {
        let start = ContinuousClock.now
        while try !condition() {
            if !process.isRunning, try !condition() { throw EndedTooSoon(errors: try Self.text(errors)) }
            if start.duration(to: .now) > Self.limit { throw TakesTooLong(errors: try Self.text(errors)) }
            try await Task.sleep(for: .milliseconds(1))
        }
    }

    /// The same, but content with a program that ends before.
    func untilEnd(or condition: () -> Bool) async throws {
        do {
            try await until(condition)
        } catch is EndedTooSoon {}
    }

    struct EndedTooSoon: Error {
        var errors: String
    }

    struct TakesTooLong: Error {
        var errors: String
    }

    /// What is on standard output by now.
    func outputSoFar() throws -> String { try Self.text(output) }

    /// What is on standard error by now.
    func errorsSoFar() throws -> String { try Self.text(errors) }

    private static func text(_ url: URL) throws -> String {
        String(decoding: try Data(contentsOf: url), as: UTF8.self)
    }
}
