import Crypto
public import Records

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Reads a file or standard input, and hashes what it reads.
///
/// A class, so that whoever made it can ask for the digest after a reader has taken all its bytes. Not for two tasks at
/// once.
public final class FileSource: ByteSource {
    /// As messages name it.
    public let path: String

    private let descriptor: CInt
    private let closesDescriptor: Bool
    private var hash = SHA256()
    /// Bytes that `firstBytes` has read ahead.
    private var pending: ArraySlice<UInt8> = []

    private init(path: String, descriptor: CInt, closesDescriptor: Bool) {
        self.path = path
        self.descriptor = descriptor
        self.closesDescriptor = closesDescriptor
    }

    /// Opens a file; anything that can be read will do, also a pipe.
    public convenience init(path: String) throws(InputError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            let code = errno
            let reason: InputError.Reason = code == ENOENT || code == ENOTDIR ? .missing : .unreadable
            throw InputError(path: path, reason: reason, detail: Self.text(of: code))
        }
        self.init(path: path, descriptor: descriptor, closesDescriptor: true)
        var status = stat()
        if fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
            throw InputError(path: path, reason: .isDirectory, detail: Self.text(of: EISDIR))
        }
    }

    public static func standardInput() -> FileSource {
        FileSource(path: "standard input", descriptor: STDIN_FILENO, closesDescriptor: false)
    }

    deinit {
        if closesDescriptor { _ = close(descriptor) }
    }

    /// Throws `InputError`.
    public func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let count: Int
        if pending.isEmpty {
            count = try readDescriptor(into: buffer)
        } else {
            count = min(pending.count, buffer.count)
            buffer.copyBytes(from: pending.prefix(count))
            pending.removeFirst(count)
        }
        hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        return count
    }

    /// The beginning of the input, which stays to be read: to guess a format from. Throws `InputError`.
    public func firstBytes() throws -> [UInt8] {
        if pending.isEmpty {
            let size = 4096
            let bytes = try [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
                // A pipe may give a few bytes at a time.
                while count < size {
                    let free = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[count...])
                    let read = try readDescriptor(into: free)
                    if read == 0 { break }
                    count += read
                }
            }
            pending = bytes[...]
        }
        return Array(pending)
    }

    /// SHA-256, in hex, of everything read so far: of the whole file once a reader has come to its end.
    public var digest: String {
        let digits = Array("0123456789abcdef")
        return String(hash.finalize().flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }

    /// SHA-256, in hex, of a whole file.
    public static func digest(ofFileAt path: String) throws(InputError) -> String {
        try FileSource(path: path).digestOfRest()
    }

    /// Reads to the end, keeping nothing, and returns the digest.
    public func digestOfRest() throws(InputError) -> String {
        var block = [UInt8](repeating: 0, count: 1 << 18)
        do {
            while try block.withUnsafeMutableBytes({ try read(into: $0) }) > 0 {}
        } catch let error as InputError {
            throw error
        } catch {
            throw InputError(path: path, reason: .readFailed, detail: "\(error)")
        }
        return digest
    }

    private func readDescriptor(into buffer: UnsafeMutableRawBufferPointer) throws(InputError) -> Int {
        while true {
            let count = systemRead(descriptor, buffer.baseAddress, buffer.count)
            if count >= 0 { return count }
            let code = errno
            if code == EINTR { continue }
            let reason: InputError.Reason = code == EISDIR ? .isDirectory : .readFailed
            throw InputError(path: path, reason: reason, detail: Self.text(of: code))
        }
    }

    private static func text(of code: CInt) -> String { String(cString: strerror(code)) }
}

/// The system call, which the method of the same name hides inside the class.
private func systemRead(_ descriptor: CInt, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int {
    read(descriptor, buffer, count)
}

/// A file that cannot be read.
public struct InputError: Error, Sendable, Equatable {
    public enum Reason: Sendable, Equatable {
        case missing
        case isDirectory
        /// It is there but cannot be opened.
        case unreadable
        /// It was opened, and then reading failed.
        case readFailed
    }

    public let path: String
    public let reason: Reason
    /// What the system says.
    public let detail: String

    public var shortDescription: String {
        switch reason {
        case .missing: "no such file"
        case .isDirectory: "a directory, not a file"
        case .unreadable: "the file cannot be opened"
        case .readFailed: "reading the file failed"
        }
    }
}

extension InputError: CustomStringConvertible {
    public var description: String {
        switch reason {
        case .missing, .isDirectory: "\(path): \(shortDescription)"
        case .unreadable, .readFailed: "\(path): \(shortDescription): \(detail)"
        }
    }
}
