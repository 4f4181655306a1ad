/// Numbers as a person reads them.
public enum Quantity {
    /// `1 call`, `2 calls`.
    public static func count(_ count: Int, _ singular: String, _ plural: String? = nil) -> String {
        "\(count) \(count == 1 ? singular : plural ?? singular + "s")"
    }

    /// `12.3 s`, `5 min 07 s`, `3 h 04 min`.
    public static func duration(_ seconds: Double) -> String {
        // A year and more is no duration of a run but a wrong clock.
        let seconds = min(max(0, seconds.isNaN ? 0 : seconds), 1e9)
        let tenths = Int((seconds * 10).rounded())
        if tenths < 600 { return "\(tenths / 10).\(tenths % 10) s" }
        let whole = Int(seconds.rounded())
        if whole < 3600 { return "\(whole / 60) min \(twoDigits(whole % 60)) s" }
        let minutes = Int((seconds / 60).rounded())
        return "\(minutes / 60) h \(twoDigits(minutes % 60)) min"
    }

    /// A percentage with one decimal; `0.1 %` at the least when it is not nothing.
    public static func share(_ part: Int, of whole: Int) -> String {
        guard part > 0, whole > 0 else { return "0 %" }
        let tenths = max(1, Int((Double(part) * 1000 / Double(whole)).rounded()))
        return "\(tenths / 10).\(tenths % 10) %"
    }

    private static func twoDigits(_ number: Int) -> String {
        (number < 10 ? "0" : "") + String(number)
    }
}
