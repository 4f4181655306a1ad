import Foundation

/// The name of a run in reports: when it was made, and four characters that tell two runs of one second apart.
enum RunIdentifier {
    static func make(at secondsSince1970: Double) -> String {
        let date = Date(timeIntervalSince1970: secondsSince1970)
        let style = Date.ISO8601FormatStyle(dateSeparator: .omitted, timeSeparator: .omitted)
        let suffix = (0..<4).map { _ in "abcdefghijklmnopqrstuvwxyz0123456789".randomElement() ?? "0" }
        return "\(date.formatted(style))-\(String(suffix))"
    }
}
