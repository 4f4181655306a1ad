import Foundation

/// A terminal for a program to run on: what is typed on it and what is shown on it.
final class Terminal: Sendable {
    private let master: FileHandle
    /// The program's end.
    let device: FileHandle

    init() throws {
        var descriptors: (master: Int32, device: Int32) = (-1, -1)
        guard openpty(&descriptors.master, &descriptors.device, nil, nil, nil) == 0 else {
            throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .ENOTTY)
        }
        master = FileHandle(fileDescriptor: descriptors.master, closeOnDealloc: true)
        device = FileHandle(fileDescriptor: descriptors.device, closeOnDealloc: true)
        _ = fcntl(descriptors.master, F_SETFL, fcntl(descriptors.master, F_GETFL) | O_NONBLOCK)
        for descriptor in [descriptors.master, descriptors.device] { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
    }

    func type(_ text: String) throws {
        try master.write(contentsOf: Data(text.utf8))
    }

    /// What is there to be read now; for the whole, ask until the program has ended, and once more.
    func shown() -> String {
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(master.fileDescriptor, &block, block.count)
            if count <= 0 { return String(decoding: bytes, as: UTF8.self) }
            bytes += block[..<count]
        }
    }
}
