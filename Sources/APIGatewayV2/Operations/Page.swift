public import AWSCore
public import Records

/// One page of a listing.
struct Page {
    var items: [JSONValue] = []
    var nextToken: String?

    init(json: JSONValue) throws(UnreadableAnswer) {
        guard case .object(let object) = json else {
            throw UnreadableAnswer(problem: "expected an object, found \(json.typeName)")
        }
        switch object["items"] {
        case .array(let items): self.items = items
        case nil, .null: break
        case .some(let other): throw UnreadableAnswer(problem: "items is \(other.typeName)")
        }
        switch object["nextToken"] {
        // An empty token ends the listing like an absent one.
        case .string(let token): nextToken = token.isEmpty ? nil : token
        case nil, .null: break
        case .some(let other): throw UnreadableAnswer(problem: "nextToken is \(other.typeName)")
        }
    }
}

extension AWSResponse {
    /// The body as JSON.
    public func json() throws(UnreadableAnswer) -> JSONValue {
        do {
            return try JSONValue(parsing: body, duplicateKeys: .lastWins)
        } catch {
            throw UnreadableAnswer(problem: body.isEmpty ? "the body is empty" : error.message)
        }
    }
}
