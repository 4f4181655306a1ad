/// The time of a signature, `yyyymmddThhmmssZ`.
struct AmazonDate: Equatable {
    /// Seconds since 1970.
    let seconds: Int
    let text: String

    /// - Returns: `nil` when the text has another form.
    init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 16, bytes[8] == UInt8(ascii: "T"), bytes[15] == UInt8(ascii: "Z") else { return nil }
        func number(_ range: Range<Int>) -> Int? {
            var value = 0
            for byte in bytes[range] {
                guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
                value = value * 10 + Int(byte - UInt8(ascii: "0"))
            }
            return value
        }
        guard let year = number(0..<4), let month = number(4..<6), let day = number(6..<8),
            let hour = number(9..<11), let minute = number(11..<13), let second = number(13..<15),
            (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        self.seconds = Self.days(year: year, month: month, day: day) * 86_400 + hour * 3600 + minute * 60 + second
        self.text = text
    }

    init(seconds: Int) {
        self.seconds = seconds
        var days = seconds / 86_400
        var year = 1970
        while true {
            let length = Self.days(year: year + 1, month: 1, day: 1) - Self.days(year: year, month: 1, day: 1)
            if days < length { break }
            days -= length
            year += 1
        }
        let start = Self.days(year: year, month: 1, day: 1)
        var month = 12
        while month > 1, Self.days(year: year, month: month, day: 1) - start > days { month -= 1 }
        let day = days - (Self.days(year: year, month: month, day: 1) - start) + 1
        let time = seconds % 86_400
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        self.text =
            "\(year)\(two(month))\(two(day))T\(two(time / 3600))\(two(time / 60 % 60))\(two(time % 60))Z"
    }

    /// The day, as in the credential scope.
    var day: Substring { part(0..<8) }

    /// `2026-01-31T12:00:00Z`.
    var iso8601: String {
        "\(part(0..<4))-\(part(4..<6))-\(part(6..<8))T\(time)Z"
    }

    /// `Sat, 31 Jan 2026 12:00:00 GMT`.
    var httpDate: String {
        let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let month = months[(Int(part(4..<6)) ?? 1) - 1]
        return "\(weekdays[seconds / 86_400 % 7]), \(part(6..<8)) \(month) \(part(0..<4)) \(time) GMT"
    }

    /// `12:00:00`.
    private var time: String { "\(part(9..<11)):\(part(11..<13)):\(part(13..<15))" }

    /// Digits of ``text``.
    private func part(_ range: Range<Int>) -> Substring {
        let start = text.utf8.index(text.utf8.startIndex, offsetBy: range.lowerBound)
        return text[start..<text.utf8.index(start, offsetBy: range.count)]
    }

    /// Days since 1970-01-01 in the Gregorian calendar.
    private static func days(year: Int, month: Int, day: Int) -> Int {
        let before = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334][month - 1]
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let previous = year - 1
        let leapDays = (previous / 4 - previous / 100 + previous / 400) - (1969 / 4 - 1969 / 100 + 1969 / 400)
        return (year - 1970) * 365 + leapDays + before + (isLeap && month > 2 ? 1 : 0) + day - 1
    }
}
