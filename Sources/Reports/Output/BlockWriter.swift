#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Writes bytes to a file descriptor in large blocks. It blocks, so that it belongs on a thread that may.
struct BlockWriter: Sendable {
    /// For messages.
    let path: String
    private let descriptor: Int32
    private var buffer: [UInt8] = []

    /// Large enough that the system calls do not show, small beside everything else.
    private static let blockSize = 1 << 16

    init(descriptor: Int32, path: String) {
        self.descriptor = descriptor
        self.path = path
        buffer.reserveCapacity(Self.blockSize * 2)
    }

    /// Lets `body` append to what is to be written.
    mutating func append(_ body: (inout [UInt8]) -> Void) throws {
        body(&buffer)
        if buffer.count >= Self.blockSize { try flush() }
    }

    /// Writes what has gathered.
    mutating func flush() throws {
        let code = SystemCall.writeAll(buffer, to: descriptor)
        buffer.removeAll(keepingCapacity: true)
        if code == 0 { return }
        let kind: ReportError.Kind = code == EPIPE ? .closedPipe : .cannotWrite
        throw ReportError(kind, path: path, problem: "cannot be written: \(SystemCall.words(code))")
    }
}
