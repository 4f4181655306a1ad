/// The name of a role's session, as CloudTrail shows it: 2 to 64 of `A-Z a-z 0-9 _ + = , . @ -`.
enum RoleSessionName {
    private static let maximumLength = 64

    /// - Parameter id: of the run; other characters become dashes.
    static func make(_ id: String) -> String {
        let name = "apigw-migrate-\(id)".unicodeScalars.map { isAllowed($0) ? Character($0) : "-" }
        return String(name.prefix(maximumLength))
    }

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII
            && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil
                || "_+=,.@-".unicodeScalars.contains(scalar))
    }
}
