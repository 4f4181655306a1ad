/// Collects the text of a table, with the AWS CLI's colours where they are wanted.
struct TableCanvas {
    private(set) var text = ""
    private let usesColor: Bool
    /// How many bars stand at both ends of a line.
    var indent = 0

    private static let reset = "\u{1B}[0m"

    init(usesColor: Bool) {
        self.usesColor = usesColor
    }

    /// The CLI's colour library resets the terminal after each piece that is written.
    mutating func write(_ piece: String) {
        text += piece
        if usesColor { text += Self.reset }
    }

    mutating func writeLine(_ line: String) {
        let bars = String(repeating: usesColor ? "\u{1B}[2m\u{1B}[33m|\(Self.reset)" : "|", count: indent)
        write(bars)
        write(line)
        write(bars)
        write("\n")
    }

    func value(_ text: String) -> String {
        usesColor ? "\u{1B}[1m\u{1B}[34m\(text)\(Self.reset)" : text
    }
}
