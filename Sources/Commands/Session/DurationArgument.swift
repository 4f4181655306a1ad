import ArgumentParser
import Foundation

/// `90s`, `10m`, `24h`, `7d`; `0`.
struct DurationArgument: ExpressibleByArgument, Sendable, Equatable {
    var seconds: Double

    init(seconds: Double) {
        self.seconds = seconds
    }

    init?(argument: String) {
        if argument == "0" {
            self.init(seconds: 0)
            return
        }
        guard let unit = argument.last, let factor = Self.units[unit], let number = Double(argument.dropLast()),
            number.isFinite, number >= 0, number * factor <= Self.longest
        else { return nil }
        self.init(seconds: number * factor)
    }

    private static let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
    /// A year: more is a slip of the finger.
    private static let longest = 366 * 86_400.0

    var defaultValueDescription: String {
        for (unit, factor) in [("h", 3600.0), ("m", 60)] where seconds >= factor {
            let number = seconds / factor
            if number == number.rounded() { return "\(Int(number))\(unit)" }
        }
        if seconds == 0 { return "0" }
        return seconds == seconds.rounded() ? "\(Int(seconds))s" : "\(seconds)s"
    }
}

/// `18:00`, in the time zone of this machine.
struct TimeOfDayArgument: ExpressibleByArgument, Sendable, Equatable {
    var hour: Int
    var minute: Int

    init?(argument: String) {
        guard let match = argument.wholeMatch(of: /(\d{1,2}):(\d{2})/), let hour = Int(match.output.1),
            let minute = Int(match.output.2), hour < 24, minute < 60
        else { return nil }
        self.hour = hour
        self.minute = minute
    }

    /// As it is typed.
    var text: String { "\(hour):\(minute < 10 ? "0" : "")\(minute)" }

    /// The next moment with this time of day, by the C library: a release build has no data of time zones for Foundation.
    func next(after date: Date) -> Date? {
        var now = time_t(date.timeIntervalSince1970.rounded(.down))
        for day: Int32 in 0...1 {
            var parts = tm()
            guard localtime_r(&now, &parts) != nil else { return nil }
            parts.tm_mday += day
            (parts.tm_hour, parts.tm_min, parts.tm_sec) = (Int32(hour), Int32(minute), 0)
            // Whether clocks are changed until then is the library's business.
            parts.tm_isdst = -1
            let next = Date(timeIntervalSince1970: Double(mktime(&parts)))
            if next > date { return next }
        }
        return nil
    }
}
