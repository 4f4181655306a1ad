import APIGatewayV2
import Migration
import TestSupport
import Testing

/// `scripts/fuzz` runs these for minutes.
struct ManifestFuzzTests {
    static let table = """
        api_id,integration_id,region,request_parameters,response_parameters.404,timeout_in_millis,expect.tls_config,x
        a,i,us-east-1,"{""overwrite:path"":""/a""}",<clear>,5000,serverNameToVerify=n,é
        a,i2,,append:header.x='1',overwrite:statuscode=403,,{},"y
        z"

        """
    static let lines = """
        {"api_id":"a","integration_id":"i","request_parameters":{"overwrite:path":"\\u00e9"},"response_parameters.404":null,"x":[1.5e3]}
        {"api_id":"a","integration_id":"i2","tls_config":{"server_name_to_verify":"n"},"expect":{"timeout_in_millis":50},"x":{}}

        """

    /// Reads everything; a good row must come out of its stored bytes again.
    private func read(_ bytes: [UInt8], format: ManifestFormat) {
        do {
            let manifest = try ReadManifest(bytes, format: format, passthrough: ["x"])
            for (row, raw) in zip(manifest.rows, manifest.raws) {
                #expect(try manifest.schema.row(number: row.number, line: row.line, raw: raw) == row)
                #expect(!row.update.isEmpty)
            }
            for problem in manifest.problems { #expect(!problem.description(file: "m").isEmpty) }
        } catch let error as InvalidManifest {
            #expect(!error.problems.isEmpty)
        } catch {
            Issue.record("\(error)")
        }
    }

    @Test(arguments: ManifestFormat.allCases)
    func randomBytesNeverCrash(format: ManifestFormat) {
        Fuzzing(seed: 1).run(times: 300) { random in read(random.bytes(200), format: format) }
    }

    @Test(arguments: [(ManifestFormat.csv, table), (.tsv, table.replacing(",", with: "\t")), (.jsonl, lines)])
    func mutatedManifestsNeverCrash(format: ManifestFormat, text: String) {
        Fuzzing(seed: 2).run(times: 1500) { random in read(random.mutated(Array(text.utf8)), format: format) }
    }

    @Test func whatAFileIsIsFoundOutOfAnyBytes() {
        let heads = [
            "[{\"IntegrationId\":\"a\"}]", "{\"Items\":[{}]}", "sep=;\na;b\n", "- api_id: a\n", "PK\u{3}\u{4}",
            Self.table,
        ]
        Fuzzing(seed: 3).run(times: 1500) { random in
            let text = heads.randomElement(using: &random) ?? ""
            let bytes = random.mutated(Array(text.utf8))
            let found = Result { () throws(InvalidManifest) in
                try ManifestLayout.detected(path: "m", format: nil, head: bytes)
            }
            switch found {
            case .success(let layout): #expect((layout.delimiter == nil) == (layout.format == .jsonl))
            case .failure(let problem): #expect(problem.problems.count == 1)
            }
        }
    }
}
