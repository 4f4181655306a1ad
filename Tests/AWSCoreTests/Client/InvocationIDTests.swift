import Testing

@testable import AWSCore

struct InvocationIDTests {
    /// Random bits that are the same each time.
    private struct Bits: RandomNumberGenerator {
        var values: [UInt64]
        mutating func next() -> UInt64 { values.removeFirst() }
    }

    /// RFC 9562, appendix A.3: the example of version 4.
    @Test func theExampleOfTheStandardComesOutWhateverItsFixedBitsWere() {
        for flipped in [0, 1] as [UInt64] {
            var bits = Bits(values: [0x9191_08f7_52d1_4320 ^ (flipped << 15), 0x9bac_f847_db41_48a8 ^ (flipped << 62)])
            #expect(InvocationID.make(using: &bits) == "919108f7-52d1-4320-9bac-f847db4148a8")
        }
    }

    @Test func twoAreDifferent() {
        #expect(InvocationID.make() != InvocationID.make())
    }
}
