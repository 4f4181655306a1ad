import Migration
import Reports

/// Colours, when they are wanted.
struct Style: Sendable {
    var isOn: Bool

    func red(_ text: String) -> String { wrap(text, "31") }
    func green(_ text: String) -> String { wrap(text, "32") }
    func yellow(_ text: String) -> String { wrap(text, "33") }
    func bold(_ text: String) -> String { wrap(text, "1") }
    func dim(_ text: String) -> String { wrap(text, "2") }

    /// The looks of the pieces of a text.
    var text: TextStyle {
        guard isOn else { return plainStyle }
        return { role, text in
            switch role {
            case .outcome(.updated), .outcome(.planned): green(text)
            case .outcome(.failed): red(text)
            case .outcome(.drifted), .outcome(.putBack), .note: yellow(text)
            case .outcome(.unchanged), .outcome(.skipped), .outcome(.pending), .faint: dim(text)
            case .title, .heading, .command: bold(text)
            case .removed: wrap(text, "1;9;31")
            case .added: wrap(text, "1;32")
            }
        }
    }

    private func wrap(_ text: String, _ code: String) -> String { isOn ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text }
}
