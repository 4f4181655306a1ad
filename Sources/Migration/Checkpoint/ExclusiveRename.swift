#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Gives a file another name, and never replaces a file that has that name.
enum ExclusiveRename {
    /// - Returns: 0, or the system's number of the error; `EEXIST` when the name is taken.
    typealias SystemCall = (_ old: String, _ new: String) -> Int32

    /// - Parameter atOnce: a second name and then the first one removed, which not every file system can do.
    static func rename(_ old: String, to new: String, atOnce: SystemCall = byLink) -> Int32 {
        let code = atOnce(old, new)
        guard [EPERM, ENOSYS, ENOTSUP, EOPNOTSUPP].contains(code) else { return code }
        // The name is taken with an empty file of our own, which the rename then replaces.
        let descriptor = open(new, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
        if descriptor < 0 { return errno }
        close(descriptor)
        if systemRename(old, new) == 0 { return 0 }
        let failure = errno
        unlink(new)
        return failure
    }

    static func byLink(_ old: String, _ new: String) -> Int32 {
        guard link(old, new) == 0 else { return errno }
        return unlink(old) == 0 ? 0 : errno
    }
}

/// The system call, whose name the type uses for its own.
private func systemRename(_ old: String, _ new: String) -> Int32 { rename(old, new) }
