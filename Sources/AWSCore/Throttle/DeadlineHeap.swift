/// Items in the order of their deadlines: a binary heap. Items with the same deadline come out as they went in.
struct DeadlineHeap<Item> {
    private struct Node {
        var deadline: Int64
        var order: UInt64
        var item: Item

        func precedes(_ other: Node) -> Bool {
            (deadline, order) < (other.deadline, other.order)
        }
    }

    private var nodes: [Node] = []
    private var nextOrder: UInt64 = 0

    var earliestDeadline: Int64? { nodes.first?.deadline }
    var earliestItem: Item? { nodes.first?.item }

    mutating func insert(_ item: Item, deadline: Int64) {
        nodes.append(Node(deadline: deadline, order: nextOrder, item: item))
        nextOrder += 1
        var child = nodes.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard nodes[child].precedes(nodes[parent]) else { break }
            nodes.swapAt(child, parent)
            child = parent
        }
    }

    mutating func removeEarliest() {
        guard let last = nodes.popLast(), !nodes.isEmpty else { return }
        nodes[0] = last
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < nodes.count && nodes[child].precedes(nodes[least]) {
                least = child
            }
            if least == parent { return }
            nodes.swapAt(parent, least)
            parent = least
        }
    }

    mutating func removeAll() {
        nodes = []
    }
}
