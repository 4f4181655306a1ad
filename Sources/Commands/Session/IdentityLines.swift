import AWSCore
import Foundation
import Migration
import Records
import Reports

/// Whose credentials a run is about to use, a line for each set. Pure.
struct IdentityLines: Sendable {
    /// Seconds since 1970.
    var now: Double

    /// Sets that are shown one by one.
    static let limit = 20
    /// A reason is cut there: the summary has all of it.
    fileprivate static let reasonLimit = 160

    /// So many sets without a known account are named; more of them are one line with as many examples: what keeps STS from
    /// answering is mostly one cause.
    private static let namedUnknown = 3

    /// What needs attention comes first: credentials that are not used, then accounts that are not known, then what expires
    /// soonest, then what expires nobody knows when.
    func lines(_ found: [Identification]) -> [String] {
        let sorted = found.enumerated().sorted { ($0.element.urgency, $0.offset) < ($1.element.urgency, $1.offset) }
            .map(\.element)
        let folded = Dictionary(grouping: sorted.filter(\.isUnknown)) { $0.credentials.accountID != nil }.values
            .filter { $0.count > Self.namedUnknown }
        let isFolded = { (hasARN: Bool) in folded.contains { ($0[0].credentials.accountID != nil) == hasARN } }
        let named = sorted.filter { !($0.isUnknown && isFolded($0.credentials.accountID != nil)) }
        let parked = named.prefix { $0.parking != nil }
        var lines = named.prefix(Self.limit).map(line)
        lines.insert(contentsOf: folded.map(line(folding:)).sorted(), at: min(parked.count, Self.limit))
        let rest = named.dropFirst(Self.limit)
        if !rest.isEmpty {
            let unused = rest.count { $0.parking != nil }
            lines.append("… and \(rest.count) more" + (unused > 0 ? ", \(unused) of them not used" : ""))
        }
        return lines
    }

    /// - Parameter unknown: sets whose account is not known, or by its ARN alone; not empty.
    func line(folding unknown: [Identification]) -> String {
        if unknown.count == 1 { return line(unknown[0]) }
        let names = unknown.prefix(Self.namedUnknown).map { Printable.text($0.credentials.name) }
        let more = unknown.count > names.count ? ", …" : ""
        let account = unknown[0].credentials.accountID == nil ? "account unknown" : "accounts by their ARNs"
        let sets = Quantity.count(unknown.count, "set")
        return
            "Using \(sets) of credentials: \(account) (\(names.joined(separator: ", "))\(more); the first: \(unknown[0].reason))"
    }

    private func line(_ found: Identification) -> String {
        let name = Printable.text(found.credentials.name)
        switch found.finding {
        case .known(let identity):
            let caller = "account \(identity.caller.account), \(identity.caller.arn)"
            return "Using \(name): \(Printable.text(caller)), \(words(for: identity.expiry))"
        case .unknown:
            let account = found.credentials.accountID.map { "account \($0) by its ARN" } ?? "account unknown"
            return "Using \(name): \(account) (\(found.reason))"
        case .parked(let parking):
            let rows = found.groups.reduce(0) { $0 + $1.openRows }
            let stay = "\(Quantity.count(rows, "row")) \(rows == 1 ? "stays" : "stay") pending"
            return "Not using \(name), \(stay): \(Printable.text(parking.reason, limit: Self.reasonLimit))"
        }
    }

    private func words(for expiry: Identity.Expiry) -> String {
        switch expiry {
        case .never: "no expiry"
        case .unknown: "temporary, expiry unknown"
        case .at(let moment): words(forTimeLeft: moment - now)
        }
    }

    private func words(forTimeLeft left: Double) -> String {
        if left <= 0 { return "expired" }
        if left < 120 { return "expires in \(Int(left)) s" }
        let minutes = Int(min(left, Self.year) / 60)
        if minutes < 120 { return "expires in \(minutes) min" }
        return "expires in \(minutes / 60) h \(minutes % 60) min"
    }

    /// More than any credentials last, and little enough for an integer.
    private static let year = 366.0 * 86_400
}

extension Identification {
    /// Whose account STS did not say.
    var isUnknown: Bool {
        if case .unknown = finding { true } else { false }
    }

    /// Why STS did not say it, as far as a line has room.
    fileprivate var reason: String {
        if case .unknown(let reason) = finding { Printable.text(reason, limit: IdentityLines.reasonLimit) } else { "" }
    }

    fileprivate var parking: Parking? {
        if case .parked(let parking) = finding { parking } else { nil }
    }

    /// The smaller, the more urgent.
    fileprivate var urgency: Double {
        switch finding {
        case .parked: -.infinity
        case .unknown: -.greatestFiniteMagnitude
        case .known(let identity):
            switch identity.expiry {
            case .at(let moment): moment
            case .unknown: .greatestFiniteMagnitude
            case .never: .infinity
            }
        }
    }
}
