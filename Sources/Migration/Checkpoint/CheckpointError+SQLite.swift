import Foundation
import GRDB

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension CheckpointError {
    /// What an error of SQLite says of the file.
    init(_ error: DatabaseError, path: String) {
        switch error.resultCode {
        case .SQLITE_NOTADB, .SQLITE_CORRUPT:
            self.init(.notACheckpoint, path: path, problem: "is not a checkpoint of apigw-migrate, or is damaged")
        default: self.init(.unusable, path: path, problem: Self.words(for: error))
        }
    }

    /// What keeps the log from being moved into the file.
    init(closing path: String, _ error: DatabaseError) {
        let cause = CheckpointError(error, path: path)
        if cause.kind == .notACheckpoint {
            self = cause
        } else if error.resultCode == .SQLITE_BUSY {
            let problem = "another program reads it, so the log could not be moved into it"
            self = CheckpointError(.isRead, path: path, problem: problem).keepingLog()
        } else {
            let problem = "the log could not be moved into it: \(cause.problem)"
            self = CheckpointError(.logRemains, path: path, problem: problem).keepingLog()
        }
    }

    private static func words(for error: DatabaseError) -> String {
        let words = error.message ?? "SQLite error \(error.resultCode.rawValue)"
        return switch error.extendedResultCode {
        case .SQLITE_FULL: "the disk is full"
        case .SQLITE_BUSY: "another program holds it locked"
        case .SQLITE_READONLY: "it cannot be written to"
        case .SQLITE_CANTOPEN: "it cannot be opened"
        // SQLite has no code for a file that has reached the limit of its size, and does not keep the system's.
        case .SQLITE_IOERR_WRITE, .SQLITE_IOERR_SHMSIZE: sizeLimit.map { "\(words); \($0)" } ?? words
        default: words
        }
    }

    /// The limit that this process has for the size of files; `nil`: none.
    private static var sizeLimit: String? {
        var limit = rlimit()
        #if canImport(Glibc)
            let code = getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
        #else
            let code = getrlimit(RLIMIT_FSIZE, &limit)
        #endif
        // What stands for no limit, RLIM_INFINITY, is this number or larger.
        guard code == 0, limit.rlim_cur < Int64.max else { return nil }
        return "no file may grow past \(limit.rlim_cur / 1024) KiB here (ulimit -f)"
    }

    /// The same with what is to be done with the log beside the file, where there is something in it: who makes room on a
    /// full disk must not take it for rubbish.
    func keepingLog() -> CheckpointError {
        let log = "\(path)-wal"
        let size = try? FileManager.default.attributesOfItem(atPath: log)[.size] as? Int
        guard let size, size > 0 else { return self }
        let advice = """
            Nothing that was recorded is lost. While \(log) is there, it is part of the run: keep both files together. The command \
            that goes on with the run moves the one into the other once that is possible.
            """
        return CheckpointError(kind, path: path, problem: "\(problem)\n\(advice)")
    }
}
