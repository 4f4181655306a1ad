#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif
#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Reading and writing small files, as a value, so that tests decide about both.
public struct FileAccess: Sendable {
    /// Returns `nil` when there is no such file; a folder of that name is none.
    public var read: @Sendable (_ path: String) throws -> [UInt8]?
    /// Replaces the file as a whole; only its owner can read it. Makes the folders that are missing.
    public var write: @Sendable (_ path: String, _ bytes: [UInt8]) throws -> Void

    public init(
        read: @escaping @Sendable (_ path: String) throws -> [UInt8]?,
        write: @escaping @Sendable (_ path: String, _ bytes: [UInt8]) throws -> Void
    ) {
        self.read = read
        self.write = write
    }

    /// The machine's files.
    public static let system = FileAccess(read: readFile, write: replaceFile)

    /// What a file holds that has to be there.
    /// - Parameter failure: makes the error of the reason.
    func contents(
        of path: String,
        failure: (_ reason: String) -> CredentialsError
    ) throws(CredentialsError) -> [UInt8] {
        let bytes: [UInt8]?
        do {
            bytes = try read(path)
        } catch {
            throw failure("\(error)")
        }
        guard let bytes else { throw failure("there is no such file") }
        return bytes
    }

    /// What the operating system said.
    struct Failure: Error, CustomStringConvertible {
        let number = errno

        var description: String { String(cString: strerror(number)) }
    }

    /// Larger files are none of those that are read here.
    private static let maximumSize = 16 << 20
    private static let blockSize = 65_536

    @Sendable private static func readFile(_ path: String) throws -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        if descriptor < 0 {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw Failure()
        }
        defer { _ = close(descriptor) }
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: blockSize)
        while bytes.count < maximumSize {
            let count = Self.read(descriptor, into: &block)
            if count < 0, errno == EISDIR { return nil }
            if count < 0 { throw Failure() }
            if count == 0 { break }
            bytes += block[..<count]
        }
        return bytes
    }

    private static func read(_ descriptor: Int32, into block: inout [UInt8]) -> Int {
        #if canImport(Darwin)
            Darwin.read(descriptor, &block, block.count)
        #else
            Glibc.read(descriptor, &block, block.count)
        #endif
    }

    @Sendable private static func replaceFile(_ path: String, with bytes: [UInt8]) throws {
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        try makeFolder(folder)
        let temporary = "\(path).\(UUID().uuidString).tmp"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if descriptor < 0 { throw Failure() }
        do {
            defer { _ = close(descriptor) }
            try writeAll(bytes, to: descriptor)
            if fsync(descriptor) < 0 { throw Failure() }
            if rename(temporary, path) < 0 { throw Failure() }
        } catch {
            unlink(temporary)
            throw error
        }
    }

    private static func makeFolder(_ path: String) throws {
        if path.isEmpty || mkdir(path, 0o700) == 0 || errno == EEXIST { return }
        guard errno == ENOENT, let slash = path.lastIndex(of: "/") else { throw Failure() }
        try makeFolder(String(path[..<slash]))
        if mkdir(path, 0o700) < 0, errno != EEXIST { throw Failure() }
    }

    private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { buffer in
                #if canImport(Darwin)
                    Darwin.write(descriptor, buffer.baseAddress, buffer.count)
                #else
                    Glibc.write(descriptor, buffer.baseAddress, buffer.count)
                #endif
            }
            if count < 0 { throw Failure() }
            rest = rest.dropFirst(count)
        }
    }
}
