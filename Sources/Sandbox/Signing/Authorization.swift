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
        // By bytes: by characters it would take a fifth of the time of a whole request.
        let blank = UInt8(ascii: " ")
        var parts: [Substring: Substring] = [:]
        for part in header.utf8.dropFirst(Self.algorithm.utf8.count + 1).split(separator: UInt8(ascii: ",")) {
            let pair = part.drop { $0 == blank }.split(separator: UInt8(ascii: "="), maxSplits: 1)
            guard pair.count == 2 else { return nil }
            parts[Substring(pair[0])] = Substring(pair[1].prefix { $0 != blank })
        }
        guard
            let credential = parts["Credential"]?.utf8
                .split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map({ String(Substring($0)) }),
            credential.count == 5, credential[4] == "aws4_request",
            let names = parts["SignedHeaders"], let signature = parts["Signature"]
        else { return nil }
        accessKeyID = credential[0]
        day = credential[1]
        region = credential[2]
        service = credential[3]
        signedHeaders = names.utf8.split(separator: UInt8(ascii: ";")).map { Substring($0) }
        self.signature = signature
    }
}
