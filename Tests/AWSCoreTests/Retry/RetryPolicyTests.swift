import HTTPTypes
import Pacing
import Records
import TestSupport
import Testing

@testable import AWSCore

@Suite struct RetryPolicyTests {
    @Test(arguments: [
        (Disposition.throttle, 1, 1_000), (.throttle, 2, 2_000), (.throttle, 5, 16_000), (.throttle, 6, 20_000),
        (.throttle, 1_000, 20_000), (.conflict, 1, 1_000), (.conflict, 3, 4_000), (.transient, 1, 50),
        (.transient, 2, 100), (.transient, 8, 6_400), (.transient, 10, 20_000), (.transient, .max, 20_000),
    ])
    func theLongestPauseDoublesUpToTheCap(_ disposition: Disposition, _ attempt: Int, _ milliseconds: Int) {
        let policy = RetryPolicy()
        let longest = Duration.milliseconds(milliseconds)
        #expect(policy.delay(after: disposition, attempt: attempt, random: 1) == longest)
        #expect(policy.delay(after: disposition, attempt: attempt, random: 0.25) == longest / 4)
        #expect(policy.delay(after: disposition, attempt: attempt, random: 0) == .zero)
    }

    @Test(arguments: [(1, 10), (2, 20), (8, 1_280), (1_000, 20_000)])
    func pausesAfterNoiseBeginShort(_ attempt: Int, _ milliseconds: Int) {
        #expect(RetryPolicy().delayAfterNoise(attempt: attempt, random: 1) == .milliseconds(milliseconds))
        let asked = RetryPolicy().delayAfterNoise(attempt: attempt, random: 0, hint: .standard(.seconds(3)))
        #expect(asked == .seconds(3))
    }

    /// A random number of 0.5 after a first throttle is half a second of our own.
    @Test(arguments: [
        (RetryHint.standard(.seconds(3)), 3_000), (.standard(.milliseconds(1)), 500), (.standard(.seconds(60)), 20_000),
        (.amazon(.seconds(3)), 3_000), (.amazon(.zero), 500), (.amazon(.seconds(60)), 5_500), (.none, 500),
    ])
    func whatTheServerAsksForIsHonouredWithinLimits(_ hint: RetryHint, _ milliseconds: Int) {
        let delay = RetryPolicy().delay(after: .throttle, attempt: 1, random: 0.5, hint: hint)
        #expect(delay == .milliseconds(milliseconds))
    }

    @Test(arguments: [
        (["Retry-After": "7"], RetryHint.standard(.seconds(7))),
        (["Retry-After": "0"], .standard(.zero)),
        (["Retry-After": "99999999999999999999999"], .standard(.seconds(86_400))),
        (["Retry-After": "Sat, 01 Mar 2025 12:00:09 GMT"], .standard(.seconds(9))),
        (["Retry-After": "Sat, 01 Mar 2025 11:59:09 GMT"], .standard(.zero)),
        (["Retry-After": "Sat, 01 Mar 2025 12:00:09 CET"], .none),
        (["Retry-After": "Sat, 32 Mar 2025 12:00:09 GMT"], .none),
        (["Retry-After": "-1"], .none),
        (["Retry-After": "1.5"], .none),
        (["Retry-After": ""], .none),
        (["x-amz-retry-after": "1500"], .amazon(.milliseconds(1_500))),
        (["x-amz-retry-after": "soon"], .none),
        (["x-amz-retry-after": "100", "Retry-After": "9"], .amazon(.milliseconds(100))),
        (["x-amz-retry-after": "x", "Retry-After": "9"], .standard(.seconds(9))),
        ([:], .none),
    ])
    func bothHeadersAreRead(_ headers: [String: String], _ hint: RetryHint) throws {
        var fields = HTTPFields()
        for (name, value) in headers { fields[try #require(HTTPField.Name(name))] = value }
        #expect(RetryHint(fields, now: ManualClock.start) == hint)
    }

    /// The example of RFC 9110.
    @Test func datesAreThoseOfHTTP() {
        #expect(Timestamp.httpDate("Sun, 06 Nov 1994 08:49:37 GMT") == 784_111_777)
    }

    @Test func theBudgetRunsDryAndFillsAgain() {
        let budget = RetryBudget(capacity: 20)
        #expect(budget.spend(5) && budget.spend(10) && budget.spend(5))
        #expect(!budget.spend(5))
        for _ in 0..<4 { budget.succeed(lastCost: nil) }
        #expect(!budget.spend(5))
        #expect(budget.balance == 4)
        budget.succeed(lastCost: 10)
        #expect(budget.balance == 14)
        budget.succeed(lastCost: 10)
        #expect(budget.balance == 20)
    }

    @Test func statisticsOfGroupsAddUp() {
        let left = CallStatistics.Counts(calls: 1, throttled: 2, conflicts: 3, retries: 4, failures: 5)
        let right = CallStatistics.Counts(calls: 10, throttled: 20, conflicts: 30, retries: 40, failures: 50)
        #expect(left + right == .init(calls: 11, throttled: 22, conflicts: 33, retries: 44, failures: 55))
    }
}
