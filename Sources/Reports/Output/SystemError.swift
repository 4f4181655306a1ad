#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What the operating system says of a failed call.
enum SystemError {
    static func words(_ code: Int32) -> String {
        switch code {
        case ENOSPC: "the disk is full"
        case EDQUOT: "the disk quota is used up"
        case EPIPE: "nobody reads the other end"
        case ENOENT: "no such folder"
        default: String(cString: strerror(code))
        }
    }
}
