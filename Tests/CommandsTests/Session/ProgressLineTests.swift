import Foundation
import Pacing
import Testing

@testable import AWSCore
@testable import Commands
@testable import Migration

@Suite struct ProgressLineTests {
    private let line = ProgressLine(style: Style(isOn: false))

    /// 40 of 100 rows after 10 seconds, 30 of them in this session; group 1 has done half of its 40, group 2 10 of its 50.
    private var snapshot: ProgressSnapshot {
        var counts = Tally.Counts()
        counts.outcomes = [.updated: 33, .unchanged: 4, .failed: 2, .drifted: 1, .pending: 60]
        counts.total = 100
        counts.endedNow = 30
        counts.open = [1: 20, 2: 40]
        return ProgressSnapshot(
            counts: counts,
            openAtStart: [1: 40, 2: 50],
            calls: CallStatistics.Counts(calls: 37, throttled: 2),
            elapsed: .seconds(10),
            isDryRun: false,
            rate: 8
        )
    }

    @Test func theSlowestGroupDecidesTheTimeLeft() {
        // Group 1: 20 rows at 2 a second; group 2: 40 rows at 1 a second.
        #expect(snapshot.secondsLeft == 40)
        #expect(snapshot.rowsPerSecond == 3)
    }

    @Test func beforeAnyRowHasEndedTheRateDecides() {
        var start = snapshot
        start.counts.open = [1: 40, 2: 50]
        start.elapsed = .seconds(5)
        #expect(start.secondsLeft == 6.25)
        start.rate = nil
        #expect(start.secondsLeft == nil)
    }

    /// It said for nine minutes that four seconds are left.
    @Test func aGroupThatDoesNothingInItsTimeMakesTheTimeUnknown() {
        var stuck = snapshot
        stuck.counts.open = [1: 20, 2: 50]
        #expect(stuck.secondsLeft == nil)
        #expect(line.plain(stuck).hasPrefix("30/100 rows  3.0/s  33 updated"))
        stuck.counts.parked = [2: Parking(code: "Unreachable", reason: "silent")]
        #expect(stuck.secondsLeft == 10)
    }

    @Test func nobodyWaitsForAParkedGroupAndItIsNamed() {
        var parked = snapshot
        parked.counts.parked = [2: Parking(code: "ExpiredTokenException", reason: "expired")]
        #expect(parked.secondsLeft == 10)
        #expect(line.plain(parked).hasSuffix("  2 throttled  1 group parked"))
        #expect(line.json(parked).contains("\"parked_groups\":1,"))
    }

    @Test func whatGroupsWaitForIsSaidInTheEnd() {
        var waiting = snapshot
        waiting.waiting = ["12 groups slowed down", "1 in a \"backoff\""]
        #expect(line.plain(waiting).hasSuffix("  2 throttled  12 groups slowed down  1 in a \"backoff\""))
        #expect(line.json(waiting).hasSuffix(#","waiting":["12 groups slowed down","1 in a \"backoff\""]}"#))
    }

    @Test func aLineForALogHasEveryFact() {
        let text = "40/100 rows  3.0/s  0:40 left  33 updated  4 unchanged  2 failed  1 drifted  2 throttled"
        #expect(line.plain(snapshot) == text)
    }

    @Test func anObjectForAProgramHasEveryFact() throws {
        let object = try JSONSerialization.jsonObject(with: Data(line.json(snapshot).utf8)) as? NSDictionary
        let wanted: NSDictionary = [
            "done": 40, "total": 100, "rows_per_second": 3, "seconds_left": 40, "updated": 33, "unchanged": 4,
            "failed": 2,
            "drifted": 1, "calls": 37, "throttled": 2,
        ]
        #expect(object == wanted)
    }

    @Test(arguments: [2, 3, 10, 20, 40, 79, 80, 81, 100, 120, 200, 1000])
    func theBarStaysInsideTheTerminal(_ width: Int) {
        // The last column stays free: writing into it makes some terminals begin a new line.
        #expect(line.bar(snapshot, width: width).count <= max(0, width - 1))
    }

    @Test func theBarIsFilledAsFarAsTheRunHasCome() {
        let bar = line.bar(snapshot, width: 200)
        #expect(bar.filter { $0 == "━" }.count == 16)
        #expect(bar.filter { $0 == "─" }.count == 24)
        #expect(bar.contains("  40/100  "))
    }

    @Test func coloursDoNotChangeWhatIsShown() {
        let coloured = ProgressLine(style: Style(isOn: true)).bar(snapshot, width: 160)
        #expect(coloured.contains("\u{1B}["))
        #expect(coloured.replacing(/\u{1B}\[\d+m/, with: "") == line.bar(snapshot, width: 160))
    }

    @Test func anEmptyRunIsShownToo() {
        let empty = ProgressSnapshot(
            counts: Tally.Counts(),
            openAtStart: [:],
            calls: CallStatistics.Counts(),
            elapsed: .zero,
            isDryRun: false,
            rate: nil
        )
        #expect(line.plain(empty) == "0/0 rows  0.0/s  0 updated")
        #expect(line.bar(empty, width: 80).hasPrefix(String(repeating: "━", count: 40)))
    }

    @Test func aRateThatIsNextToNothingIsShownToo() {
        var slow = snapshot
        slow.counts.open = slow.openAtStart
        slow.rate = .leastNonzeroMagnitude
        slow.elapsed = .zero
        #expect(line.plain(slow).contains(" left  "))
        #expect(line.json(slow).contains("\"seconds_left\":"))
    }

    @Test(arguments: [
        (0.0, "0:00"), (0.2, "0:01"), (59, "0:59"), (60, "1:00"), (3599.5, "1:00:00"), (36_061, "10:01:01"),
    ])
    func timesAreWrittenAsOnAClock(_ seconds: Double, _ text: String) {
        #expect(ProgressLine.clock(seconds) == text)
    }
}
