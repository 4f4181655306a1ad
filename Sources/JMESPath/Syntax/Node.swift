import Records

/// A part of a compiled expression.
indirect enum Node: Sendable {
    /// `@`, and what stands where nothing is written: the value as it is.
    case current
    case field(String)
    case literal(JSONValue)
    case index(Int)
    case slice(Slice)
    /// Each on the result of the one before: `a.b`, `a[0]`, `a | b`.
    case chain([Node])
    /// Some of what `source` gives, `each` applied to all of it, the nulls left out.
    case projection(source: Node, Selection, each: Node)
    /// The first that is true, else the last.
    case or([Node])
    /// The first that is false, else the last.
    case and([Node])
    case not(Node)
    case comparison(Node, Comparator, Node, offset: Int)
    case list([Node])
    case hash([(key: String, value: Node)])
    case call(String, [Node], offset: Int)
    /// `&expression`, which only a call has among its arguments.
    case reference(Node, offset: Int)

    enum Selection: Sendable {
        /// The elements of an array.
        case elements
        /// The values of an object.
        case values
        /// The elements of an array, those of arrays among them taken out one by one.
        case flattened
        /// The elements of an array for which a condition is true.
        case filtered(Node)
    }

    struct Slice: Sendable {
        var start: Int?
        var stop: Int?
        var step: Int?
        var offset: Int
    }
}
