/// SplitMix64, so that every run tries the same inputs.
public struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    public init(seed: UInt64) {
        state = seed
    }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    public mutating func bytes(_ limit: Int) -> [UInt8] {
        (0..<Int.random(in: 0..<limit, using: &self)).map { _ in UInt8.random(in: 0...255, using: &self) }
    }

    private static let marks = Array("\"'{}[],=:.<>@\\\n\r\t\0 0-9\u{FF}".utf8)

    /// Up to six random changes: bytes set, removed, put in; stretches removed or repeated.
    public mutating func mutated(_ valid: [UInt8]) -> [UInt8] {
        var bytes = valid
        for _ in 0..<Int.random(in: 1...6, using: &self) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &self)
            switch Int.random(in: 0..<5, using: &self) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &self)
            case 1: bytes.remove(at: place)
            case 2: bytes.insert(Self.marks.randomElement(using: &self) ?? 0, at: place)
            case 3: bytes.removeSubrange(place..<min(place + 20, bytes.count))
            default: bytes.insert(contentsOf: bytes[place..<min(place + 30, bytes.count)], at: place)
            }
        }
        return bytes
    }
}
