#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Calls of the operating system, and what it says when they fail.
public enum SystemCall {
    /// Writes all of the bytes, however long that takes.
    ///
    /// - Returns: 0, or the `errno` of the failure.
    public static func writeAll(_ bytes: some Collection<UInt8>, to descriptor: Int32) -> Int32 {
        let buffer = ContiguousArray(bytes)
        var written = 0
        while written < buffer.count {
            let (count, code) = buffer.withUnsafeBytes { bytes in
                let rest = UnsafeRawBufferPointer(rebasing: bytes[written...])
                return (write(descriptor, rest.baseAddress, rest.count), errno)
            }
            if count >= 0 {
                written += count
            } else if code == EAGAIN {
                waitUntilWritable(descriptor)
            } else if code != EINTR {
                return code
            }
        }
        return 0
    }

    /// A terminal or pipe that somebody else has made non-blocking.
    private static func waitUntilWritable(_ descriptor: Int32) {
        var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        _ = poll(&request, 1, -1)
    }

    /// What a failure means, for a person.
    public static func words(_ code: Int32) -> String {
        switch code {
        case ENOSPC: "the disk is full"
        case EDQUOT: "the disk quota is used up"
        case EPIPE: "nobody reads the other end"
        case ENOENT: "no such folder"
        default: String(cString: strerror(code))
        }
    }
}
