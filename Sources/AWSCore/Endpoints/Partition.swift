/// A part of AWS with accounts, regions and host names of its own (botocore's `partitions.json`).
enum Partition: String, CaseIterable {
    case aws = "aws"
    case china = "aws-cn"
    case europeanSovereign = "aws-eusc"
    case iso = "aws-iso"
    case isoB = "aws-iso-b"
    case isoE = "aws-iso-e"
    case isoF = "aws-iso-f"
    case usGov = "aws-us-gov"

    /// The partition of a region. One that is not known is taken for one of the partition `aws`.
    static func of(region: String) -> Partition {
        allCases.first { partition in
            region == "\(partition.rawValue)-global"
                || partition.regionPrefixes.contains { isPlace(region, after: $0) }
        } ?? .aws
    }

    /// The partition that an ARN names.
    static func of(arn: String) -> Partition {
        let parts = arn.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
        return parts.count > 1 ? Partition(rawValue: String(parts[1])) ?? .aws : .aws
    }

    var dnsSuffix: String {
        switch self {
        case .aws, .usGov: "amazonaws.com"
        case .china: "amazonaws.com.cn"
        case .europeanSovereign: "amazonaws.eu"
        case .iso: "c2s.ic.gov"
        case .isoB: "sc2s.sgov.gov"
        case .isoE: "cloud.adc-e.uk"
        case .isoF: "csp.hci.ic.gov"
        }
    }

    var dualStackDNSSuffix: String {
        switch self {
        case .aws, .usGov: "api.aws"
        case .china: "api.amazonwebservices.com.cn"
        case .europeanSovereign: "api.amazonwebservices.eu"
        case .iso: "api.aws.ic.gov"
        case .isoB: "api.aws.scloud"
        case .isoE: "api.cloud-aws.adc-e.uk"
        case .isoF: "api.aws.hci.ic.gov"
        }
    }

    /// The region that stands for the partition as a whole.
    var implicitRegion: String {
        switch self {
        case .aws: "us-east-1"
        case .china: "cn-northwest-1"
        case .europeanSovereign: "eusc-de-east-1"
        case .iso: "us-iso-east-1"
        case .isoB: "us-isob-east-1"
        case .isoE: "eu-isoe-west-1"
        case .isoF: "us-isof-south-1"
        case .usGov: "us-gov-west-1"
        }
    }

    private var regionPrefixes: [String] {
        switch self {
        case .aws: ["us-", "eu-", "ap-", "sa-", "ca-", "me-", "af-", "il-", "mx-"]
        case .china: ["cn-"]
        case .europeanSovereign: ["eusc-de-"]
        case .iso: ["us-iso-"]
        case .isoB: ["us-isob-"]
        case .isoE: ["eu-isoe-"]
        case .isoF: ["us-isof-"]
        case .usGov: ["us-gov-"]
        }
    }

    /// `\w+-\d+`, the end of every region's name.
    private static func isPlace(_ region: String, after prefix: String) -> Bool {
        guard region.hasPrefix(prefix) else { return false }
        let parts = region.dropFirst(prefix.count).split(separator: "-", omittingEmptySubsequences: false)
        return parts.count == 2 && !parts[0].isEmpty && !parts[1].isEmpty
            && parts[1].utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains)
    }
}
