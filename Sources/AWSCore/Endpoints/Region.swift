/// What is known of region names.
public enum Region {
    private static let maximumLabelLength = 63

    /// What is wrong with a region, for the end of a sentence, with what may have been meant; `nil`: nothing.
    public static func problem(_ region: String) -> String? {
        guard isHostLabel(region) else { return "1 to 63 of A-Z a-z 0-9 and -, no - at the ends, not only digits" }
        let lowercased = region.lowercased()
        let meant = withoutZone(lowercased) ?? lowercased
        if meant == region { return nil }
        let reason = lowercased == region ? "that is an availability zone" : "regions are written in lower case"
        return "\(reason), did you mean \(meant)?"
    }

    /// A region becomes a part of a host name: 1 to 63 of `A-Za-z0-9-`, no dash at the ends, not only digits.
    private static func isHostLabel(_ region: String) -> Bool {
        let bytes = region.utf8
        guard (1...maximumLabelLength).contains(bytes.count), bytes.first != UInt8(ascii: "-"),
            bytes.last != UInt8(ascii: "-")
        else { return false }
        return bytes.allSatisfy { URIEncoding.isUnreserved($0) && !"_.~".utf8.contains($0) }
            && !bytes.allSatisfy(isDigit)
    }

    /// The region of an availability zone (`us-east-1a`); `nil`: it is none.
    private static func withoutZone(_ region: String) -> String? {
        let rest = region.utf8.dropLast()
        guard let letter = region.utf8.last, !isDigit(letter), let digit = rest.last, isDigit(digit),
            let dash = rest.lastIndex(of: UInt8(ascii: "-")), rest[rest.index(after: dash)...].allSatisfy(isDigit)
        else { return nil }
        return String(region.dropLast())
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    /// The partition that a region belongs to, as ARNs name it: `aws`, `aws-cn`.
    public static func partitionName(of region: String) -> String { Partition.of(region: region).rawValue }

    /// The real region of a legacy pseudo-region (`fips-us-east-1`, `us-gov-west-1-fips`); another one as it is.
    public static func withoutFIPS(_ region: String) -> String {
        region.replacing("fips-", with: "").replacing("-fips", with: "")
    }
}
