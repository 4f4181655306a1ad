/// Something that is good until a moment.
protocol Expiring: Sendable, Equatable {
    /// Seconds since 1970; `nil`: for ever.
    var expiration: Double? { get }
}

extension Credentials: Expiring {}
