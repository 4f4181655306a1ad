import FlyingSocks
import Foundation

/// A connection to a sandbox whose bytes a test writes and reads itself.
struct RawClient {
    private let socket: AsyncSocket
    private var received: [UInt8] = []

    init(_ url: String) async throws {
        let port = UInt16(url.split(separator: ":").last ?? "") ?? 0
        // As long as the whole suite may take: other tests may keep both threads busy.
        socket = try await AsyncSocket.connected(to: .inet(ip4: "127.0.0.1", port: port), timeout: 1_800)
    }

    func send(_ text: String) async throws {
        try await socket.write(Data(text.utf8))
    }

    /// Ends its own side of the connection; the other one stays open.
    func endSending() {
        shutdown(socket.socket.file.rawValue, Int32(SHUT_WR))
    }

    func close() {
        try? socket.close()
    }

    /// What the server sends until it ends the connection.
    mutating func readToEnd() async -> String {
        while let bytes = try? await socket.read(atMost: 4096) { received += bytes }
        defer { received = [] }
        return String(decoding: received, as: UTF8.self)
    }

    /// What the server sends up to and including `end`; all there is when the connection ends before.
    mutating func read(through end: String) async -> String {
        while true {
            if let range = received.firstRange(of: Array(end.utf8)) {
                defer { received.removeSubrange(..<range.upperBound) }
                return String(decoding: received[..<range.upperBound], as: UTF8.self)
            }
            guard let bytes = try? await socket.read(atMost: 4096) else {
                defer { received = [] }
                return String(decoding: received, as: UTF8.self)
            }
            received += bytes
        }
    }

    /// One answer: its status line, its head in lower case and its body.
    mutating func answer() async throws -> (status: Int, head: String, body: String) {
        let head = await read(through: "\r\n\r\n")
        let words = head.split(separator: " ", maxSplits: 2)
        guard words.count > 1, let status = Int(words[1]) else { throw NoAnswer(text: head) }
        let lowered = head.lowercased()
        let length = lowered.split(separator: "\r\n").first { $0.hasPrefix("content-length: ") }
            .flatMap { Int($0.dropFirst("content-length: ".count)) }
        while received.count < length ?? 0, let bytes = try? await socket.read(atMost: 4096) { received += bytes }
        let body = received.prefix(length ?? 0)
        received.removeFirst(body.count)
        return (status, lowered, String(decoding: body, as: UTF8.self))
    }

    struct NoAnswer: Error {
        var text: String
    }
}
