/// Groups of a run whose credentials have not answered when it begins. They join it one by one.
public struct LateGroups: Sendable {
    /// All of them, as far as they are known.
    public let groups: [MigrationGroup]
    private let stream: AsyncStream<[MigrationGroup]>
    private let continuation: AsyncStream<[MigrationGroup]>.Continuation

    public init(_ groups: [MigrationGroup]) {
        self.groups = groups
        (stream, continuation) = AsyncStream.makeStream()
    }

    /// Lets groups join, with what was found out of them; the parked ones are left alone.
    public func join(_ groups: [MigrationGroup]) { continuation.yield(groups) }

    /// Nobody joins any more: all have answered, or the run is being stopped.
    public func finish() { continuation.finish() }

    /// Ends with `finish`. For one reader after the other.
    var arrivals: AsyncStream<[MigrationGroup]> { stream }
}
