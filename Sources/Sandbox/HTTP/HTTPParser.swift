/// Makes requests of the bytes of a connection, in whatever pieces they come (HTTP/1.1, RFC 9112). Requests that follow each
/// other without waiting for an answer are given back one by one.
struct HTTPParser {
    /// What makes a request unreadable. Nothing after it on the connection can be read either.
    struct Problem: Error, Equatable {
        var status: Int
        var reason: String

        static func malformed(_ reason: String) -> Problem { Problem(status: 400, reason: reason) }
    }

    struct Message {
        var request: SignedRequest
        /// Whether the connection stays open after the answer.
        var keepsAlive: Bool
    }

    private struct Head {
        var request: SignedRequest
        var keepsAlive: Bool
        /// `nil` when the body comes in chunks.
        var length: Int?
        var awaitsContinue: Bool
    }

    private static let maximumHeadSize = 1 << 16
    /// Larger than any body that a service of the sandbox takes.
    static let maximumBodySize = 1 << 20

    private static let lineFeed = UInt8(ascii: "\n")

    /// What has arrived; what lies before `position` is done with.
    private var bytes: [UInt8] = []
    private var position = 0
    private var head: Head?
    /// The part of a chunked body that has been read.
    private var chunks: [UInt8] = []

    mutating func append(_ new: [UInt8]) {
        if position == bytes.count {
            bytes = new
        } else {
            bytes.removeFirst(position)
            bytes += new
        }
        position = 0
    }

    /// The next whole request; `nil` until more bytes come.
    mutating func next() throws(Problem) -> Message? {
        if head == nil { head = try readHead() }
        guard let head, let body = try readBody(of: head) else { return nil }
        self.head = nil
        var request = head.request
        request.body = body
        return Message(request: request, keepsAlive: head.keepsAlive)
    }

    /// Whether the sender waits for `100 Continue` before it sends the body; asked for once per request.
    mutating func takesContinue() -> Bool {
        guard let head, head.awaitsContinue else { return false }
        self.head?.awaitsContinue = false
        return position == bytes.count
    }

    // MARK: - Head

    private mutating func readHead() throws(Problem) -> Head? {
        // Empty lines before a request are skipped (RFC 9112, section 2.2).
        while position < bytes.count, bytes[position] == UInt8(ascii: "\r") || bytes[position] == Self.lineFeed {
            position += 1
        }
        var lines: [Substring] = []
        var start = position
        while let end = bytes[start...].firstIndex(of: Self.lineFeed) {
            let line = Self.text(bytes[start..<end])
            start = end + 1
            if line.isEmpty {
                position = start
                return try Self.head(lines)
            }
            lines.append(line)
        }
        if bytes.count - position > Self.maximumHeadSize {
            throw Problem(status: 431, reason: "The header fields are larger than \(Self.maximumHeadSize) bytes")
        }
        return nil
    }

    /// A line without its carriage return.
    private static func text(_ bytes: ArraySlice<UInt8>) -> Substring {
        let end = bytes.last == UInt8(ascii: "\r") ? bytes.endIndex - 1 : bytes.endIndex
        return String(decoding: bytes[bytes.startIndex..<end], as: UTF8.self)[...]
    }

    private static func head(_ lines: [Substring]) throws(Problem) -> Head {
        let words = lines[0].utf8.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false).map {
            Substring($0)
        }
        guard words.count == 3, !words[0].isEmpty, words[1].hasPrefix("/"), words[2].hasPrefix("HTTP/1.") else {
            throw .malformed("The request line is not 'METHOD /PATH HTTP/1.1'")
        }
        let target = words[1].utf8.split(separator: UInt8(ascii: "?"), maxSplits: 1, omittingEmptySubsequences: false)
            .map { Substring($0) }
        var request = SignedRequest(
            method: String(words[0]),
            path: String(target[0]),
            query: target.count > 1 ? String(target[1]) : "",
            headers: [],
            body: []
        )
        for line in lines.dropFirst() {
            guard let colon = line.utf8.firstIndex(of: UInt8(ascii: ":")), colon != line.startIndex else {
                throw .malformed("A header field is not 'Name: value'")
            }
            let value = line.utf8[line.utf8.index(after: colon)...]
                .drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
            request.headers.append((line[..<colon].lowercased(), String(Substring(value))))
        }
        let wishes = (request.header("connection") ?? "").lowercased()
        let keepsAlive = words[2] == "HTTP/1.1" ? !wishes.contains("close") : wishes.contains("keep-alive")
        return Head(
            request: request,
            keepsAlive: keepsAlive,
            length: try length(request),
            awaitsContinue: request.header("expect")?.lowercased() == "100-continue"
        )
    }

    /// - Returns: `nil` when the body comes in chunks.
    private static func length(_ request: SignedRequest) throws(Problem) -> Int? {
        if let coding = request.header("transfer-encoding") {
            guard coding.lowercased() == "chunked", request.header("content-length") == nil else {
                throw .malformed("Transfer-Encoding can only be 'chunked', without a Content-Length")
            }
            return nil
        }
        guard let text = request.header("content-length") else { return 0 }
        guard let length = Int(text), length >= 0 else { throw .malformed("Content-Length is no number") }
        try checkBodySize(length)
        return length
    }

    private static func checkBodySize(_ size: Int) throws(Problem) {
        if size > maximumBodySize {
            throw Problem(status: 413, reason: "The body is larger than \(maximumBodySize) bytes")
        }
    }

    // MARK: - Body

    private mutating func readBody(of head: Head) throws(Problem) -> [UInt8]? {
        guard let length = head.length else { return try readChunks() }
        guard bytes.count - position >= length else { return nil }
        defer { position += length }
        return Array(bytes[position..<position + length])
    }

    /// `SIZE[;extension]`, the bytes, and a line end for each chunk; one of size 0, trailers and an empty line at the end.
    private mutating func readChunks() throws(Problem) -> [UInt8]? {
        while let end = bytes[position...].firstIndex(of: Self.lineFeed) {
            let digits = Self.text(bytes[position..<end]).prefix { $0 != ";" && $0 != " " }
            guard let size = Int(digits, radix: 16), size >= 0 else {
                throw .malformed("The size of a chunk is no number")
            }
            try Self.checkBodySize(chunks.count + size)
            let start = end + 1
            if size == 0 {
                guard let next = endOfTrailers(from: start) else { return nil }
                position = next
                defer { chunks = [] }
                return chunks
            }
            guard let lineEnd = bytes[min(start + size, bytes.count)...].firstIndex(of: Self.lineFeed) else {
                return nil
            }
            chunks += bytes[start..<start + size]
            position = lineEnd + 1
        }
        return nil
    }

    private func endOfTrailers(from start: Int) -> Int? {
        var start = start
        while let end = bytes[start...].firstIndex(of: Self.lineFeed) {
            if Self.text(bytes[start..<end]).isEmpty { return end + 1 }
            start = end + 1
        }
        return nil
    }
}
