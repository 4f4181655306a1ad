/// What is known of region names.
enum Region {
    private static let maximumLabelLength = 63

    /// A region becomes a part of a host name: 1 to 63 of `A-Za-z0-9-`, no dash at the ends, not only digits.
    static func isValid(_ region: String) -> Bool {
        let bytes = region.utf8
        guard (1...maximumLabelLength).contains(bytes.count), bytes.first != UInt8(ascii: "-"),
            bytes.last != UInt8(ascii: "-")
        else { return false }
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        return bytes.allSatisfy { URIEncoding.isUnreserved($0) && !"_.~".utf8.contains($0) }
            && !bytes.allSatisfy(digits.contains)
    }

    /// The real region of a legacy pseudo-region (`fips-us-east-1`, `us-gov-west-1-fips`); another one as it is.
    static func withoutFIPS(_ region: String) -> String {
        region.replacing("fips-", with: "").replacing("-fips", with: "")
    }
}
