import Foundation
import Synchronization

/// A server on 127.0.0.1 that does what a test's script says, one thread a connection. It ends with its last reference;
/// scripts that are still waiting then see their connections end.
final class TestServer: Sendable {
    /// What the server has seen so far.
    struct Tally: Sendable {
        var connections = 0
        var requests: [TestRequest] = []
    }

    /// Shared with the threads, which must not keep the server itself.
    final class State: Sendable {
        let tally = Mutex(Tally())
        let open = Mutex<Set<Int32>>([])
        let requests: AsyncStream<TestRequest>
        let requestSink: AsyncStream<TestRequest>.Continuation
        let ended: AsyncStream<Int>
        let endedSink: AsyncStream<Int>.Continuation

        init() {
            (requests, requestSink) = AsyncStream.makeStream()
            (ended, endedSink) = AsyncStream.makeStream()
        }
    }

    let port: UInt16
    private let listener: Int32
    private let state = State()

    var authority: String { "127.0.0.1:\(port)" }
    var tally: Tally { state.tally.withLock { $0 } }

    /// - Parameter script: called with each connection, which is closed when it returns.
    init(_ script: @escaping @Sendable (TestConnection) -> Void) throws {
        (listener, port) = try LoopbackSocket.listen(backlog: 1024)
        Thread.detachNewThread { [listener, state] in
            while true {
                let descriptor = accept(listener, nil, nil)
                guard descriptor >= 0 else { break }
                let number = state.tally.withLock { tally in
                    tally.connections += 1
                    return tally.connections
                }
                _ = state.open.withLock { $0.insert(descriptor) }
                Thread.detachNewThread {
                    let connection = TestConnection(descriptor, number: number, state: state)
                    script(connection)
                    connection.close()
                    state.endedSink.yield(number)
                }
            }
        }
    }

    deinit {
        stopListening()
        state.open.withLock { for descriptor in $0 { shutdown(descriptor, Int32(SHUT_RDWR)) } }
        close(listener)
    }

    /// New connections are refused from now on.
    func stopListening() {
        shutdown(listener, Int32(SHUT_RDWR))
    }

    /// Waits until the script has read this many requests more.
    func requests(_ count: Int) async -> [TestRequest] {
        var requests: [TestRequest] = []
        for await request in state.requests.prefix(count) { requests.append(request) }
        return requests
    }

    /// Waits until this many connections more have ended on the server's side.
    func connectionsEnd(_ count: Int) async {
        for await _ in state.ended.prefix(count) {}
    }
}

/// One request as the server read it.
struct TestRequest: Sendable {
    var line: String
    /// Name and value, as sent.
    var fields: [(name: String, value: String)]
    var body: [UInt8]

    func values(_ name: String) -> [String] {
        fields.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
    }
}

/// The server's side of a connection. It stays on its thread.
final class TestConnection {
    /// Counted from 1.
    let number: Int
    private let descriptor: Int32
    private let state: TestServer.State
    private var pending: [UInt8] = []
    private var isOpen = true

    init(_ descriptor: Int32, number: Int, state: TestServer.State) {
        self.descriptor = descriptor
        self.number = number
        self.state = state
    }

    /// - Returns: `nil` when the client has closed the connection.
    func readRequest() -> TestRequest? {
        var lines: [String] = []
        while let line = readLine() {
            if line.isEmpty { return finishRequest(lines) }
            lines.append(line)
        }
        return nil
    }

    private func finishRequest(_ lines: [String]) -> TestRequest? {
        let fields = lines.dropFirst().map { line in
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            return (name: String(parts[0]), value: parts[1].trimmingCharacters(in: .whitespaces))
        }
        var request = TestRequest(line: lines.first ?? "", fields: fields, body: [])
        let length = request.values("Content-Length").first.flatMap(Int.init) ?? 0
        while pending.count < length { guard fill() else { return nil } }
        request.body = Array(pending.prefix(length))
        pending.removeFirst(length)
        state.tally.withLock { $0.requests.append(request) }
        state.requestSink.yield(request)
        return request
    }

    func write(_ text: String) {
        write(Array(text.utf8))
    }

    func write(_ bytes: [UInt8]) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            sent += count
        }
    }

    /// A whole answer of HTTP/1.1 with `Content-Length`.
    func answer(_ status: String = "200 OK", fields: String = "", body: String = "{}") {
        write("HTTP/1.1 \(status)\r\nContent-Length: \(body.utf8.count)\r\n\(fields)\r\n\(body)")
    }

    func answerAll() {
        while readRequest() != nil { answer() }
    }

    /// The first bytes that the client sends, whatever they mean.
    func readBytes() -> [UInt8] {
        guard !pending.isEmpty || fill() else { return [] }
        defer { pending = [] }
        return pending
    }

    /// Blocks until the client closes the connection.
    func awaitClose() {
        while fill() {}
    }

    /// Ends the connection with a reset instead of an orderly close.
    func reset() {
        var immediately = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &immediately, socklen_t(MemoryLayout<linger>.size))
        close()
    }

    func close() {
        guard isOpen else { return }
        isOpen = false
        _ = state.open.withLock { $0.remove(descriptor) }
        Foundation.close(descriptor)
    }

    private func readLine() -> String? {
        while true {
            if let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
                let line = String(decoding: pending[..<end], as: UTF8.self)
                pending.removeFirst(end + 1)
                return line.hasSuffix("\r") ? String(line.dropLast()) : line.trimmingCharacters(in: .newlines)
            }
            guard fill() else { return nil }
        }
    }

    private func fill() -> Bool {
        var buffer = [UInt8](repeating: 0, count: 65536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        guard count > 0 else { return false }
        pending.append(contentsOf: buffer[..<count])
        return true
    }
}
