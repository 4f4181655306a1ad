/// Scans over text as bytes, eight at a time where that is possible.
enum ByteScan {
    private static let highBits: UInt64 = 0x8080_8080_8080_8080
    private static let lowBits: UInt64 = 0x0101_0101_0101_0101

    /// The offset of the first line feed, or nil.
    static func firstLineFeed(in bytes: UnsafeBufferPointer<UInt8>) -> Int? { first(UInt8(ascii: "\n"), in: bytes) }

    /// The offset of the first byte of a value at or behind `start`, or nil.
    static func first(_ wanted: UInt8, in bytes: UnsafeBufferPointer<UInt8>, from start: Int = 0) -> Int? {
        let raw = UnsafeRawBufferPointer(bytes)
        let pattern = lowBits &* UInt64(wanted)
        var index = start
        while index + 8 <= bytes.count {
            // A byte that is wanted becomes zero, and the lowest zero byte gets the lowest high bit.
            let word = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)) ^ pattern
            let zeros = (word &- lowBits) & ~word & highBits
            if zeros != 0 { return index + zeros.trailingZeroBitCount / 8 }
            index += 8
        }
        while index < bytes.count {
            if bytes[index] == wanted { return index }
            index += 1
        }
        return nil
    }

    /// The offset of the first byte outside ASCII; `bytes.count` when there is none.
    static func firstNonASCII(in bytes: UnsafeBufferPointer<UInt8>, from start: Int = 0) -> Int {
        let raw = UnsafeRawBufferPointer(bytes)
        var index = start
        while index + 8 <= bytes.count {
            let word = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: index, as: UInt64.self))
            let high = word & highBits
            if high != 0 { return index + high.trailingZeroBitCount / 8 }
            index += 8
        }
        while index < bytes.count, bytes[index] < 0x80 { index += 1 }
        return index
    }

    /// The offset of the first byte that does not belong to a well-formed sequence (Unicode table 3-7), or nil.
    static func firstInvalid(in bytes: UnsafeBufferPointer<UInt8>, from start: Int = 0) -> Int? {
        var index = firstNonASCII(in: bytes, from: start)
        while index < bytes.count {
            let length = sequenceLength(in: bytes, at: index)
            if length == 0 { return index }
            index += length
            if index < bytes.count, bytes[index] < 0x80 {
                index = firstNonASCII(in: bytes, from: index)
            }
        }
        return nil
    }

    /// How many Unicode scalars the bytes hold; a byte that continues a sequence does not count.
    static func scalarCount(in bytes: some Sequence<UInt8>) -> Int {
        var count = 0
        for byte in bytes where byte & 0xC0 != 0x80 { count += 1 }
        return count
    }

    /// The length of the well-formed sequence of two to four bytes at `index`, or 0.
    private static func sequenceLength(in bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> Int {
        func continues(_ offset: Int, _ range: ClosedRange<UInt8> = 0x80...0xBF) -> Bool {
            index + offset < bytes.count && range.contains(bytes[index + offset])
        }
        switch bytes[index] {
        case 0xC2...0xDF: return continues(1) ? 2 : 0
        case 0xE0: return continues(1, 0xA0...0xBF) && continues(2) ? 3 : 0
        case 0xED: return continues(1, 0x80...0x9F) && continues(2) ? 3 : 0
        case 0xE1...0xEF: return continues(1) && continues(2) ? 3 : 0
        case 0xF0: return continues(1, 0x90...0xBF) && continues(2) && continues(3) ? 4 : 0
        case 0xF1...0xF3: return continues(1) && continues(2) && continues(3) ? 4 : 0
        case 0xF4: return continues(1, 0x80...0x8F) && continues(2) && continues(3) ? 4 : 0
        default: return 0
        }
    }
}
