/// Finds the name that someone probably meant among the known ones.
struct NearestName: Sendable {
    /// Longer names are compared by their beginning: an unknown name can be a megabyte long.
    private static let comparedLength = 40

    /// A name that holds the other one, as `timeout_in_millis` holds `timeout`, is as near as one with this many edits.
    private static let containingDistance = 2

    private let candidates: [(name: String, normalized: [UInt8])]

    init(_ names: [String]) {
        candidates = names.map { ($0, Self.normalized($0)) }
    }

    /// The candidate with the fewest edits from `name`, whatever the case and the separators; the first of several.
    func nearest(to name: String) -> String? {
        let wanted = Self.normalized(name)
        var best: (name: String, distance: Int)?
        for (candidate, known) in candidates {
            let limit = best?.distance ?? .max
            var distance = Int.max
            if Self.isPart(wanted, of: known) || Self.isPart(known, of: wanted) { distance = Self.containingDistance }
            // As many edits as the lengths differ by are needed at least.
            if abs(known.count - wanted.count) < min(limit, distance) {
                distance = min(distance, Self.editDistance(wanted, known))
            }
            if distance < limit { best = (candidate, distance) }
        }
        return best?.name
    }

    private static func isPart(_ part: [UInt8], of whole: [UInt8]) -> Bool {
        part.count > 2 && whole.count >= part.count
            && (whole.starts(with: part) || whole.suffix(part.count).elementsEqual(part))
    }

    private static func normalized(_ name: String) -> [UInt8] {
        name.prefix(comparedLength).lowercased().utf8.filter { $0 != UInt8(ascii: "_") && $0 != UInt8(ascii: "-") }
    }

    /// Insertions, deletions, replacements, and swaps of neighbours (optimal string alignment), each counting one.
    static func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var beforeLast = [Int](repeating: 0, count: right.count + 1)
        var last = Array(0...right.count)
        for (row, leftByte) in left.enumerated() {
            var current = last
            current[0] = row + 1
            for (column, rightByte) in right.enumerated() {
                let replaced = last[column] + (leftByte == rightByte ? 0 : 1)
                var least = min(replaced, last[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, leftByte == right[column - 1], left[row - 1] == rightByte {
                    least = min(least, beforeLast[column - 1] + 1)
                }
                current[column + 1] = least
            }
            (beforeLast, last) = (last, current)
        }
        return last[right.count]
    }
}
