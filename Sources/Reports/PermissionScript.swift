public import Migration
import Records

/// The commands that give the permissions that rows lack, as a script for whoever may give them.
public struct PermissionScript: Sendable {
    private let checkpoint: Checkpoint

    public init(_ checkpoint: Checkpoint) {
        self.checkpoint = checkpoint
    }

    /// - Returns: how many commands it has.
    /// - Throws: `ReportError`, `CheckpointError`.
    public func write(to path: String, of run: String) async throws -> Int {
        let count = Relay(0)
        try await OutputFile.write(path) { descriptor in
            let stream = Relay(BlockWriter(descriptor: descriptor, path: path))
            let head =
                "#!/bin/sh\n# The permissions that \(Printable.text(run)) lacks: one for each function and API.\n"
            try stream.change { writer in try writer.append { $0 += head.utf8 } }
            try await checkpoint.forEachFinding { finding in
                guard finding.verdict == .notPermitted, let command = finding.command else { return }
                try count.change { $0 += 1 }
                try stream.change { writer in try writer.append { $0 += "\(command)\n".utf8 } }
            }
            try await BlockingThread.run { try stream.change { try $0.flush() } }
        }
        return try count.change { $0 }
    }
}
