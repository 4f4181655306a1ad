import HTTPTypes
public import Records

/// How a service names the parts of its listings.
public struct Paging: Sendable {
    /// The member that holds the items of a page.
    let items: String
    /// The member that holds the token of the next page.
    let token: String
    /// The query parameter that hands the token back.
    let parameter: String

    public init(items: String, token: String, parameter: String) {
        self.items = items
        self.token = token
        self.parameter = parameter
    }

    /// More pages than any account's quotas allow to fill: a listing that goes on and on is cut off here.
    static let maximumPages = 1_000
}

extension AWSClient {
    /// Goes through a listing to its end, one request a page.
    ///
    /// - Parameters:
    ///   - operation: `GetIntegrations`.
    ///   - path: of the listing, percent-encoded.
    ///   - take: is given every item.
    /// - Throws: what `send` throws; `UnreadableAnswer` for a page that cannot be read, a token that comes twice, and a
    ///   listing that does not end.
    public func forEachItem(
        of operation: String,
        path: String,
        query: [(name: String, value: String)] = [],
        paging: Paging,
        _ take: (JSONValue) throws(UnreadableAnswer) -> Void
    ) async throws {
        var token: String?
        var seen: Set<String> = []
        for _ in 0..<Paging.maximumPages {
            let next = token.map { [(name: paging.parameter, value: $0)] } ?? []
            let request = AWSRequest(operation: operation, method: .get, path: path, query: query + next)
            let page = try Page(try await send(request).jsonObject(), paging)
            for item in page.items { try take(item) }
            token = page.nextToken
            guard let token else { return }
            if !seen.insert(token).inserted {
                throw UnreadableAnswer(problem: "\(paging.token) repeats itself")
            }
        }
        throw UnreadableAnswer(
            problem: "the listing has not ended after \(Paging.maximumPages) pages, each with another \(paging.token)"
        )
    }
}

/// One page of a listing.
private struct Page {
    var items: [JSONValue] = []
    var nextToken: String?

    init(_ object: JSONObject, _ paging: Paging) throws(UnreadableAnswer) {
        switch object[paging.items] {
        case .array(let items): self.items = items
        case nil, .null: break
        case .some(let other): throw UnreadableAnswer(problem: "\(paging.items) is \(other.typeName)")
        }
        switch object[paging.token] {
        // An empty token ends the listing like an absent one.
        case .string(let token): nextToken = token.isEmpty ? nil : token
        case nil, .null: break
        case .some(let other): throw UnreadableAnswer(problem: "\(paging.token) is \(other.typeName)")
        }
    }
}
