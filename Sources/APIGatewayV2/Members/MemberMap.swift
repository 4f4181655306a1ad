/// Values by member, in the order of the model.
///
/// What a dictionary would be for the few members of a row or an integration, without a table to allocate and keys to hash:
/// a run makes several for each row. All of it can be inlined, so that other modules have it specialized for their values.
public struct MemberMap<Value> {
    public typealias Element = (key: Member, value: Value)

    @usableFromInline var elements: [Element]

    @inlinable
    public init() { elements = [] }

    @inlinable
    init(sorted elements: [Element]) { self.elements = elements }

    @inlinable
    public subscript(member: Member) -> Value? {
        get {
            elements.indices.first { elements[$0].key == member }.map { elements[$0].value }
        }
        set {
            let place = elements.indices.first { elements[$0].key >= member } ?? elements.endIndex
            let isThere = place < elements.endIndex && elements[place].key == member
            switch (newValue, isThere) {
            case (let value?, true): elements[place].value = value
            case (let value?, false) where place == elements.endIndex: elements.append((member, value))
            case (let value?, false): elements.insert((member, value), at: place)
            case (nil, true): elements.remove(at: place)
            case (nil, false): break
            }
        }
    }

    @inlinable
    public subscript(member: Member, default value: @autoclosure () -> Value) -> Value {
        get { self[member] ?? value() }
        set { self[member] = newValue }
    }

    @inlinable
    public var keys: [Member] { elements.map(\.key) }

    @inlinable
    public func mapValues<Other>(_ transform: (Value) throws -> Other) rethrows -> MemberMap<Other> {
        MemberMap<Other>(sorted: try elements.map { ($0.key, try transform($0.value)) })
    }

    @inlinable
    public func filter(_ isIncluded: (Element) throws -> Bool) rethrows -> MemberMap {
        MemberMap(sorted: try elements.filter(isIncluded))
    }
}

extension MemberMap: RandomAccessCollection {
    @inlinable
    public var startIndex: Int { elements.startIndex }
    @inlinable
    public var endIndex: Int { elements.endIndex }
    @inlinable
    public subscript(position: Int) -> Element { elements[position] }
}

extension MemberMap: ExpressibleByDictionaryLiteral {
    @inlinable
    public init(dictionaryLiteral elements: (Member, Value)...) {
        self.init()
        for (member, value) in elements { self[member] = value }
    }
}

extension MemberMap: Sendable where Value: Sendable {}

extension MemberMap: Equatable where Value: Equatable {
    @inlinable
    public static func == (left: MemberMap, right: MemberMap) -> Bool {
        left.elementsEqual(right) { $0.key == $1.key && $0.value == $1.value }
    }
}
