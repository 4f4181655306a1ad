import APIGatewayV2
import Records
import TestSupport
import Testing

/// `scripts/fuzz` runs these for minutes.
struct ShorthandFuzzTests {
    private static let valid = """
        200={append:header.x-a='it\\'s, a',overwrite:statuscode=403},404={},a=[b,{c=d,e="f\\"g"},[]],k@=file://x,l=\\,y z
        """

    /// What is read and can be printed is read again as the same value.
    private func read(_ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        do {
            let value = try Shorthand.parse(text, loadFile: { $0 })
            guard case .object(let object) = value, let printed = Shorthand.text(of: object) else { return }
            #expect(try Shorthand.parse(printed) == value, "\(text)")
        } catch let error as ShorthandError {
            #expect(error.offset <= text.unicodeScalars.count)
            #expect(!error.message.isEmpty && !error.description.isEmpty)
        } catch {
            Issue.record("\(error)")
        }
    }

    @Test func randomBytesNeverCrash() {
        Fuzzing(seed: 3).run(times: 2_000) { random in read(random.bytes(80)) }
    }

    @Test func mutatedShorthandNeverCrashes() {
        Fuzzing(seed: 4).run(times: 5_000) { random in read(random.mutated(Array(Self.valid.utf8))) }
    }

    @Test func mutatedJSONNeverCrashes() {
        let valid = Array(#"{"a":{"b":["\u00e9\ud83d\ude80",1.5e3,-0,true,null]},"c":"x"}"#.utf8)
        Fuzzing(seed: 5).run(times: 5_000) { random in
            let bytes = random.mutated(valid)
            guard let value = try? JSONValue(parsing: bytes) else { return }
            #expect((try? JSONValue(parsing: JSONWriter().bytes(value))) == value)
        }
    }
}
