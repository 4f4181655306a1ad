/// Moments, in seconds since 1970, as the texts that AWS, HTTP and reports have for them. No formatter is involved: a report
/// writes two a row, a request signs one.
public enum Timestamp {
    /// UTC with milliseconds (ISO 8601), `2026-11-23T17:03:00.125Z`; `nil` outside of the years 1 to 9999.
    public static func precise(_ secondsSince1970: Double) -> String? {
        guard secondsSince1970 >= Double(CivilTime.secondsRange.lowerBound),
            secondsSince1970 < Double(CivilTime.secondsRange.upperBound)
        else { return nil }
        let milliseconds = Int64((secondsSince1970 * 1000).rounded())
        let (seconds, rest) = milliseconds.quotientAndRemainder(dividingBy: 1000)
        let isBefore = rest < 0
        return text(CivilTime(secondsSince1970: isBefore ? seconds - 1 : seconds)) { writer in
            writer.append(".")
            writer.append(Int(isBefore ? rest + 1000 : rest), digits: 3)
            writer.append("Z")
        }
    }

    /// Whole seconds (ISO 8601), `2025-03-01T12:00:00` and the zone's name. Moments outside of the years 1 to 9999 are cut to
    /// them.
    public static func text(_ secondsSince1970: Double, zone: String = "Z") -> String {
        text(civil(secondsSince1970)) { $0.append(zone) }
    }

    /// The basic form of ISO 8601, as SigV4 wants it: `20150830T123600Z`. Fractions are dropped, and moments outside of the
    /// years 1 to 9999 are cut to them.
    public static func compact(_ secondsSince1970: Double) -> String {
        let time = civil(secondsSince1970)
        var writer = DigitWriter()
        writer.append(time.year, digits: 4)
        writer.append(time.month, digits: 2)
        writer.append(time.day, digits: 2)
        writer.append("T")
        writer.append(time.hour, digits: 2)
        writer.append(time.minute, digits: 2)
        writer.append(time.second, digits: 2)
        writer.append("Z")
        return writer.text
    }

    private static func text(_ time: CivilTime, _ end: (inout DigitWriter) -> Void) -> String {
        var writer = DigitWriter()
        writer.append(time.year, digits: 4)
        writer.append("-")
        writer.append(time.month, digits: 2)
        writer.append("-")
        writer.append(time.day, digits: 2)
        writer.append("T")
        writer.append(time.hour, digits: 2)
        writer.append(":")
        writer.append(time.minute, digits: 2)
        writer.append(":")
        writer.append(time.second, digits: 2)
        end(&writer)
        return writer.text
    }

    private static func civil(_ secondsSince1970: Double) -> CivilTime {
        let range = CivilTime.secondsRange
        if secondsSince1970.isNaN { return CivilTime(secondsSince1970: 0) }
        let cut = min(max(secondsSince1970, Double(range.lowerBound)), Double(range.upperBound))
        return CivilTime(secondsSince1970: Int64(cut))
    }

    private struct DigitWriter {
        private var bytes: [UInt8] = []

        init() {
            bytes.reserveCapacity(24)
        }

        var text: String { String(decoding: bytes, as: UTF8.self) }

        mutating func append(_ text: String) { bytes += text.utf8 }

        /// The last `digits` decimal digits of a number, with leading zeros.
        mutating func append(_ number: Int, digits: Int) {
            var divisor = 1
            for _ in 1..<digits { divisor *= 10 }
            while divisor > 0 {
                bytes.append(UInt8(ascii: "0") + UInt8(number / divisor % 10))
                divisor /= 10
            }
        }
    }
}
