import Records

/// `sort`, `max`, `min` and those by an expression.
extension Call {
    /// What the elements are ordered by: all numbers, or all strings.
    func keys(of elements: [JSONValue], by node: Node? = nil) throws(JMESPathError) -> [Orderable] {
        var keys: [Orderable] = []
        for element in elements {
            let value = if let node { try evaluator.evaluate(node, element) } else { element }
            guard let key = Orderable(value), keys.first?.isComparable(to: key) != false else {
                let types = ["number", "string"].filter { keys.first.map(\.typeName) ?? $0 == $0 }
                throw mismatch(value, types.map { "all of type \($0)" })
            }
            keys.append(key)
        }
        return keys
    }

    /// Elements with equal keys keep their order.
    func sorted(_ elements: [JSONValue], keys: [Orderable]) throws(JMESPathError) -> [JSONValue] {
        let order = elements.indices.sorted { left, right in
            switch keys[left].order(to: keys[right]) {
            case .less: true
            case .greater: false
            default: left < right
            }
        }
        return order.map { elements[$0] }
    }

    func extreme(by node: Node, _ wins: (Orderable.Order) -> Bool) throws(JMESPathError) -> JSONValue {
        try extreme(of: array(0), by: node, wins)
    }

    /// The first of the elements that no other one beats; null without elements.
    func extreme(
        of elements: [JSONValue],
        by node: Node? = nil,
        _ wins: (Orderable.Order) -> Bool
    ) throws(JMESPathError) -> JSONValue {
        let keys = try keys(of: elements, by: node)
        guard var best = elements.indices.first else { return .null }
        for index in elements.indices {
            if let order = keys[index].order(to: keys[best]), wins(order) { best = index }
        }
        return elements[best]
    }
}
