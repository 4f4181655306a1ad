import APIGatewayV2
import Records

/// A manifest to be filled in.
public enum ManifestTemplate {
    /// A table's header line, or in JSON Lines one object with a sample of each value.
    ///
    /// - Parameter isMinimal: only the columns that most migrations need.
    public static func text(format: ManifestFormat, isMinimal: Bool) -> String {
        let targets: [TargetField] = isMinimal ? [.apiID, .integrationID, .region, .profile] : TargetField.allCases
        let members: [Member] = isMinimal ? [.integrationURI, .timeoutInMillis] : Member.allCases
        guard let delimiter = format.delimiter else {
            let ids = targets.map { (key: $0.columnName, value: JSONValue.string("")) }
            let values = members.map { (key: $0.columnName, value: $0.sample) }
            return JSONWriter().string(.object(JSONObject(ids + values))) + "\n"
        }
        let names = targets.map(\.columnName) + members.map(\.columnName)
        return names.joined(separator: String(UnicodeScalar(delimiter))) + "\n"
    }
}

extension Member {
    /// A value that the member may hold.
    fileprivate var sample: JSONValue {
        switch self.rule.kind {
        case .string: .string("")
        case .enumeration(let values): .string(values.first ?? "")
        case .integer(let range): .integer(range.upperBound)
        case .map, .statusMap, .structure: .object(JSONObject())
        }
    }
}
