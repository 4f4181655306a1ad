import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Keeps other processes off a checkpoint for as long as it lives.
///
/// `flock` belongs to the open file, so a killed process leaves nothing behind. SQLite's own locks are of another kind
/// (`fcntl`) and do not meet it: `status` can read while a run goes on. The descriptor stays open until the process is
/// done with the database, because closing any descriptor of a file drops the process's `fcntl` locks on it.
final class CheckpointLock: Sendable {
    /// `nil` once it is released.
    private let descriptor: Mutex<Int32?>

    /// - Throws: `CheckpointError`: `.inUse` when another process holds the lock, `.missing` when there is no file.
    init(path: String) throws(CheckpointError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            let kind: CheckpointError.Kind = errno == ENOENT ? .missing : .unusable
            throw CheckpointError(kind, path: path, problem: systemMessage())
        }
        var status = stat()
        if fstat(descriptor, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
            close(descriptor)
            throw CheckpointError(.missing, path: path, problem: "is a directory or a device, not a checkpoint")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let isHeld = errno == EWOULDBLOCK
            let problem = isHeld ? "another apigw-migrate is working on it; wait for it or stop it" : systemMessage()
            close(descriptor)
            throw CheckpointError(isHeld ? .inUse : .unusable, path: path, problem: problem)
        }
        self.descriptor = Mutex(descriptor)
    }

    func release() {
        if let descriptor = descriptor.withLock({ $0.take() }) { close(descriptor) }
    }

    deinit {
        release()
    }
}

/// What the system says of the last failed call.
func systemMessage() -> String { String(cString: strerror(errno)) }
