import FlyingSocks
import Foundation

/// Serves one connection: reads requests, lets the service answer them, writes the answers in the order of the requests.
struct HTTPConnection {
    private static let goOn: [UInt8] = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)
    private static let pieceSize = 4096

    let socket: AsyncSocket
    let responder: SandboxResponder

    /// Returns when the client has gone, wants the connection to be closed, or has sent what cannot be read.
    func serve() async {
        defer { try? socket.close() }
        var parser = HTTPParser()
        do {
            while try await step(&parser) {}
        } catch let problem as HTTPParser.Problem {
            try? await write(responder.response(to: problem))
        } catch {
            // The client has gone, or the server stops: nobody waits for an answer.
        }
    }

    /// - Returns: Whether the connection stays open.
    private func step(_ parser: inout HTTPParser) async throws -> Bool {
        guard let message = try parser.next() else {
            if parser.takesContinue() { try await write(Self.goOn) }
            parser.append(try await socket.read(atMost: Self.pieceSize))
            return true
        }
        switch await responder.response(to: message) {
        case .whole(let bytes):
            try await write(bytes)
            return message.keepsAlive
        case .truncated(let bytes):
            try await write(bytes)
            return false
        case .reset:
            reset()
            return false
        case .hang:
            await waitUntilGone()
            reset()
            return false
        }
    }

    private func write(_ bytes: [UInt8]) async throws {
        try await socket.write(Data(bytes))
    }

    /// Makes the close that follows one that the client sees as a reset and no orderly end.
    private func reset() {
        try? socket.socket.setValue(linger(l_onoff: 1, l_linger: 0), for: LingerOption())
    }

    /// Waits until the client has closed its side, or the limit has passed.
    private func waitUntilGone() async {
        let limit = responder.hangLimit
        await withTaskGroup(of: Void.self) { group in
            group.addTask { while (try? await socket.read(atMost: Self.pieceSize)) != nil {} }
            group.addTask { try? await Task.sleep(for: limit) }
            await group.next()
            group.cancelAll()
        }
    }
}

private struct LingerOption: SocketOption {
    let name = Int32(SO_LINGER)

    func makeValue(from socketValue: linger) -> linger { socketValue }
    func makeSocketValue(from value: linger) -> linger { value }
}
