import FlyingSocks
import Foundation

/// Accepts connections on a port of the loopback interface and serves each in a task of its own.
struct HTTPListener {
    /// How long it waits when the process has no file descriptor left for another connection.
    private static let pause = Duration.milliseconds(10)

    let port: Int
    private let socket: Socket
    private let pool: some AsyncSocketPool = .make(maxEvents: 128)

    /// - Parameter port: 0: any free one.
    /// - Throws: The reason why the port could not be bound.
    init(port: Int) throws {
        socket = try Socket(domain: AF_INET)
        do {
            try socket.setValue(true, for: .localAddressReuse)
            try socket.bind(to: .inet(ip4: "127.0.0.1", port: UInt16(clamping: port)))
            try socket.listen()
            guard case .ip4(_, let bound) = try socket.sockname() else { throw SocketError.unsupportedAddress }
            self.port = Int(bound)
        } catch {
            try? socket.close()
            throw error
        }
    }

    /// Returns only when it is cancelled; every connection is closed then.
    func run(_ responder: SandboxResponder) async throws {
        defer { try? socket.close() }
        try await pool.prepare()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await pool.run() }
            group.addTask { try await accept(responder) }
            try await group.next()
            group.cancelAll()
        }
    }

    private func accept(_ responder: SandboxResponder) async throws {
        let listening = try AsyncSocket(socket: socket, pool: pool)
        try await withThrowingDiscardingTaskGroup { group in
            while !Task.isCancelled {
                do {
                    let accepted = try await listening.accept()
                    // An answer goes out at once, however small, also after a `100 Continue`.
                    try? accepted.socket.setValue(
                        true,
                        for: BoolSocketOption(level: Int32(IPPROTO_TCP), name: TCP_NODELAY)
                    )
                    group.addTask { await HTTPConnection(socket: accepted, responder: responder).serve() }
                } catch SocketError.failed {
                    try await Task.sleep(for: Self.pause)
                }
            }
        }
    }
}
