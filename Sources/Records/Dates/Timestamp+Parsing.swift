extension Timestamp {
    /// Reads a moment as credentials carry it (ISO 8601): `2025-03-01T12:00:00Z`.
    ///
    /// - Parameter text: the date and the time, with or without a fraction; in UTC (`Z`, `UTC`, or nothing) or with an
    ///   offset (`+01:00`, `+0100`).
    /// - Returns: seconds since 1970, `nil` if it is no moment.
    public static func seconds(_ text: String) -> Double? {
        let bytes = Array(text.utf8)
        guard bytes.count >= 19, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
            bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: " "), bytes[13] == UInt8(ascii: ":"),
            bytes[16] == UInt8(ascii: ":"),
            let year = number(bytes[0..<4], in: 1...9_999), let month = number(bytes[5..<7], in: 1...12),
            let day = number(bytes[8..<10], in: 1...31), let hour = number(bytes[11..<13], in: 0...23),
            let minute = number(bytes[14..<16], in: 0...59), let second = number(bytes[17..<19], in: 0...60)
        else { return nil }
        var rest = bytes[19...]
        var fraction = 0.0
        if rest.first == UInt8(ascii: ".") {
            let digits = rest.dropFirst().prefix { isDigit($0) }
            guard !digits.isEmpty, let value = Double("0.\(String(decoding: digits, as: UTF8.self))") else {
                return nil
            }
            fraction = value
            rest = rest[digits.endIndex...]
        }
        guard let offset = offset(String(decoding: rest, as: UTF8.self)) else { return nil }
        let time = CivilTime(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
        return Double(time.secondsSince1970) + fraction - Double(offset)
    }

    /// Reads a date as HTTP headers carry it (RFC 9110, section 5.6.7); only the form that may still be generated:
    /// `Sun, 06 Nov 1994 08:49:37 GMT`.
    /// - Returns: seconds since 1970, `nil` if it is none.
    public static func httpDate(_ text: String) -> Double? {
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[0].utf8.count == 4, parts[0].hasSuffix(","), parts[5] == "GMT",
            parts[1].utf8.count == 2, parts[3].utf8.count == 4,
            let day = number(parts[1].utf8, in: 1...31),
            let month = months.firstIndex(of: String(parts[2])),
            let year = number(parts[3].utf8, in: 1...9_999)
        else { return nil }
        let time = parts[4].split(separator: ":", omittingEmptySubsequences: false)
        // 60: a leap second.
        guard time.count == 3, time.allSatisfy({ $0.utf8.count == 2 }),
            let hour = number(time[0].utf8, in: 0...23),
            let minute = number(time[1].utf8, in: 0...59),
            let second = number(time[2].utf8, in: 0...60)
        else { return nil }
        let civil = CivilTime(year: year, month: month + 1, day: day, hour: hour, minute: minute, second: second)
        return Double(civil.secondsSince1970)
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// Seconds east of Greenwich.
    private static func offset(_ zone: String) -> Int? {
        if ["", "Z", "z", "UTC"].contains(zone) { return 0 }
        let digits = zone.utf8.dropFirst().filter { $0 != UInt8(ascii: ":") }
        guard zone.hasPrefix("+") || zone.hasPrefix("-"), digits.count == 4,
            let hours = number(digits[0..<2], in: 0...23), let minutes = number(digits[2..<4], in: 0...59)
        else { return nil }
        return (zone.hasPrefix("-") ? -1 : 1) * (hours * 3_600 + minutes * 60)
    }

    private static func number(_ digits: some Collection<UInt8>, in range: ClosedRange<Int>) -> Int? {
        guard digits.allSatisfy(isDigit), let value = Int(String(decoding: Array(digits), as: UTF8.self)),
            range.contains(value)
        else { return nil }
        return value
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
