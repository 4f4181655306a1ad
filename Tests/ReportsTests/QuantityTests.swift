import Testing

@testable import Reports

@Suite struct QuantityTests {
    @Test(arguments: [
        (0.0, "0.0 s"), (0.04, "0.0 s"), (12.34, "12.3 s"), (59.94, "59.9 s"), (59.96, "1 min 00 s"),
        (307, "5 min 07 s"),
        (3599.6, "1 h 00 min"), (11_040, "3 h 04 min"), (360_000, "100 h 00 min"), (-5, "0.0 s"), (.nan, "0.0 s"),
    ])
    func durations(seconds: Double, text: String) {
        #expect(Quantity.duration(seconds) == text)
    }

    @Test(arguments: [(0, 0, "0 %"), (0, 9, "0 %"), (1, 3, "33.3 %"), (1, 1_000_000, "0.1 %"), (5, 5, "100.0 %")])
    func shares(part: Int, whole: Int, text: String) {
        #expect(Quantity.share(part, of: whole) == text)
    }
}
