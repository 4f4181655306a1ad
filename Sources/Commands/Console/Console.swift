import Foundation
import Records
import Reports
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The two output streams and what they can show.
///
/// What is meant for people is made printable here: nothing that came from outside reaches a terminal with its control
/// characters. Nothing here blocks the cooperative pool.
struct Console: Sendable {
    let environment: [String: String]
    /// Whether standard error is a terminal that understands colour and cursor movement.
    let isAnimated: Bool
    let usesColorOnOutput: Bool
    /// Whether a question can be asked and answered.
    let isInteractive: Bool
    private let errors = BackgroundWriter(descriptor: STDERR_FILENO)
    private let questions = Questions()

    /// There is one keyboard.
    private final class Questions: Sendable {
        let turns = Turns()
        /// The one that is not answered yet.
        let open = Mutex<String?>(nil)
    }

    init(environment: [String: String] = ProcessInfo.processInfo.environment) {
        self.environment = environment
        let isDumb = environment["TERM"] == "dumb"
        // https://no-color.org: any value but the empty one.
        let refusesColor = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
        isAnimated = isatty(STDERR_FILENO) == 1 && !isDumb && !refusesColor
        usesColorOnOutput = isatty(STDOUT_FILENO) == 1 && !isDumb && !refusesColor
        isInteractive = isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1
    }

    static let outputDescriptor = STDOUT_FILENO

    /// Columns of the terminal on standard error.
    var width: Int { Self.width(of: STDERR_FILENO) ?? Self.usualWidth }
    /// Columns of the terminal on standard output.
    var outputWidth: Int { Self.width(of: STDOUT_FILENO) ?? Self.usualWidth }
    /// Columns and lines of the terminal on standard output; `nil`: it is none.
    var outputSize: (columns: Int, lines: Int)? { Self.size(of: STDOUT_FILENO) }
    /// Columns for a text that goes to standard output: in a file or a log, values may be longer than on a terminal.
    var pageWidth: Int {
        outputSize?.columns ?? environment["COLUMNS"].flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil } ?? Self.logWidth
    }

    private static let usualWidth = 80
    private static let logWidth = 120

    private static func width(of descriptor: Int32) -> Int? { size(of: descriptor)?.columns }

    private static func size(of descriptor: Int32) -> (columns: Int, lines: Int)? {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return (Int(size.ws_col), Int(size.ws_row))
    }

    // MARK: Standard error

    /// Lines on standard error. A question that is open is asked again below them.
    func note(_ message: String) {
        let lines = SafeText.lines(message) + "\n"
        errors.write(questions.open.withLock(\.self).map { "\n\(lines)\($0)" } ?? lines)
    }

    /// A line that names the program, as every message of trouble does.
    func complain(_ message: String) {
        errors.write("apigw-migrate: \(Style(isOn: isAnimated).red(SafeText.lines(message)))\n")
    }

    /// The program's own text on standard error, with its colours and movements and without a line break.
    func draw(_ text: String) {
        errors.write(text)
    }

    /// The same for what is shown again and again: it is left out while the terminal stands still.
    func animate(_ text: String) {
        errors.offer(text)
    }

    /// Returns when standard error has taken everything.
    func flush() async { await errors.flush() }

    /// For the end of the program: nobody may read standard error any more.
    func flushBeforeExit() async { await errors.flush(within: Self.patience) }

    private static let patience = Duration.seconds(2)

    // MARK: Standard output

    /// Has to come before standard output is written to in another way than by `output`.
    func prepareOutput() async {
        if Self.isOneStream { await errors.flush() }
    }

    /// Data on standard output, byte for byte.
    ///
    /// - Throws: `CommandError` when it cannot be written; a reader that has gone away is one.
    func output(_ text: String) async throws {
        try await output(Array(text.utf8))
    }

    func output(_ bytes: [UInt8]) async throws {
        await prepareOutput()
        let code = try await BlockingThread.run { SystemCall.writeAll(bytes, to: STDOUT_FILENO) }
        if code == 0 { return }
        // Who pipes into `head` knows why the rest is missing.
        if code == EPIPE { throw CommandError("", .inputOutput) }
        throw CommandError("standard output cannot be written: \(String(cString: strerror(code)))", .inputOutput)
    }

    /// A value as indented JSON on standard output. What could drive a terminal is written as an escape.
    func output(_ value: JSONValue) async throws {
        try await output(SafeText.json(JSONWriter(indent: 2).string(value)) + "\n")
    }

    /// Lines for people on standard output, with colours where it has them.
    func output(_ lines: [StyledLine]) async throws {
        try await output(lines.map { $0.text(outputStyle) + "\n" }.joined())
    }

    /// The looks of texts on standard output.
    var outputStyle: TextStyle { Style(isOn: usesColorOnOutput).text }

    /// Both streams go to one place, and what was said first has to be there first.
    private static var isOneStream: Bool {
        var (output, errors) = (stat(), stat())
        return fstat(STDOUT_FILENO, &output) == 0 && fstat(STDERR_FILENO, &errors) == 0
            && (output.st_dev, output.st_ino) == (errors.st_dev, errors.st_ino)
    }

    // MARK: Questions

    /// Waits for an answer on a thread of its own: a blocked pool would not hear a signal.
    func ask(_ question: String) async -> Bool {
        let said: String = await questions.turns.take { await answer(to: "\(question) [y/N] ") }
        return ["y", "yes"].contains(said.lowercased())
    }

    /// Asks for a text, where there is somebody to ask; one question at a time.
    var prompt: (@Sendable (_ question: String) async throws -> String)? {
        guard isInteractive else { return nil }
        return { question in await questions.turns.take { await answer(to: question) } }
    }

    /// Nobody answers what is asked any more.
    func dropQuestion() { questions.open.withLock { $0 = nil } }

    /// - Returns: nothing when the task is cancelled.
    private func answer(to question: String) async -> String {
        let text = SafeText.lines(question)
        questions.open.withLock { $0 = text }
        defer { dropQuestion() }
        draw(text)
        let (answers, continuation) = AsyncStream.makeStream(of: String.self)
        Thread.detachNewThread {
            continuation.yield(readLine() ?? "")
            continuation.finish()
        }
        return await answers.first { _ in true } ?? ""
    }
}

extension Console {
    /// A line beside the progress; who reads that as JSON gets an object.
    func note(_ line: String, beside progress: ProgressChoice) {
        guard progress == .json else { return note(line) }
        note(JSONWriter().string(.object(JSONObject([("note", .string(line))]))))
    }
}
