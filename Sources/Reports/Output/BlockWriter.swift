#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Writes bytes to a file descriptor in large blocks.
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
        var written = 0
        while written < buffer.count {
            let (count, code) = buffer.withUnsafeBytes { bytes in
                let rest = UnsafeRawBufferPointer(rebasing: bytes[written...])
                return (write(descriptor, rest.baseAddress, rest.count), errno)
            }
            if count >= 0 {
                written += count
            } else if code == EAGAIN {
                waitUntilWritable()
            } else if code != EINTR {
                buffer.removeAll()
                let kind: ReportError.Kind = code == EPIPE ? .closedPipe : .cannotWrite
                throw ReportError(kind, path: path, problem: "cannot be written: \(SystemError.words(code))")
            }
        }
        buffer.removeAll(keepingCapacity: true)
    }

    /// A terminal or pipe that somebody else has made non-blocking.
    private func waitUntilWritable() {
        var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        _ = poll(&request, 1, -1)
    }
}
