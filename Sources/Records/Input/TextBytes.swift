/// Questions about a text that are asked of its bytes, without making texts of its parts.
extension UnsafeBufferPointer<UInt8> {
    /// Where `byte` stands first at or behind `start`; `nil` when it does not.
    public func offset(of byte: UInt8, from start: Int = 0) -> Int? {
        ByteScan.first(byte, in: self, from: start)
    }

    /// Where `text` begins for the first time; `nil` when it does not stand there.
    public func offset(of text: StaticString) -> Int? {
        let initial = text.utf8Start.pointee
        var start = 0
        while let place = offset(of: initial, from: start) {
            if hasBytes(of: text, at: place) { return place }
            start = place + 1
        }
        return nil
    }

    public func hasPrefix(_ text: StaticString) -> Bool { hasBytes(of: text, at: 0) }

    /// Whether the text begins with `text`, whatever the case of its letters.
    ///
    /// - Parameter text: ASCII in lower case.
    public func hasPrefixIgnoringCase(_ text: StaticString) -> Bool {
        guard count >= text.utf8CodeUnitCount else { return false }
        for index in 0..<text.utf8CodeUnitCount {
            let byte = self[index]
            let lower = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
            if lower != text.utf8Start[index] { return false }
        }
        return true
    }

    public func isSame(as text: StaticString) -> Bool { count == text.utf8CodeUnitCount && hasPrefix(text) }

    public func isSame(as other: UnsafeBufferPointer<UInt8>) -> Bool {
        guard count == other.count else { return false }
        let (left, right) = (UnsafeRawBufferPointer(self), UnsafeRawBufferPointer(other))
        var index = 0
        while index + 8 <= count {
            let word = left.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            if word != right.loadUnaligned(fromByteOffset: index, as: UInt64.self) { return false }
            index += 8
        }
        while index < count, self[index] == other[index] { index += 1 }
        return index == count
    }

    /// Whether every byte is one of `range`. It looks at all of them, many at a time.
    public func isWithin(_ range: ClosedRange<UInt8>) -> Bool {
        let span = range.upperBound - range.lowerBound
        var outside: UInt8 = 0
        for byte in self { outside |= byte &- range.lowerBound > span ? 1 : 0 }
        return outside == 0
    }

    /// The bytes of `range`.
    @inlinable
    public func part(_ range: some RangeExpression<Int>) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(rebasing: self[range])
    }

    public var text: String { String(decoding: self, as: UTF8.self) }

    private func hasBytes(of text: StaticString, at place: Int) -> Bool {
        guard place + text.utf8CodeUnitCount <= count else { return false }
        for index in 0..<text.utf8CodeUnitCount where self[place + index] != text.utf8Start[index] { return false }
        return true
    }
}

extension String {
    /// Calls `body` with the text's bytes where they are.
    @inlinable
    public func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        if let result = utf8.withContiguousStorageIfAvailable(body) { return result }
        return Array(utf8).withUnsafeBufferPointer(body)
    }
}
