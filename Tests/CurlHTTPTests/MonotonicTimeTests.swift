import Testing

@testable import CurlHTTP

@Suite
struct MonotonicTimeTests {
    @Test(arguments: [
        (Duration.zero, 0), (.nanoseconds(1), 1), (.milliseconds(1), 1), (.microseconds(1001), 2),
        (.seconds(60), 60_000),
        (.seconds(-1), 0), (.seconds(Int64.max), Int(Int32.max)),
    ])
    func aDurationIsRoundedUpToMillisecondsThatLibcurlTakes(_ duration: Duration, _ milliseconds: Int) {
        #expect(duration.milliseconds == milliseconds)
    }

    @Test func theTimeLeftIsRoundedUpAndNeverNegative() {
        let now = MonotonicTime(nanoseconds: 5_000_000)
        #expect(now.milliseconds(until: MonotonicTime(nanoseconds: 5_000_001)) == 1)
        #expect(now.milliseconds(until: now.advanced(byMilliseconds: 7)) == 7)
        #expect(now.milliseconds(until: now) == 0)
        #expect(now.milliseconds(until: MonotonicTime(nanoseconds: 1)) == 0)
    }
}
