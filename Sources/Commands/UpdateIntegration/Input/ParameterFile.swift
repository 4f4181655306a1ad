import AWSCore
import Foundation

/// A file that stands for the value of a parameter: `file://PATH` for its text, `fileb://PATH` for its bytes.
struct ParameterFile {
    enum Content: Equatable {
        case text(String)
        /// No member takes bytes.
        case bytes(Data)
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

    private static func bytes(of path: String, named value: String) throws(CallError.Problem) -> Data {
        func problem(_ code: Int32) -> CallError.Problem {
            let reason = "[Errno \(code)] \(String(cString: strerror(code))): '\(path)'"
            return CallError.Problem(message: "Unable to load paramfile \(value): \(reason)")
        }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw problem(errno) }
        do {
            return try FileHandle(fileDescriptor: descriptor, closeOnDealloc: true).readToEnd() ?? Data()
        } catch {
            throw problem((error as NSError).underlyingErrorCode ?? EIO)
        }
    }
}

extension CallError {
    /// What is wrong with a value, before it is known whose value it is.
    struct Problem: Error {
        var message: String
    }
}

extension NSError {
    fileprivate var underlyingErrorCode: Int32? {
        (userInfo[NSUnderlyingErrorKey] as? NSError).map { Int32($0.code) }
    }
}
