/// Finds the name that someone probably meant.
enum NearestName {
    /// Longer names are compared by their beginning: an unknown name can be a megabyte long.
    private static let comparedLength = 64

    /// The candidate with the fewest edits from `name`, whatever the case and the separators; the first of several.
    static func of(_ name: String, among candidates: [String]) -> String? {
        let wanted = normalized(name)
        var best: (name: String, distance: Int)?
        for candidate in candidates {
            let distance = editDistance(wanted, normalized(candidate))
            if distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        return best?.name
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
