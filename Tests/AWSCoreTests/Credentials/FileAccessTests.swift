import AWSCore
import Foundation
import Testing

@Suite struct FileAccessTests {
    private func withFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    @Test func aFileIsReplacedAsAWholeAndItsOwnersOnly() throws {
        try withFolder { folder in
            let path = "\(folder)/a/b/c.json"
            let files = FileAccess.system
            #expect(try files.read(path) == nil)
            #expect(try files.read(folder) == nil)
            for text in ["first", "second"] {
                try files.write(path, Array(text.utf8))
                #expect(try files.read(path) == Array(text.utf8))
            }
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
            #expect(try FileManager.default.contentsOfDirectory(atPath: "\(folder)/a/b") == ["c.json"])
        }
    }

    @Test func whatCannotBeDoneIsAnError() throws {
        try withFolder { folder in
            #expect(throws: (any Error).self) {
                try FileAccess.system.read("\(folder)/\(String(repeating: "x", count: 300))")
            }
            try FileAccess.system.write("\(folder)/file", [1])
            #expect(throws: (any Error).self) { try FileAccess.system.write("\(folder)/file/below", [1]) }
            #expect(throws: (any Error).self) { try FileAccess.system.write(folder, [1]) }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["file"])
        }
    }
}
