/// The bytes that were read from a source and not yet consumed, in one piece.
///
/// It is not generic over the source, so that the scanners that work on it are compiled once, inside this module.
struct InputBuffer {
    /// Large enough that the cost of a read does not count, small enough to stay in a processor's cache.
    private static let usualCapacity = 1 << 16

    private var storage: [UInt8]
    private var start = 0
    private var end = 0

    /// Whether the source has reported its end: the unread bytes are the last ones.
    private(set) var isExhausted = false

    /// - Parameter largestNeed: what a scanner looks at, at most; a source that is known to be small needs no large buffer.
    init(largestNeed: Int) {
        storage = [UInt8](repeating: 0, count: max(1, min(largestNeed, Self.usualCapacity)))
    }

    var unreadCount: Int { end - start }

    /// Calls `body` with all unread bytes.
    func withUnread<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        storage.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[start..<end])) }
    }

    mutating func consume(_ count: Int) {
        start += count
    }

    /// Reads until the buffer is full or the source ends, and makes the buffer larger when nothing of it is free.
    ///
    /// Filling it whole bounds the work of a scanner that starts its record anew after each call, also when the source
    /// gives a few bytes at a time.
    mutating func refill(from source: inout some ByteSource) throws {
        makeRoom()
        while end < storage.count, !isExhausted {
            let free = end..<storage.count
            let count = try storage.withUnsafeMutableBytes { bytes in
                try source.read(into: UnsafeMutableRawBufferPointer(rebasing: bytes[free]))
            }
            precondition(count >= 0 && count <= free.count, "a source returned a count outside its buffer")
            end += count
            isExhausted = count == 0
        }
    }

    private mutating func makeRoom() {
        let unread = start..<end
        if start > 0 {
            storage.withUnsafeMutableBytes { bytes in
                UnsafeMutableRawBufferPointer(rebasing: bytes[..<unread.count])
                    .copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[unread]))
            }
            start = 0
            end = unread.count
        }
        if end == storage.count {
            storage.append(contentsOf: repeatElement(0, count: storage.count))
        }
    }
}
