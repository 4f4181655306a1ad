import APIGatewayV2
import Migration
import Testing

struct ManifestFuzzTests {
    /// SplitMix64, so that every run tries the same inputs.
    struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }

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
        var generator = Generator(state: 1)
        for _ in 0..<300 {
            let count = Int.random(in: 0..<200, using: &generator)
            read((0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }, format: format)
        }
    }

    @Test(arguments: [(ManifestFormat.csv, table), (.jsonl, lines)])
    func mutatedManifestsNeverCrash(format: ManifestFormat, text: String) {
        var generator = Generator(state: 2)
        let valid = Array(text.utf8)
        let marks = Array("\"'{}[],=:.<>\\\n\r\t\0 0-9\u{FF}".utf8)
        for _ in 0..<1500 {
            var bytes = valid
            for _ in 0..<Int.random(in: 1...6, using: &generator) where !bytes.isEmpty {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<5, using: &generator) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes.remove(at: place)
                case 2: bytes.insert(marks.randomElement(using: &generator) ?? 0, at: place)
                case 3: bytes.removeSubrange(place..<min(place + 20, bytes.count))
                default: bytes.insert(contentsOf: bytes[place..<min(place + 30, bytes.count)], at: place)
                }
            }
            read(bytes, format: format)
        }
    }
}
