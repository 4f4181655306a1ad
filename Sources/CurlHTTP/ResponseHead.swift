import HTTPTypes

/// Reads the header lines of a response as libcurl hands them over.
enum ResponseHead {
    /// - Parameter bytes: whole lines with their line breaks: interim (1xx) heads, the final head, and trailers, each
    ///   ended by a blank line. Trailers are left out.
    /// - Returns: the final head; `nil` when there is none, or it lacks its blank line: the connection ended within it,
    ///   which libcurl takes for an answer without a body.
    static func parse(_ bytes: [UInt8]) -> HTTPResponse? {
        bytes.withUnsafeBufferPointer { buffer in
            var response: HTTPResponse?
            var isInHead = false
            var start = 0
            while start < buffer.count {
                let end = buffer[start...].firstIndex(of: UInt8(ascii: "\n")) ?? buffer.count
                let line = trimmed(buffer[start..<end])
                start = end + 1
                if let status = parseStatus(line) {
                    response = HTTPResponse(status: status)
                    isInHead = true
                } else if line.isEmpty {
                    isInHead = false
                } else if isInHead, let field = parseField(line) {
                    response?.headerFields.append(field)
                }
            }
            return isInHead ? nil : response
        }
    }

    /// `HTTP/1.1 200 OK`, `HTTP/2 200`.
    private static func parseStatus(_ line: Slice<UnsafeBufferPointer<UInt8>>) -> HTTPResponse.Status? {
        guard line.starts(with: "HTTP/".utf8), let space = line.firstIndex(of: UInt8(ascii: " ")) else { return nil }
        let digits = line[(space + 1)...].prefix(3)
        var code = 0
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            code = code * 10 + Int(digit - UInt8(ascii: "0"))
        }
        guard code >= 100 else { return nil }
        return HTTPResponse.Status(
            code: code,
            reasonPhrase: String(decoding: trimmed(line[digits.endIndex...]), as: UTF8.self)
        )
    }

    /// A line whose name is not a token is left out.
    private static func parseField(_ line: Slice<UnsafeBufferPointer<UInt8>>) -> HTTPField? {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")), let name = name(line[..<colon]) else { return nil }
        let value = UnsafeBufferPointer(rebasing: trimmed(line[(colon + 1)...]))
        // Bytes outside ASCII are kept as they are. A text is made much faster.
        guard value.allSatisfy({ $0 < 0x80 }) else { return HTTPField(name: name, value: value) }
        return HTTPField(name: name, value: String(decoding: value, as: UTF8.self))
    }

    /// The names that answers of AWS carry, which need not be made anew for each.
    private static let usualNames = [
        "content-length", "content-type", "connection", "date", "server", "x-amzn-requestid", "x-amz-apigw-id",
        "x-amzn-trace-id", "x-amzn-errortype",
    ].compactMap { HTTPField.Name($0) }

    private static func name(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> HTTPField.Name? {
        let usual = usualNames.first { name in
            let letters = name.canonicalName.utf8
            return letters.count == bytes.count && zip(letters, bytes).allSatisfy { $0 == lowerCase($1) }
        }
        return usual ?? HTTPField.Name(String(decoding: bytes, as: UTF8.self))
    }

    private static func lowerCase(_ byte: UInt8) -> UInt8 {
        UInt8(ascii: "A") <= byte && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
    }

    private static func trimmed(_ line: Slice<UnsafeBufferPointer<UInt8>>) -> Slice<UnsafeBufferPointer<UInt8>> {
        var line = line
        while let first = line.first, isSpace(first) { line.removeFirst() }
        while let last = line.last, isSpace(last) { line.removeLast() }
        return line
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
    }
}

/// Memory at a fixed place that is kept from one use to the next and grows when it must. For trivial types only. The
/// owner calls `deallocate`.
struct GrowingBuffer<Element: BitwiseCopyable> {
    private var memory: UnsafeMutablePointer<Element>?
    private var capacity = 0

    /// Memory for at least `count` elements; what was there before is gone.
    mutating func reserve(_ count: Int) -> UnsafeMutablePointer<Element> {
        if let memory, count <= capacity { return memory }
        memory?.deallocate()
        capacity = max(count, 2 * capacity)
        let grown = UnsafeMutablePointer<Element>.allocate(capacity: capacity)
        memory = grown
        return grown
    }

    /// Copies bytes.
    mutating func fill(from bytes: [UInt8]) -> UnsafeMutablePointer<Element> {
        let target = reserve(max(bytes.count, 1))
        bytes.withUnsafeBytes { UnsafeMutableRawBufferPointer(start: target, count: bytes.count).copyMemory(from: $0) }
        return target
    }

    func deallocate() {
        memory?.deallocate()
    }
}
