import Foundation
import Migration
import Testing

struct ManifestSchemaTests {
    static let table = """
        \u{FEFF}ticket,apiId,integration_id,"description",request_parameters.overwrite:path,expect.timeout_in_millis\r
        T-1,a,i,"one, ""two""\r
        three",/a,30000\r
        "",a,i2,,<clear>,\r

        """

    @Test func aStoredRecordGivesTheSameRowAgainAlsoAfterTheSchemaWasStored() throws {
        let manifest = try ReadManifest(Self.table, passthrough: ["ticket"])
        #expect(manifest.messages == [])
        let stored = try JSONEncoder().encode(manifest.schema)
        let schema = try JSONDecoder().decode(ManifestSchema.self, from: stored)
        #expect(schema == manifest.schema)
        for (row, raw) in zip(manifest.rows, manifest.raws) {
            #expect(try schema.row(number: row.number, line: row.line, raw: raw) == row)
        }
    }

    @Test func theHeaderAndTheRawRecordsAreTheFile() throws {
        let manifest = try ReadManifest(Self.table, passthrough: ["ticket"])
        #expect(manifest.schema.header.first == "ticket")
        let records = try [#require(manifest.schema.headerRecord)] + manifest.raws
        let text = records.map { String(decoding: $0, as: UTF8.self) + "\r\n" }.joined()
        #expect("\u{FEFF}" + text == Self.table)
        let again = try ReadManifest(text, passthrough: ["ticket"])
        #expect(again.rows == manifest.rows)
    }

    @Test func aStoredLineOfJSONGivesTheSameRowAgain() throws {
        let manifest = try ReadManifest.line(
            #""owner":{"a":1},"expect":{"description":null},"description":"d""#,
            passthrough: ["owner"]
        )
        let row = try #require(manifest.rows.first)
        let raw = try #require(manifest.raws.first)
        let schema = try JSONDecoder().decode(ManifestSchema.self, from: JSONEncoder().encode(manifest.schema))
        #expect(schema.headerRecord == nil)
        #expect(try schema.row(number: 1, line: 1, raw: raw) == row)
    }

    @Test(arguments: ["a,i", "", "a,i,\"", ",,", "a,i,d,e"])
    func bytesThatAreNoRecordOfTheManifestAreAnErrorNotACrash(raw: String) throws {
        let schema = try ReadManifest("api_id,integration_id,description\n").schema
        #expect(throws: InvalidManifest.self) { try schema.row(number: 1, line: 1, raw: Array(raw.utf8)) }
    }

    @Test(arguments: [
        #"{"format":"csv","header":"api_id,foo","passthrough":[]}"#,
        #"{"format":"csv","header":"api_id,\"","passthrough":[]}"#,
        #"{"format":"xml","passthrough":[]}"#,
    ])
    func aStoredSchemaThatMakesNoSenseIsAnError(text: String) {
        #expect(throws: (any Error).self) { try JSONDecoder().decode(ManifestSchema.self, from: Data(text.utf8)) }
    }
}
