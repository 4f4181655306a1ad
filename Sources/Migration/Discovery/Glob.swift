/// A pattern in which `*` stands for any text, also for none.
public struct Glob: Sendable, Equatable {
    public let text: String
    /// What stands between the stars: always one more than there are stars.
    private let literals: [Substring]

    public init(_ text: String) {
        self.text = text
        literals = text.split(separator: "*", omittingEmptySubsequences: false)
    }

    public var starCount: Int { literals.count - 1 }

    /// What each star stands for, the shortest that will do from left to right; `nil` when the text does not match.
    public func match(_ text: some StringProtocol) -> [String]? {
        var rest = Substring(text)
        guard let first = literals.first, rest.hasPrefix(first) else { return nil }
        rest = rest.dropFirst(first.count)
        if literals.count == 1 { return rest.isEmpty ? [] : nil }
        var found: [String] = []
        for literal in literals.dropFirst().dropLast() {
            guard let place = literal.isEmpty ? rest.startIndex..<rest.startIndex : rest.firstRange(of: literal) else {
                return nil
            }
            found.append(String(rest[..<place.lowerBound]))
            rest = rest[place.upperBound...]
        }
        guard let last = literals.last, rest.hasSuffix(last) else { return nil }
        return found + [String(rest.dropLast(last.count))]
    }

    /// The pattern with a text for each star, in order; takes them from the front of `captures`.
    func filled(from captures: inout ArraySlice<String>) -> String {
        var text = String(literals[0])
        for literal in literals.dropFirst() { text += (captures.popFirst() ?? "") + literal }
        return text
    }
}
