import Foundation
import Testing

@testable import Commands

/// `--until 18:00`.
struct TimeOfDayTests {
    /// Around a year, so that changes of clocks are among the days wherever this runs.
    @Test(arguments: ["0:00", "02:30", "18:00", "23:59"], [0, 90, 200, 330])
    func itIsTheNextMomentThatAClockOnTheWallShowsIt(text: String, day: Int) throws {
        let argument = try #require(TimeOfDayArgument(argument: text))
        let now = Date(timeIntervalSince1970: 1_767_225_600 + Double(day) * 86_400 + 12_345.5)
        let next = try #require(argument.next(after: now))
        #expect(next > now)
        // A day with a change of clocks has 25 hours.
        #expect(next.timeIntervalSince(now) <= 25 * 3_600)
        let parts = Calendar.current.dateComponents([.hour, .minute, .second], from: next)
        // 2:30 is left out on the day on which clocks are put forward.
        #expect(text == "02:30" || (parts.hour == argument.hour && parts.minute == argument.minute))
        #expect(parts.second == 0)
    }
}
