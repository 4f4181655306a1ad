/// Where a reader gets its bytes from.
public protocol ByteSource {
    /// Fills the beginning of `buffer` and returns how many bytes it wrote; 0 means the end.
    ///
    /// `buffer` is never empty. A source may write fewer bytes than there is room for.
    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int
}
