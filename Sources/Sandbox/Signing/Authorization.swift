/// The parts of an Authorization header of Signature Version 4.
struct Authorization {
    static let algorithm = "AWS4-HMAC-SHA256"

    var accessKeyID: String
    var day: String
    var region: String
    var service: String
    var signedHeaders: [Substring]
    var signature: Substring

    /// `day/region/service/aws4_request`.
    var credentialScope: String { "\(day)/\(region)/\(service)/aws4_request" }

    /// - Returns: `nil` when the header has another form.
    init?(_ header: String) {
        guard header.hasPrefix(Self.algorithm + " ") else { return nil }
        var parts: [Substring: Substring] = [:]
        for part in header.dropFirst(Self.algorithm.count + 1).split(separator: ",") {
            let pair = part.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
            guard pair.count == 2 else { return nil }
            parts[pair[0]] = pair[1].prefix { $0 != " " }
        }
        guard let credential = parts["Credential"]?.split(separator: "/", omittingEmptySubsequences: false),
            credential.count == 5, credential[4] == "aws4_request",
            let names = parts["SignedHeaders"], let signature = parts["Signature"]
        else { return nil }
        accessKeyID = String(credential[0])
        day = String(credential[1])
        region = String(credential[2])
        service = String(credential[3])
        signedHeaders = names.split(separator: ";")
        self.signature = signature
    }
}
