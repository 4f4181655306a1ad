import Foundation

/// `openssl s_server -www` with a self-signed certificate, on a port of the system's choice, in a folder of its own.
final class OpenSSLServer {
    private static let executable = ["/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"].map { "\($0)/openssl" }
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    static var isAvailable: Bool { executable != nil }

    struct Failure: Error {
        var message: String
    }

    /// Path of the server's certificate.
    let certificate: String
    /// Path of a file that is no certificate.
    let garbage: String
    private(set) var authority = ""
    private let folder: URL
    private let process = Process()

    /// - Parameter name: the certificate's subject alternative name, such as `IP:127.0.0.1`.
    init(name: String) throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("apigw-tls-\(UUID().uuidString)")
        certificate = folder.appendingPathComponent("certificate.pem").path
        garbage = folder.appendingPathComponent("garbage.pem").path
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data("not a certificate\n".utf8).write(to: URL(fileURLWithPath: garbage))
        let key = folder.appendingPathComponent("key.pem").path
        try Self.run([
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
            "-subj", "/CN=test", "-addext", "subjectAltName=\(name)", "-keyout", key, "-out", certificate,
        ])
        let output = Pipe()
        process.executableURL = Self.executable.map { URL(fileURLWithPath: $0) }
        process.arguments = ["s_server", "-accept", "127.0.0.1:0", "-cert", certificate, "-key", key, "-www"]
        process.standardInput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        process.standardOutput = output
        try process.run()
        authority = try Self.readAuthority(output.fileHandleForReading)
    }

    deinit {
        // A child of a pool thread inherits its signal mask, in which SIGTERM is blocked.
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        process.waitUntilExit()
        try? FileManager.default.removeItem(at: folder)
    }

    /// The server says `ACCEPT 127.0.0.1:PORT` once it listens.
    private static func readAuthority(_ output: FileHandle) throws -> String {
        var text = ""
        while case let data = output.availableData, !data.isEmpty {
            text += String(decoding: data, as: UTF8.self)
            let line = text.split(separator: "\n").last { $0.hasPrefix("ACCEPT 127.0.0.1:") }
            if let line, text.hasSuffix("\n") { return String(line.dropFirst("ACCEPT ".count)) }
        }
        throw Failure(message: "openssl s_server ended: \(text)")
    }

    private static func run(_ arguments: [String]) throws {
        let process = Process()
        process.executableURL = executable.map { URL(fileURLWithPath: $0) }
        process.arguments = arguments
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure(message: "openssl \(arguments[0]) failed") }
    }
}
