/// Where a reader gets its bytes from.
public protocol ByteSource {
    /// Fills the beginning of `buffer` and returns how many bytes it wrote; 0 means the end.
    ///
    /// `buffer` is never empty. A source may write fewer bytes than there is room for.
    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int
}

/// A source over bytes that are already in memory.
public struct ByteArraySource: ByteSource, Sendable {
    private let bytes: [UInt8]
    private var offset = 0

    public init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    public init(_ text: String) {
        self.bytes = Array(text.utf8)
    }

    public mutating func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let count = Swift.min(buffer.count, bytes.count - offset)
        bytes.withUnsafeBytes { all in
            buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: all[offset..<offset + count]))
        }
        offset += count
        return count
    }
}
