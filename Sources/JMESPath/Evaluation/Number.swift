import Records

/// A number to calculate with. Integers are exact as long as they fit into 64 bits.
enum Number {
    case integer(Int)
    case real(Double)

    init(_ lexeme: String) {
        if let integer = Int(lexeme) {
            self = .integer(integer)
        } else {
            // Text that is a JSON number is always one of Swift's; what is too large becomes infinite.
            self = .real(Double(lexeme) ?? .nan)
        }
    }

    var double: Double {
        switch self {
        case .integer(let integer): Double(integer)
        case .real(let double): double
        }
    }

    /// The number in JSON; nil when it is too large to be written.
    var value: JSONValue? {
        switch self {
        case .integer(let integer): .integer(integer)
        case .real(let double): double.isFinite ? .number(double.description) : nil
        }
    }

    func divided(by count: Int) -> Double {
        guard case .integer(let integer) = self, Int(exactly: double) != integer else { return double / Double(count) }
        // An integer that no floating-point number holds is not rounded before it is divided.
        let (quotient, remainder) = integer.quotientAndRemainder(dividingBy: count)
        return Double(quotient) + Double(remainder) / Double(count)
    }

    /// Compares without rounding an integer to a floating-point number first.
    func order(to other: Number) -> Orderable.Order? {
        switch (self, other) {
        case (.integer(let left), .integer(let right)): Orderable.Order(left, right)
        case (.integer(let left), .real(let right)):
            if let right = Int(exactly: right) {
                Orderable.Order(left, right)
            } else {
                Orderable.Order(Double(left), right)
            }
        case (.real(let left), .integer(let right)):
            if let left = Int(exactly: left) {
                Orderable.Order(left, right)
            } else {
                Orderable.Order(left, Double(right))
            }
        case (.real(let left), .real(let right)): Orderable.Order(left, right)
        }
    }
}

extension [Number] {
    /// Exact as long as all are integers and it fits.
    var sum: Number {
        reduce(.integer(0)) { sum, number in
            if case (.integer(let left), .integer(let right)) = (sum, number) {
                let (exact, isTooLarge) = left.addingReportingOverflow(right)
                if !isTooLarge { return .integer(exact) }
            }
            return .real(sum.double + number.double)
        }
    }
}
