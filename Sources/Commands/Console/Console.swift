import Foundation

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The two output streams and what they can show.
struct Console: Sendable {
    let environment: [String: String]
    /// Whether standard error is a terminal that understands colour and cursor movement.
    let isAnimated: Bool
    let usesColorOnOutput: Bool
    /// Whether a question can be asked and answered.
    let isInteractive: Bool

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
    var width: Int { Self.width(of: STDERR_FILENO) }
    /// Columns of the terminal on standard output.
    var outputWidth: Int { Self.width(of: STDOUT_FILENO) }

    private static func width(of descriptor: Int32) -> Int {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    /// A line on standard error.
    func note(_ message: String) {
        write(message + "\n", to: STDERR_FILENO)
    }

    /// A line that names the program, as every message of trouble does.
    func complain(_ message: String) {
        note("apigw-migrate: \(Style(isOn: isAnimated).red(message))")
    }

    /// Data on standard output.
    ///
    /// - Throws: `CommandError` when it cannot be written; a reader that has gone away is one.
    func output(_ text: String) throws {
        guard write(text, to: STDOUT_FILENO) else {
            throw CommandError("standard output cannot be written: \(String(cString: strerror(errno)))", .inputOutput)
        }
    }

    /// Text on standard error without a line break.
    func draw(_ text: String) {
        write(text, to: STDERR_FILENO)
    }

    /// Waits for an answer on a thread of its own: a blocked pool would not hear a signal.
    func ask(_ question: String) async -> Bool {
        let answer = await answer(to: "\(question) [y/N] ").lowercased()
        return answer == "y" || answer == "yes"
    }

    /// Asks for a text, where there is somebody to ask; one question at a time.
    var prompt: (@Sendable (_ question: String) async throws -> String)? {
        guard isInteractive else { return nil }
        let turns = Turns()
        return { question in await turns.take { await answer(to: question) } }
    }

    private func answer(to question: String) async -> String {
        draw(question)
        return await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: readLine() ?? "") }
        }
    }

    @discardableResult
    private func write(_ text: String, to descriptor: Int32) -> Bool {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { systemWrite(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                return false
            }
            rest = rest.dropFirst(count)
        }
        return true
    }
}

/// The system call, which the method of the same name hides inside the type.
private func systemWrite(_ descriptor: Int32, _ buffer: UnsafeRawPointer?, _ count: Int) -> Int {
    write(descriptor, buffer, count)
}

/// Colours, when they are wanted.
struct Style: Sendable {
    var isOn: Bool

    func red(_ text: String) -> String { wrap(text, "31") }
    func green(_ text: String) -> String { wrap(text, "32") }
    func yellow(_ text: String) -> String { wrap(text, "33") }
    func bold(_ text: String) -> String { wrap(text, "1") }
    func dim(_ text: String) -> String { wrap(text, "2") }

    private func wrap(_ text: String, _ code: String) -> String { isOn ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text }
}
