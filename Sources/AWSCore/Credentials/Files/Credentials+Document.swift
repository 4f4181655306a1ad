import Records

/// A JSON document with credentials lacks something.
struct CredentialsDocumentError: Error, CustomStringConvertible {
    let description: String
}

extension Credentials {
    /// - Parameter tokenKey: what the document calls the session token.
    init(_ document: JSONObject, tokenKey: String = "SessionToken") throws(CredentialsDocumentError) {
        func text(_ key: String) throws(CredentialsDocumentError) -> String {
            guard let value = document[key]?.string, !value.isEmpty else {
                throw CredentialsDocumentError(description: "it has no \(key)")
            }
            return value
        }
        self.init(
            accessKeyID: try text("AccessKeyId"),
            secretAccessKey: Secret(try text("SecretAccessKey")),
            sessionToken: document[tokenKey]?.string.map(Secret.init),
            accountID: document["AccountId"]?.string
        )
        guard let moment = document["Expiration"], !moment.isNull else { return }
        guard let seconds = moment.string.flatMap(Timestamp.seconds) else {
            throw CredentialsDocumentError(description: "its Expiration is no moment in ISO 8601")
        }
        expiration = seconds
    }
}
