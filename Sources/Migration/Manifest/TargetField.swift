import APIGatewayV2
import AWSCore
import Records

/// The columns that say where a row goes. The raw value is the API's spelling.
enum TargetField: String, CaseIterable, Sendable, Hashable {
    case apiID = "apiId"
    case integrationID = "integrationId"
    case region
    case profile
    case roleARN = "roleArn"
    case accountID = "accountId"

    /// Real ids have 7 to 10 characters. The service documents no limit; this one keeps a path readable.
    static let idLimit = 128

    var columnName: String { Spelling.snakeCase(rawValue) }

    var isRequired: Bool { self == .apiID || self == .integrationID }

    var allowedDescription: String {
        switch self {
        case .apiID, .integrationID: "1 to \(Self.idLimit) characters of A-Z a-z 0-9 _ -"
        case .region: "a region such as us-east-1"
        case .profile: "the name of a profile"
        case .roleARN: RoleARN.allowedDescription
        case .accountID: "12 digits"
        }
    }

    /// What is wrong with a text that is not empty; `nil` when nothing is.
    func problem(of text: String) -> String? {
        if text.utf8.first == UInt8(ascii: " ") || text.utf8.last == UInt8(ascii: " ") {
            // A profile is named as the shared files name it.
            if case .profile = self {} else { return "has a space before or after it" }
        }
        if Placeholder.isNothing(text) { return Placeholder.problem }
        switch self {
        case .apiID, .integrationID:
            if text.utf8.count > Self.idLimit { return "has \(text.unicodeScalars.count) characters" }
            if text.withBytes({ $0.allSatisfy(Self.isIDByte) }) { return nil }
            return Self.isSpreadsheetNumber(text)
                ? "is a number that a spreadsheet has made of an id (format the column as text and enter the ids again)"
                : "holds a character that ids do not have"
        case .region:
            return Region.problem(text).map { "is not a region: \($0)" }
        case .profile:
            return text.utf8.contains { $0 < 0x20 || $0 == 0x7F } ? "holds a control character" : nil
        case .roleARN:
            return RoleARN.problem(of: text)
        case .accountID:
            guard text.utf8.allSatisfy(Self.isDigit) else { return "is not an account id" }
            let count = text.utf8.count
            if count == 12 { return nil }
            return "has \(count) digits" + (count < 12 ? " (spreadsheets drop leading zeros)" : "")
        }
    }

    /// `1.234E+59`, `1,234E+59`: what is left of `1234e56`.
    private static func isSpreadsheetNumber(_ text: String) -> Bool {
        let parts = text.uppercased().split(separator: "E", omittingEmptySubsequences: false)
        guard parts.count == 2, let exponent = parts.last, exponent.hasPrefix("+") || exponent.hasPrefix("-") else {
            return false
        }
        return Double(text.replacing(",", with: ".")) != nil
    }

    private static func isIDByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"),
            UInt8(ascii: "-"):
            true
        default: isDigit(byte)
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}

/// The texts of one record's target.
struct TargetValues {
    var apiID: String?
    var integrationID: String?
    var region: String?
    var profile: String?
    var roleARN: String?
    var accountID: String?

    subscript(field: TargetField) -> String? {
        get {
            switch field {
            case .apiID: apiID
            case .integrationID: integrationID
            case .region: region
            case .profile: profile
            case .accountID: accountID
            case .roleARN: roleARN
            }
        }
        set {
            switch field {
            case .apiID: apiID = newValue
            case .integrationID: integrationID = newValue
            case .region: region = newValue
            case .profile: profile = newValue
            case .accountID: accountID = newValue
            case .roleARN: roleARN = newValue
            }
        }
    }
}
