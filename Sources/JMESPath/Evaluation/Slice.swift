import Records

extension Node.Slice {
    /// The elements from `start` on, before `stop`, every `step`-th. Negative bounds count from the end, and bounds outside
    /// of the array are those nearest to them.
    func elements(of array: [JSONValue]) -> [JSONValue] {
        let step = step ?? 1
        let first: Int
        let end: Int
        if step > 0 {
            first = start.map { Self.clamped($0, array.count, 0...array.count) } ?? 0
            end = stop.map { Self.clamped($0, array.count, 0...array.count) } ?? array.count
        } else {
            first = start.map { Self.clamped($0, array.count, -1...array.count - 1) } ?? array.count - 1
            end = stop.map { Self.clamped($0, array.count, -1...array.count - 1) } ?? -1
        }
        var elements: [JSONValue] = []
        var index = first
        while step > 0 ? index < end : index > end {
            elements.append(array[index])
            let (next, isTooFar) = index.addingReportingOverflow(step)
            if isTooFar { break }
            index = next
        }
        return elements
    }

    private static func clamped(_ bound: Int, _ count: Int, _ range: ClosedRange<Int>) -> Int {
        min(max(bound < 0 ? bound + count : bound, range.lowerBound), range.upperBound)
    }
}

extension [JSONValue] {
    /// The element at an index, which counts from the end when it is negative; nil outside of the array.
    func element(at index: Int) -> JSONValue? {
        let place = index < 0 ? index + count : index
        return indices.contains(place) ? self[place] : nil
    }
}
