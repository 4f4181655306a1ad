import AWSCore

extension Parking {
    /// The service that gives the credentials is out of order; nothing was refused, and the same command may do later.
    public var isOutage: Bool { code == AWSError.credentialsUnreachable }
}
