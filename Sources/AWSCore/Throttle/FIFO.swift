/// First in, first out, both in amortised constant time.
struct FIFO<Element> {
    private var elements: [Element] = []
    private var head = 0

    /// The part of the array that has been taken out is cut off when it is at least this long and half of the whole.
    private static var compactionThreshold: Int { 64 }

    var isEmpty: Bool { head == elements.count }

    mutating func append(_ element: Element) {
        elements.append(element)
    }

    mutating func popFirst() -> Element? {
        guard head < elements.count else { return nil }
        let element = elements[head]
        head += 1
        if head == elements.count {
            elements.removeAll(keepingCapacity: head < Self.compactionThreshold)
            head = 0
        } else if head >= Self.compactionThreshold, head * 2 >= elements.count {
            elements.removeFirst(head)
            head = 0
        }
        return element
    }

    mutating func removeAll() {
        elements = []
        head = 0
    }
}
