#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A pipe that ends the transfer thread's sleep. It is closed with its last owner, so a late ring meets no descriptor
/// of somebody else.
final class Bell: Sendable {
    /// Readable once the bell has been rung.
    let descriptor: Int32
    private let writeEnd: Int32

    init() throws(CurlSetupError) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else {
            throw CurlSetupError(.libcurl, "pipe: \(String(cString: strerror(errno)))")
        }
        descriptor = ends[0]
        writeEnd = ends[1]
        for end in ends {
            guard fcntl(end, F_SETFD, FD_CLOEXEC) == 0, fcntl(end, F_SETFL, O_NONBLOCK) == 0 else {
                throw CurlSetupError(.libcurl, "fcntl: \(String(cString: strerror(errno)))")
            }
        }
    }

    deinit {
        close(descriptor)
        close(writeEnd)
    }

    /// A full pipe is as good as another byte, so the result doesn't matter.
    func ring() {
        var byte: UInt8 = 1
        _ = write(writeEnd, &byte, 1)
    }

    func silence() {
        withUnsafeTemporaryAllocation(byteCount: 64, alignment: 1) { buffer in
            while read(descriptor, buffer.baseAddress, buffer.count) == buffer.count {}
        }
    }
}
