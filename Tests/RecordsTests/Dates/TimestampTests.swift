import Records
import Testing

@Suite struct TimestampTests {
    /// As Python's `datetime` writes them.
    @Test(arguments: [
        (0.0, "1970-01-01T00:00:00.000Z"),
        (0.001, "1970-01-01T00:00:00.001Z"),
        (-0.001, "1969-12-31T23:59:59.999Z"),
        (951_782_400.0, "2000-02-29T00:00:00.000Z"),
        (951_868_799.999, "2000-02-29T23:59:59.999Z"),
        (951_868_799.9996, "2000-03-01T00:00:00.000Z"),
        (1_709_164_800.0, "2024-02-29T00:00:00.000Z"),
        (1_795_453_380.125, "2026-11-23T17:03:00.125Z"),
        (4_102_444_800.0, "2100-01-01T00:00:00.000Z"),
        (-2_208_988_800.0, "1900-01-01T00:00:00.000Z"),
        (253_402_300_798.999, "9999-12-31T23:59:58.999Z"),
        (-62_135_596_800.0, "0001-01-01T00:00:00.000Z"),
    ])
    func timesAreISO8601(seconds: Double, text: String) {
        #expect(Timestamp.precise(seconds) == text)
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity, 1e300, -1e300, 253_402_300_800])
    func whatIsNoTimeHasNoText(seconds: Double) {
        #expect(Timestamp.precise(seconds) == nil)
    }
}
