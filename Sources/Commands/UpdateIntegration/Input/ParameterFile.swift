import AWSCore

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A file that stands for the value of a parameter: `file://PATH` for its text, `fileb://PATH` for its bytes.
struct ParameterFile {
    enum Content: Equatable {
        case text(String)
        /// No member takes bytes.
        case bytes([UInt8])
    }

    private static let textPrefix = "file://"
    private static let bytesPrefix = "fileb://"

    /// - Parameters:
    ///   - value: of an option; one that names no file is its own content.
    ///   - environment: for `~` and `$NAME` in the path.
    /// - Throws: a message in the AWS CLI's words.
    static func content(of value: String, environment: [String: String]) throws(CallError.Problem) -> Content {
        guard let prefix = [textPrefix, bytesPrefix].first(where: { value.hasPrefix($0) }) else { return .text(value) }
        let path = PathExpansion(environment: environment).expand(String(value.dropFirst(prefix.count)))
        let data = try bytes(of: path, named: value)
        if prefix == bytesPrefix { return .bytes(data) }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw CallError.Problem(
                message: "Unable to load paramfile (\(path)), text contents could not be decoded: it is not UTF-8. If "
                    + "this is a binary file, please use the fileb:// prefix instead of the file:// prefix."
            )
        }
        // The CLI opens it as a text: every kind of line break becomes a line feed. The last one stays.
        return .text(text.replacing("\r\n", with: "\n").replacing("\r", with: "\n"))
    }

    /// The path in a value that was meant to name a file but lacks the prefix, or a part of it: `input.json`,
    /// `file:input.json`. `nil`: there is no such file.
    static func path(meantBy value: String, environment: [String: String]) -> String? {
        guard ![textPrefix, bytesPrefix].contains(where: { value.hasPrefix($0) }) else { return nil }
        let path = value.hasPrefix("file:") ? String(value.dropFirst("file:".count)) : value
        var status = stat()
        let expanded = PathExpansion(environment: environment).expand(path)
        guard stat(expanded, &status) == 0, status.st_mode & S_IFMT != S_IFDIR else { return nil }
        return path
    }

    private static func bytes(of path: String, named value: String) throws(CallError.Problem) -> [UInt8] {
        func problem(_ code: Int32) -> CallError.Problem {
            let reason = "[Errno \(code)] \(String(cString: strerror(code))): '\(path)'"
            return CallError.Problem(message: "Unable to load paramfile \(value): \(reason)")
        }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw problem(errno) }
        defer { _ = close(descriptor) }
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: blockSize)
        while true {
            let count = read(descriptor, &block, block.count)
            if count < 0, errno == EINTR { continue }
            if count < 0 { throw problem(errno) }
            if count == 0 { return bytes }
            bytes += block[..<count]
        }
    }

    private static let blockSize = 65_536
}

extension CallError {
    /// What is wrong with a value, before it is known whose value it is.
    struct Problem: Error {
        var message: String
    }
}
