/// What tells calls apart: a random UUID (RFC 9562, version 4) in lower case.
///
/// Not Foundation's: on Linux that opens and reads /dev/urandom for each, which was a tenth of the system calls of a run.
enum InvocationID {
    static func make() -> String {
        var generator = SystemRandomNumberGenerator()
        return make(using: &generator)
    }

    static func make(using generator: inout some RandomNumberGenerator) -> String {
        // The version is in the third group, the variant in the fourth.
        let high = generator.next() & ~0xF000 | 0x4000
        let low = generator.next() & ~(0b11 << 62) | 0b10 << 62
        return String(unsafeUninitializedCapacity: length) { text in
            var digit = 0
            for index in 0..<length {
                if index == 8 || index == 13 || index == 18 || index == 23 {
                    text[index] = UInt8(ascii: "-")
                    continue
                }
                let bits = (digit < 16 ? high : low) >> UInt64(60 - 4 * (digit % 16))
                text[index] = URIEncoding.hexDigit(UInt8(truncatingIfNeeded: bits) & 15, upperCase: false)
                digit += 1
            }
            return length
        }
    }

    private static let length = 36
}
