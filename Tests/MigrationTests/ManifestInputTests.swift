import Foundation
import Migration
import Testing

struct ManifestInputTests {
    @Test(arguments: [
        ("m.csv", "{", ManifestFormat.jsonl), ("m.tsv", "", .tsv), ("M.TSV", "", .tsv), ("a/b.jsonl", "x", .jsonl),
        ("m.ndjson", "", .jsonl), ("m.json", "", .jsonl), ("-", #"{"a":1}"#, .jsonl), ("m", "\u{FEFF}\r\n\t {", .jsonl),
        ("m.txt", "api_id,integration_id", .csv), ("m", "", .csv), ("m.csv.bak", "{", .jsonl),
    ])
    func theFormatIsGuessedFromTheSuffixThenFromTheFirstByte(path: String, text: String, format: ManifestFormat) {
        #expect(ManifestFormat.guessed(path: path, firstBytes: Array(text.utf8)) == format)
    }

    /// Calls `body` with a directory of its own, removed afterwards.
    private func withDirectory(_ body: (URL) throws -> Void) throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("manifest-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        try body(directory)
    }

    /// The digest of "abc" is the example of FIPS 180-2.
    @Test func aFileIsReadWholeAndItsDigestIsThatOfItsBytes() throws {
        try withDirectory { directory in
            let path = directory.appendingPathComponent("abc").path
            try Data("abc".utf8).write(to: URL(fileURLWithPath: path))
            let digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
            #expect(try FileSource.digest(ofFileAt: path) == digest)

            let source = try FileSource(path: path)
            #expect(try source.firstBytes() == Array("abc".utf8))
            var bytes: [UInt8] = []
            var block = [UInt8](repeating: 0, count: 2)
            while case let count = try block.withUnsafeMutableBytes({ try source.read(into: $0) }), count > 0 {
                bytes += block[..<count]
            }
            #expect(bytes == Array("abc".utf8))
            #expect(source.digest == digest)
        }
    }

    @Test func aManifestIsReadFromAFile() throws {
        try withDirectory { directory in
            let url = directory.appendingPathComponent("m.csv")
            var text = "api_id,integration_id,description\n"
            for number in 1...20_000 { text += "a\(number / 100),i\(number),some text\n" }
            try Data(text.utf8).write(to: url)
            let source = try FileSource(path: url.path)
            let format = ManifestFormat.guessed(path: url.path, firstBytes: try source.firstBytes())
            var reader = try ManifestReader(source, format: format)
            var last: Row?
            while let item = try reader.next() {
                if case .row(let row, _) = item { last = row }
            }
            #expect(reader.count == 20_000)
            #expect(last?.line == 20_001 && last?.target.integrationID == "i20000")
            #expect(try source.digest == FileSource.digest(ofFileAt: url.path))
        }
    }

    @Test func aFileThatCannotBeReadSaysWhy() throws {
        try withDirectory { directory in
            let missing = #expect(throws: InputError.self) {
                try FileSource(path: directory.appendingPathComponent("none").path)
            }
            #expect(missing?.reason == .missing)
            #expect(missing?.description.hasSuffix("none: no such file") == true)
            let notAFile = #expect(throws: InputError.self) { try FileSource(path: directory.path) }
            #expect(notAFile?.reason == .isDirectory)
        }
    }
}
