import Foundation
import Testing

@testable import Reports

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

@Suite struct OutputFileTests {
    private struct Interruption: Error {}

    private static func put(_ text: String, to path: String) async throws {
        try await OutputFile.write(path) { descriptor in
            var writer = BlockWriter(descriptor: descriptor, path: path)
            try writer.append { $0.append(contentsOf: text.utf8) }
            try writer.flush()
        }
    }

    @Test func aFileReplacesTheOneThatWasThere() async throws {
        let folder = try TemporaryFolder()
        try folder.write("old and longer", to: "report.csv")
        try await Self.put("new", to: folder.file("report.csv"))
        #expect(try folder.text("report.csv") == "new")
        #expect(try folder.names() == ["report.csv"])
    }

    @Test func anErrorLeavesWhatWasThereAndNothingElse() async throws {
        let folder = try TemporaryFolder()
        try folder.write("old", to: "report.csv")
        await #expect(throws: Interruption.self) {
            try await OutputFile.write(folder.file("report.csv")) { descriptor in
                var writer = BlockWriter(descriptor: descriptor, path: "report.csv")
                try writer.append { $0.append(contentsOf: repeatElement(65, count: 1_000_000)) }
                throw Interruption()
            }
        }
        #expect(try folder.text("report.csv") == "old")
        #expect(try folder.names() == ["report.csv"])
    }

    @Test func aSymbolicLinkStaysOne() async throws {
        let folder = try TemporaryFolder()
        try FileManager.default.createDirectory(atPath: folder.file("real"), withIntermediateDirectories: false)
        try folder.write("old", to: "real/report.csv")
        try FileManager.default.createSymbolicLink(
            atPath: folder.file("link.csv"),
            withDestinationPath: "real/report.csv"
        )
        try await Self.put("new", to: folder.file("link.csv"))
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.file("link.csv")) == "real/report.csv")
        #expect(try folder.text("real/report.csv") == "new")
    }

    @Test func aPrivateFileStaysPrivate() async throws {
        let folder = try TemporaryFolder()
        try folder.write("old", to: "report.csv")
        chmod(folder.file("report.csv"), 0o600)
        try await Self.put("new", to: folder.file("report.csv"))
        let attributes = try FileManager.default.attributesOfItem(atPath: folder.file("report.csv"))
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }

    @Test func whatIsNoFileIsWrittenToDirectly() async throws {
        try await Self.put("away with it", to: "/dev/null")
        var status = stat()
        #expect(stat("/dev/null", &status) == 0 && status.st_mode & S_IFMT == S_IFCHR)
    }

    @Test func aFolderCannotBeCreated() async throws {
        let folder = try TemporaryFolder()
        let error = await #expect(throws: ReportError.self) { try await Self.put("x", to: folder.path) }
        #expect(error == ReportError(.cannotCreate, path: folder.path, problem: "is a directory"))
    }

    @Test func aMissingFolderIsNamed() async throws {
        let folder = try TemporaryFolder()
        let path = folder.file("missing/report.csv")
        for attempt in [{ try await Self.put("x", to: path) }, { try Report.checkWritable(path) }] {
            let error = await #expect(throws: ReportError.self) { try await attempt() }
            #expect(error.map { "\($0)" } == "\(path): cannot be created: no such folder")
            #expect(error?.kind == .cannotCreate)
        }
    }

    @Test func checkingLeavesNothingBehind() throws {
        let folder = try TemporaryFolder()
        try Report.checkWritable(folder.file("report.csv"))
        try Report.checkWritable("/dev/null")
        #expect(try folder.names().isEmpty)
    }

    #if os(Linux)
        @Test func aFullDiskIsAnErrorOfWriting() async throws {
            let error = await #expect(throws: ReportError.self) { try await Self.put("x", to: "/dev/full") }
            #expect(error?.kind == .cannotWrite)
            #expect(error.map { "\($0)" } == "/dev/full: cannot be written: the disk is full")
        }
    #endif
}
