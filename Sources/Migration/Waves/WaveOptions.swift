/// What is done between the waves of a run.
public struct WaveOptions: Sendable {
    /// How long to wait after a wave before its health is looked at.
    public var bake = Duration.zero
    /// Asked at the end of every wave's bake; `nil`: every wave passes.
    public var healthCheck: (@Sendable (Wave, _ waveCount: Int) async -> HealthAnswer)?
    /// How long a run waits for a person after an unclear health check before it stops.
    public var pauseTimeout = Duration.seconds(3600)

    public init() {}

    /// Whether nothing is done.
    var isEmpty: Bool { bake == .zero && healthCheck == nil }
}

/// What a health check has found.
public struct HealthAnswer: Sendable {
    /// `.passed`, `.failed` or `.unclear`.
    public var verdict: Wave.Verdict
    /// What it has said.
    public var report: String

    public init(_ verdict: Wave.Verdict, report: String = "") {
        self.verdict = verdict
        self.report = report
    }
}
