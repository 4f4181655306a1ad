/// A text in which something may be left open: all of it known, or with places where anything may stand.
struct OpenText {
    enum Part: Equatable {
        case byte(UInt8)
        /// Any text, also none.
        case anything
    }

    var parts: [Part]

    init(_ text: String) {
        parts = text.utf8.map { .byte($0) }
    }

    init(parts: [Part]) {
        self.parts = parts
    }

    static let anything = OpenText(parts: [.anything])

    static func + (left: OpenText, right: OpenText) -> OpenText {
        OpenText(parts: left.parts + right.parts)
    }
}

/// A pattern of a policy: `*` stands for any text, `?` for one character.
struct Glob {
    /// Which of the texts that a place may hold a pattern matches.
    enum Extent {
        case none, some, all
    }

    private var pattern: [UInt8]

    init(_ pattern: String) {
        self.pattern = Array(pattern.utf8)
    }

    func extent(in text: OpenText) -> Extent {
        if isMatching(text.parts, takesAnything: false) { return .all }
        return isMatching(text.parts, takesAnything: true) ? .some : .none
    }

    /// - Parameter takesAnything: an open place may be filled so that it fits. Without it only `*` covers one.
    private func isMatching(_ text: [OpenText.Part], takesAnything: Bool) -> Bool {
        // reached[i]: the first i bytes of the pattern may end where the text has been read to.
        var reached = [Bool](repeating: false, count: pattern.count + 1)
        reached[0] = true
        spread(&reached)
        for part in text {
            var next = [Bool](repeating: false, count: pattern.count + 1)
            for index in reached.indices where reached[index] {
                switch part {
                case .anything:
                    if takesAnything {
                        for later in index...pattern.count { next[later] = true }
                    } else if index < pattern.count, pattern[index] == UInt8(ascii: "*") {
                        next[index] = true
                    }
                case .byte(let byte):
                    guard index < pattern.count else { break }
                    if pattern[index] == UInt8(ascii: "*") {
                        next[index] = true
                    } else if pattern[index] == byte || pattern[index] == UInt8(ascii: "?") {
                        next[index + 1] = true
                    }
                }
            }
            spread(&next)
            reached = next
        }
        return reached[pattern.count]
    }

    /// A `*` may stand for no text at all.
    private func spread(_ reached: inout [Bool]) {
        for index in pattern.indices where reached[index] && pattern[index] == UInt8(ascii: "*") {
            reached[index + 1] = true
        }
    }
}
