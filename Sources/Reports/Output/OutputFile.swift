#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A file that appears under its name only when it is whole: it is written beside it under another name and then renamed.
///
/// What is there under the name and is no file (`/dev/stdout`, a named pipe) is written to directly.
///
/// What throws here only throws `ReportError`, but does not say so in its type: inlined into an async function, that makes
/// the optimiser of Swift 6.3.1 crash ("splitting coroutine").
public struct OutputFile: Sendable {
    let path: String
    let descriptor: Int32
    /// Where the file goes: behind symbolic links, so that a link stays one.
    private let destination: String
    /// `nil`: there is nothing to rename.
    private let temporaryPath: String?

    /// Writes a file, or leaves everything as it was.
    static func write(_ path: String, _ body: (Int32) async throws -> Void) async throws {
        let file = try OutputFile(path: path)
        do {
            try await body(file.descriptor)
        } catch {
            file.discard()
            throw error
        }
        try file.finish()
    }

    /// Finds out whether the file could be made, and leaves nothing behind.
    ///
    /// - Throws: `ReportError` `.cannotCreate`.
    public static func check(_ path: String) throws {
        var status = stat()
        if stat(path, &status) == 0, ![S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT) {
            // Opening a pipe would wait for its reader.
            if access(path, W_OK) != 0 { throw cannotCreate(path, errno) }
        } else {
            try OutputFile(path: path).discard()
        }
    }

    /// - Throws: `ReportError` `.cannotCreate`.
    public init(path: String) throws {
        self.path = path
        var status = stat()
        let exists = stat(path, &status) == 0
        let type = status.st_mode & S_IFMT
        if exists, type == S_IFDIR { throw ReportError(.cannotCreate, path: path, problem: "is a directory") }
        if exists, type != S_IFREG {
            destination = path
            temporaryPath = nil
            descriptor = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY)
        } else {
            destination = Self.resolved(path)
            let temporaryPath = Self.temporaryPath(beside: destination)
            self.temporaryPath = temporaryPath
            descriptor = open(temporaryPath, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o666)
        }
        guard descriptor >= 0 else { throw Self.cannotCreate(path, errno) }
        // A report that was made private stays so.
        if exists, temporaryPath != nil { fchmod(descriptor, status.st_mode & 0o777) }
    }

    /// Appends bytes.
    ///
    /// - Throws: `ReportError` `.cannotWrite`.
    public func write(_ bytes: [UInt8]) throws {
        let code = SystemCall.writeAll(bytes, to: descriptor)
        if code == 0 { return }
        throw ReportError(.cannotWrite, path: path, problem: "cannot be written: \(SystemCall.words(code))")
    }

    /// Makes the file durable and gives it its name.
    public func finish() throws {
        guard let temporaryPath else {
            // Closing a device or a pipe has nothing to say that writing has not said.
            close(descriptor)
            return
        }
        var code: Int32 = fsync(descriptor) == 0 ? 0 : errno
        if close(descriptor) != 0, code == 0 { code = errno }
        if code != 0 {
            unlink(temporaryPath)
            throw ReportError(.cannotWrite, path: path, problem: "cannot be written: \(SystemCall.words(code))")
        }
        guard rename(temporaryPath, destination) == 0 else {
            let code = errno
            unlink(temporaryPath)
            throw Self.cannotCreate(path, code)
        }
    }

    /// Leaves what was there before.
    public func discard() {
        close(descriptor)
        if let temporaryPath { unlink(temporaryPath) }
    }

    private static func cannotCreate(_ path: String, _ code: Int32) -> ReportError {
        ReportError(.cannotCreate, path: path, problem: "cannot be created: \(SystemCall.words(code))")
    }

    private static func resolved(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }

    /// In the same folder, because a rename does not cross file systems.
    private static func temporaryPath(beside path: String) -> String {
        let name = ".apigw-migrate-\(String(UInt64.random(in: 0 ... .max), radix: 36)).tmp"
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return name }
        return String(path[...slash]) + name
    }
}
