import Foundation
import Synchronization

/// A server on 127.0.0.1 that answers every request with a redirect. It ends with its last reference.
final class RedirectingServer: Sendable {
    private final class Heads: Sendable {
        let lines = Mutex<[String]>([])
    }

    let url: String
    private let listener: FileHandle
    private let heads = Heads()

    /// The first line of each request so far.
    var requests: [String] { heads.lines.withLock { $0 } }

    init(to target: String) throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        listener = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && listen(descriptor, 16) == 0
                    && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard isBound else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EADDRNOTAVAIL) }
        url = "http://127.0.0.1:\(UInt16(bigEndian: address.sin_port))"
        let answer = "HTTP/1.1 302 Found\r\nLocation: \(target)\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        Thread.detachNewThread { [heads] in
            while true {
                let connection = accept(descriptor, nil, nil)
                guard connection >= 0 else { return }
                var block = [UInt8](repeating: 0, count: 16_384)
                // Requests for metadata are short and come in one piece.
                let count = max(0, recv(connection, &block, block.count, 0))
                let line = String(decoding: block[..<count].prefix { $0 != UInt8(ascii: "\r") }, as: UTF8.self)
                heads.lines.withLock { $0.append(line) }
                _ = send(connection, answer, answer.utf8.count, Int32(MSG_NOSIGNAL))
                close(connection)
            }
        }
    }

    deinit {
        shutdown(listener.fileDescriptor, Int32(SHUT_RDWR))
    }
}
