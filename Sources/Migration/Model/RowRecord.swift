/// A row as the checkpoint holds it: the material of a report.
public struct RowRecord: Sendable {
    public var number: Int
    public var line: Int
    public var credentials: CredentialSet
    public var accountID: String?
    public var region: String
    public var apiID: String
    public var integrationID: String
    public var outcome: Outcome
    /// Counted from 1.
    public var wave: Int
    public var httpStatus: Int?
    public var errorCode: String?
    public var errorMessage: String?
    /// The error without anything that differs from row to row.
    public var errorKind: String?
    public var requestID: String?
    public var attempts: Int
    /// Seconds since 1970.
    public var startedAt: Double?
    public var endedAt: Double?
    /// JSON objects that hold the changed members only.
    public var before: String?
    public var after: String?
    /// The manifest's record, byte for byte.
    public var record: [UInt8]
    /// Why a planned row's integration would answer with a 500, if a preflight has found that out.
    public var refusal: Refusal?

    public struct Refusal: Sendable, Equatable {
        public var code: String
        public var message: String
    }

    public var durationMillis: Int? {
        guard let startedAt, let endedAt else { return nil }
        return Int(((endedAt - startedAt) * 1000).rounded())
    }
}
