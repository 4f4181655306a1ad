import APIGatewayV2

/// What is recorded when a row ends.
struct RowEnd: Sendable {
    var outcome: Outcome
    var httpStatus: Int?
    var error: RowError?
    var requestID: String?
    var attempts = 0
    /// Seconds since 1970.
    var startedAt: Double
    var endedAt: Double
    /// JSON objects of the changed members.
    var before: String?
    var after: String?
    /// The whole integration as the service showed it last, as JSON: where the update was answered, byte for byte. Of members
    /// that come twice the last one counts.
    var afterImage: [UInt8]?
}

/// What is known of the update that a row ended with.
struct SentUpdate: Sendable {
    /// Seconds since 1970.
    var startedAt: Double
    var attempts = 0
    var status: Int?
    var requestID: String?
    /// The body that showed the integration; `nil` where that was read in another way.
    var image: [UInt8]?
}
