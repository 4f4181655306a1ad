public import Records

/// An HTTP API as `ExportApi` writes it, in OpenAPI.
public struct APIDocument: Sendable {
    private let document: JSONObject

    public init(_ document: JSONObject) {
        self.document = document
    }

    /// What differs between any two exports of one API: where it is served, and when or as which version it was made.
    private static let incidental: Set<String> = ["servers", "info"]

    /// What differs from another document of the same API, by name: `GET /orders` for a route, `components` for a part of the
    /// document. Sorted. The order of members does not count.
    public func differences(from other: APIDocument) -> [String] {
        var names: Set<String> = []
        for part in Self.keys(document, other.document) where !Self.incidental.contains(part) {
            let (mine, others) = (document[part], other.document[part])
            if mine == others { continue }
            if part == "paths", let mine = mine?.object, let others = others?.object {
                names.formUnion(Self.changedRoutes(mine, others))
            } else {
                names.insert(part)
            }
        }
        return names.sorted()
    }

    private static func changedRoutes(_ mine: JSONObject, _ others: JSONObject) -> [String] {
        keys(mine, others).flatMap { path -> [String] in
            let (mine, others) = (mine[path]?.object ?? JSONObject(), others[path]?.object ?? JSONObject())
            return keys(mine, others).filter { mine[$0] != others[$0] }.map { "\(name(ofMethod: $0)) \(path)" }
        }
    }

    /// As route keys have it: `GET`, and `ANY` for the extension that stands for all methods.
    private static func name(ofMethod method: String) -> String {
        method == "x-amazon-apigateway-any-method" ? "ANY" : method.uppercased()
    }

    private static func keys(_ one: JSONObject, _ other: JSONObject) -> Set<String> {
        Set(one.members.map(\.key) + other.members.map(\.key))
    }
}
