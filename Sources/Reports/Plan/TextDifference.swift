/// Two texts without what they begin and end with in common.
struct TextDifference: Equatable {
    var beginning: String
    var removed: String
    var added: String
    var ending: String

    /// So much in common makes two texts versions of one. Less is a coincidence, as in POST and PUT.
    private static let leastCommon = 8

    init(_ before: String, _ after: String) {
        let (old, new) = (Array(before), Array(after))
        let most = min(old.count, new.count)
        var start = 0
        while start < most, old[start] == new[start] { start += 1 }
        var end = 0
        while end < most - start, old[old.count - 1 - end] == new[new.count - 1 - end] { end += 1 }
        beginning = String(old[..<start])
        removed = String(old[start..<(old.count - end)])
        added = String(new[start..<(new.count - end)])
        ending = String(old[(old.count - end)...])
    }

    /// Whether it is worth showing the differing parts only.
    var areVersions: Bool { beginning.count + ending.count >= Self.leastCommon }
}
