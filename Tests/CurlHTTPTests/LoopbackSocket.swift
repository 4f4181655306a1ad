import Foundation

struct SocketError: Error {
    var call: String
    var code = errno
}

/// Sockets on 127.0.0.1 with ports that the system chooses.
enum LoopbackSocket {
    static func listen(backlog: Int32) throws -> (descriptor: Int32, port: UInt16) {
        let (descriptor, port) = try bound()
        guard Foundation.listen(descriptor, backlog) == 0 else { throw SocketError(call: "listen") }
        return (descriptor, port)
    }

    /// A port that nobody listens on, and that nobody else gets before the descriptor is closed.
    static func bound() throws -> (descriptor: Int32, port: UInt16) {
        let descriptor = try stream()
        var address = loopback(port: 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(descriptor, pointer, length) == 0 ? getsockname(descriptor, pointer, &length) : -1
            }
        }
        guard code == 0 else { throw SocketError(call: "bind") }
        return (descriptor, UInt16(bigEndian: address.sin_port))
    }

    /// Begins a connection without waiting for it.
    static func connect(port: UInt16) throws -> Int32 {
        let descriptor = try stream()
        guard fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0 else { throw SocketError(call: "fcntl") }
        var address = loopback(port: port)
        _ = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Foundation.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        return descriptor
    }

    private static func stream() throws -> Int32 {
        #if canImport(Darwin)
            let descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #else
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        #endif
        guard descriptor >= 0 else { throw SocketError(call: "socket") }
        return descriptor
    }

    private static func loopback(port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }
}
