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
        descriptor = Mutex(try Self.held(path))
    }

    private static let maximumTries = 5

    /// Whoever opens a file that is removed or renamed before it is locked has the lock of the wrong file, and tries again.
    private static func held(_ path: String) throws(CheckpointError) -> Int32 {
        for _ in 0..<maximumTries {
            let descriptor = try locked(path)
            if isStillNamed(path, descriptor) { return descriptor }
            close(descriptor)
        }
        throw CheckpointError(.inUse, path: path, problem: "other processes are replacing it; wait for them")
    }

    private static func isStillNamed(_ path: String, _ descriptor: Int32) -> Bool {
        var (locked, named) = (stat(), stat())
        guard fstat(descriptor, &locked) == 0, stat(path, &named) == 0 else { return false }
        return (locked.st_dev, locked.st_ino) == (named.st_dev, named.st_ino)
    }

    /// - Returns: the descriptor of the file, locked.
    private static func locked(_ path: String) throws(CheckpointError) -> Int32 {
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
        return descriptor
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
