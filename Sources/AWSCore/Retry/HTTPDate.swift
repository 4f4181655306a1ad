/// A date as HTTP headers carry it (RFC 9110, section 5.6.7); only the form that may still be generated:
/// `Sun, 06 Nov 1994 08:49:37 GMT`.
struct HTTPDate: Equatable {
    let secondsSince1970: Int64

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    init?(_ text: String) {
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[0].utf8.count == 4, parts[0].hasSuffix(","), parts[5] == "GMT",
            let day = Self.number(parts[1], digits: 2, in: 1...31),
            let month = Self.months.firstIndex(of: String(parts[2])),
            let year = Self.number(parts[3], digits: 4, in: 1...9_999)
        else { return nil }
        let time = parts[4].split(separator: ":", omittingEmptySubsequences: false)
        // 60: a leap second.
        guard time.count == 3, let hour = Self.number(time[0], digits: 2, in: 0...23),
            let minute = Self.number(time[1], digits: 2, in: 0...59),
            let second = Self.number(time[2], digits: 2, in: 0...60)
        else { return nil }
        secondsSince1970 =
            CivilTime(year: year, month: month + 1, day: day, hour: hour, minute: minute, second: second)
            .secondsSince1970
    }

    private static func number(_ text: Substring, digits: Int, in range: ClosedRange<Int>) -> Int? {
        guard text.utf8.count == digits, text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), let value = Int(text),
            range.contains(value)
        else { return nil }
        return value
    }
}
