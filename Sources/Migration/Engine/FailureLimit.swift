/// When enough rows have failed, or have drifted, for a run to stop.
public enum FailureLimit: Sendable, Equatable {
    case count(Int)
    /// Of the rows ended, 0 to 100.
    case percent(Double)

    /// A share says little of the first rows: one of three failed is 33 %.
    static let firstRowForPercent = 100

    /// Reads `20` or `5%`.
    public init?(_ text: String) {
        if text.hasSuffix("%") {
            guard let percent = Double(text.dropLast()), (0...100).contains(percent) else { return nil }
            self = .percent(percent)
        } else {
            guard let count = Int(text), count >= 0 else { return nil }
            self = .count(count)
        }
    }

    /// As it is typed.
    public var text: String {
        switch self {
        case .count(let count): "\(count)"
        case .percent(let percent): percent == percent.rounded() ? "\(Int(percent))%" : "\(percent)%"
        }
    }

    /// Whether the limit has been passed.
    func isExceeded(failed: Int, ended: Int) -> Bool {
        switch self {
        case .count: !allows(failed: failed, ended: ended)
        case .percent: ended >= Self.firstRowForPercent && !allows(failed: failed, ended: ended)
        }
    }

    /// Whether so many failures are within the limit. A share is one of the first hundred rows at the least.
    func allows(failed: Int, ended: Int) -> Bool {
        switch self {
        case .count(let limit): failed <= limit
        case .percent(let limit): Double(failed) <= Double(max(ended, Self.firstRowForPercent)) * limit / 100
        }
    }
}
