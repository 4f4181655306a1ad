/// The moment of a signature, in the two forms that SigV4 uses.
public struct SigningDate: Sendable, Hashable {
    /// `20150830`: the day of the credential scope.
    public let dateStamp: String
    /// `20150830T123600Z`: the value of `X-Amz-Date`.
    public let timestamp: String

    /// - Parameter secondsSince1970: UTC; fractions are dropped, and what is outside the years 1 to 9999 is cut to them.
    public init(secondsSince1970: Double) {
        let range = CivilTime.secondsRange
        let seconds =
            secondsSince1970.isNaN
            ? 0 : Int64(min(max(secondsSince1970, Double(range.lowerBound)), Double(range.upperBound)))
        let time = CivilTime(secondsSince1970: seconds)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(16)
        bytes.appendDecimal(time.year, digits: 4)
        bytes.appendDecimal(time.month, digits: 2)
        bytes.appendDecimal(time.day, digits: 2)
        dateStamp = String(decoding: bytes, as: UTF8.self)
        bytes.append(UInt8(ascii: "T"))
        bytes.appendDecimal(time.hour, digits: 2)
        bytes.appendDecimal(time.minute, digits: 2)
        bytes.appendDecimal(time.second, digits: 2)
        bytes.append(UInt8(ascii: "Z"))
        timestamp = String(decoding: bytes, as: UTF8.self)
    }
}

extension [UInt8] {
    /// Appends the last `digits` decimal digits of a value, with leading zeros.
    fileprivate mutating func appendDecimal(_ value: Int, digits: Int) {
        var divisor = 1
        for _ in 1..<digits { divisor *= 10 }
        while divisor > 0 {
            append(UInt8(ascii: "0") + UInt8(value / divisor % 10))
            divisor /= 10
        }
    }
}
