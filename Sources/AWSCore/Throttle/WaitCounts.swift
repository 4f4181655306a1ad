/// How many requests wait, for each reason.
public struct WaitCounts: Sendable, Hashable {
    private var counts = SIMD8<Int32>()

    public init() {}

    public subscript(reason: WaitReason) -> Int {
        get { Int(counts[reason.rawValue]) }
        set { counts[reason.rawValue] = Int32(clamping: newValue) }
    }

    public var total: Int { Int(counts.wrappedSum()) }

    public static func += (left: inout WaitCounts, right: WaitCounts) {
        left.counts &+= right.counts
    }
}
