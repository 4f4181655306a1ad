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

    /// The end of the host names in the region's partition (botocore's `partitions.json`). A region that is not known
    /// is taken for one of the partition `aws`.
    static func dnsSuffix(_ region: String) -> String {
        let partitions = [
            ("cn-", "amazonaws.com.cn"),
            ("eusc-de-", "amazonaws.eu"),
            ("us-iso-", "c2s.ic.gov"),
            ("us-isob-", "sc2s.sgov.gov"),
            ("eu-isoe-", "cloud.adc-e.uk"),
            ("us-isof-", "csp.hci.ic.gov"),
        ]
        for (prefix, suffix) in partitions where region.hasPrefix(prefix) && hasPlaceAndNumber(region, after: prefix) {
            return suffix
        }
        return globalRegionSuffixes[region] ?? "amazonaws.com"
    }

    /// Pseudo-regions of partitions as a whole.
    private static let globalRegionSuffixes = [
        "aws-cn-global": "amazonaws.com.cn",
        "aws-iso-global": "c2s.ic.gov",
        "aws-iso-b-global": "sc2s.sgov.gov",
        "aws-iso-e-global": "cloud.adc-e.uk",
        "aws-iso-f-global": "csp.hci.ic.gov",
    ]

    /// `\w+-\d+`, the end of every region's name.
    private static func hasPlaceAndNumber(_ region: String, after prefix: String) -> Bool {
        let parts = region.dropFirst(prefix.count).split(separator: "-", omittingEmptySubsequences: false)
        return parts.count == 2 && !parts[0].isEmpty && !parts[1].isEmpty
            && parts[1].utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains)
    }
}
