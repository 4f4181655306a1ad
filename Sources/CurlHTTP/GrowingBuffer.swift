/// Memory at a fixed place that is kept from one use to the next and grows when it must. For trivial types only. The
/// owner calls `deallocate`.
struct GrowingBuffer<Element: BitwiseCopyable> {
    private var memory: UnsafeMutablePointer<Element>?
    private var capacity = 0

    /// Memory for at least `count` elements; what was there before is gone.
    mutating func reserve(_ count: Int) -> UnsafeMutablePointer<Element> {
        if let memory, count <= capacity { return memory }
        memory?.deallocate()
        capacity = max(count, 2 * capacity)
        let grown = UnsafeMutablePointer<Element>.allocate(capacity: capacity)
        memory = grown
        return grown
    }

    /// Copies bytes.
    mutating func fill(from bytes: [UInt8]) -> UnsafeMutablePointer<Element> {
        let target = reserve(max(bytes.count, 1))
        bytes.withUnsafeBytes { UnsafeMutableRawBufferPointer(start: target, count: bytes.count).copyMemory(from: $0) }
        return target
    }

    func deallocate() {
        memory?.deallocate()
    }
}
