/// How long before its end something that expires is renewed.
struct RefreshWindow: Equatable {
    /// With less than this left (seconds), one caller tries to renew it; the others go on with what there is.
    let advisory: Double
    /// With less than this left, everyone waits for the new one.
    let mandatory: Double

    /// botocore's windows …
    private static let advisory = 900.0
    private static let mandatory = 600.0
    /// … which of a shorter life take up at most this share, so that there is always a time without a refresh.
    private static let advisoryShare = 1.0 / 2
    private static let mandatoryShare = 1.0 / 3
    /// After a try that failed the next one is made after this share of the advisory window: 60 s as a rule.
    private static let pauseShare = 1.0 / 15

    /// - Parameter lifetime: seconds left when it was obtained.
    init(lifetime: Double) {
        advisory = min(Self.advisory, lifetime * Self.advisoryShare)
        mandatory = min(Self.mandatory, lifetime * Self.mandatoryShare)
    }

    var pause: Double { advisory * Self.pauseShare }
}
