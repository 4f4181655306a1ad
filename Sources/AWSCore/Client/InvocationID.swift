/// The value of `amz-sdk-invocation-id`: a random UUID (RFC 9562, version 4), one for all tries of a call.
enum InvocationID {
    static func make() -> String {
        var generator = SystemRandomNumberGenerator()
        let high = (generator.next() & 0xFFFF_FFFF_FFFF_0FFF) | 0x4000
        let low = (generator.next() & 0x3FFF_FFFF_FFFF_FFFF) | 0x8000_0000_0000_0000
        var text: [UInt8] = []
        text.reserveCapacity(36)
        for (word, dashes) in [(high, [8, 12]), (low, [0, 4])] {
            for digit in 0..<16 {
                if dashes.contains(digit) { text.append(UInt8(ascii: "-")) }
                let value = UInt8(truncatingIfNeeded: word >> UInt64(60 - 4 * digit)) & 15
                text.append(URIEncoding.hexDigit(value, upperCase: false))
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
