/// Requests that wait for a place in the pool, first come, first served.
struct SubmissionQueue {
    private var elements: [Submission] = []
    /// Everything before this index has been taken.
    private var head = 0

    var isEmpty: Bool { head == elements.count }

    mutating func append(contentsOf submissions: [Submission]) {
        elements.append(contentsOf: submissions)
    }

    mutating func popFirst() -> Submission? {
        guard !isEmpty else { return nil }
        let first = elements[head]
        head += 1
        // Moves the rest to the front once it is the smaller part: constant time on average, and no growth.
        if head * 2 >= elements.count {
            elements.removeFirst(head)
            head = 0
        }
        return first
    }

    mutating func remove(id: UInt64) -> Submission? {
        guard let index = elements[head...].firstIndex(where: { $0.id == id }) else { return nil }
        return elements.remove(at: index)
    }
}
