/// Times as ISO 8601 texts, without a formatter: a report has two of them a row.
enum Timestamp {
    /// UTC with milliseconds, `2026-11-23T17:03:00.125Z`; `nil` outside of the years 1 to 9999.
    static func text(_ secondsSince1970: Double) -> String? {
        guard secondsSince1970 >= -62_135_596_800, secondsSince1970 < 253_402_300_799 else { return nil }
        let millis = Int((secondsSince1970 * 1000).rounded())
        let days = floorDivided(millis, by: 86_400_000)
        let millisOfDay = millis - days * 86_400_000
        let date = civil(days: days)
        return String(unsafeUninitializedCapacity: 24) { bytes in
            var writer = DigitWriter(bytes: bytes)
            writer.append(date.year, digits: 4, "-")
            writer.append(date.month, digits: 2, "-")
            writer.append(date.day, digits: 2, "T")
            writer.append(millisOfDay / 3_600_000, digits: 2, ":")
            writer.append(millisOfDay / 60_000 % 60, digits: 2, ":")
            writer.append(millisOfDay / 1000 % 60, digits: 2, ".")
            writer.append(millisOfDay % 1000, digits: 3, "Z")
            return writer.count
        }
    }

    /// The day of the Gregorian calendar, by the algorithm of Howard Hinnant's "chrono-Compatible Low-Level Date
    /// Algorithms": years begin in March, so that the leap day is the last one.
    private static func civil(days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = floorDivided(shifted, by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    private static func floorDivided(_ value: Int, by divisor: Int) -> Int {
        (value >= 0 ? value : value - (divisor - 1)) / divisor
    }

    /// Fills a buffer with numbers of a fixed width, each with a character behind it.
    private struct DigitWriter {
        let bytes: UnsafeMutableBufferPointer<UInt8>
        var count = 0

        init(bytes: UnsafeMutableBufferPointer<UInt8>) {
            self.bytes = bytes
        }

        mutating func append(_ number: Int, digits: Int, _ separator: Unicode.Scalar) {
            var rest = number
            for index in (count..<count + digits).reversed() {
                bytes[index] = UInt8(ascii: "0") + UInt8(rest % 10)
                rest /= 10
            }
            count += digits
            bytes[count] = UInt8(ascii: separator)
            count += 1
        }
    }
}
