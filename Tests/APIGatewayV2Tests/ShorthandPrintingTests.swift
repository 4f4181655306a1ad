import APIGatewayV2
import Records
import TestSupport
import Testing

struct ShorthandPrintingTests {
    @Test(arguments: [
        (#"{"a":"b"}"#, "a=b"),
        (#"{"a":""}"#, "a="),
        (#"{"a":"x, y"}"#, "a='x, y'"),
        (#"{"a":"it's"}"#, #"a='it\'s'"#),
        (#"{"a":" b"}"#, "a=' b'"),
        (#"{"a":"=b"}"#, "a='=b'"),
        (#"{"a":"b=c"}"#, "a=b=c"),
        (#"{"a":"${x}"}"#, "a='${x}'"),
        (
            #"{"200":{"append:header.x":"1","overwrite:statuscode":"403"},"404":{}}"#,
            "200={append:header.x=1,overwrite:statuscode=403},404={}"
        ),
        (#"{"a":["b","","c,d"]}"#, "a=[b,'','c,d']"),
    ])
    func aMapIsPrintedAsAPersonWouldTypeIt(json: String, shorthand: String) throws {
        #expect(Shorthand.text(of: try object(json)) == shorthand)
    }

    @Test(arguments: [#"{}"#, #"{"a b":"c"}"#, #"{"$default":"c"}"#, #"{"a":1}"#, #"{"a":null}"#, #"{"a":"b\\"}"#])
    func whatShorthandCannotSayIsNotPrinted(json: String) throws {
        #expect(Shorthand.text(of: try object(json)) == nil)
    }

    /// The property: what is printed is read as the same value.
    @Test func whateverIsPrintedIsReadAsTheSameValue() throws {
        var random = SeededGenerator(seed: 7)
        var printed = 0
        for _ in 0..<20_000 {
            let object = JSONObject(Self.members(depth: 0, &random))
            guard let text = Shorthand.text(of: object) else { continue }
            printed += 1
            #expect(try Shorthand.parse(text) == .object(object), "\(text)")
        }
        #expect(printed > 5_000)
    }

    private static let alphabet: [String] = Array("ab1 -_.#/:,=[]{}'\"\\$@|\n\té🚀").map { String($0) }

    private static func members(depth: Int, _ random: inout SeededGenerator) -> [(key: String, value: JSONValue)] {
        var keys: Set<String> = []
        return (0..<Int.random(in: 1...3, using: &random)).compactMap { _ in
            let key = String("abc-.:/#_9".randomElement(using: &random) ?? "a") + text(2, &random).filter(\.isLetter)
            let isKey = key.unicodeScalars.allSatisfy(\.isASCII) && keys.insert(key).inserted
            return isKey ? (key, value(depth: depth, &random)) : nil
        }
    }

    private static func value(depth: Int, _ random: inout SeededGenerator) -> JSONValue {
        switch Int.random(in: 0..<8, using: &random) {
        case 0 where depth < 3: .object(JSONObject(members(depth: depth + 1, &random)))
        case 1 where depth < 3:
            .array((0..<Int.random(in: 0...3, using: &random)).map { _ in value(depth: depth + 1, &random) })
        default: .string(text(8, &random))
        }
    }

    private static func text(_ limit: Int, _ random: inout SeededGenerator) -> String {
        (0..<Int.random(in: 0...limit, using: &random)).map { _ in alphabet.randomElement(using: &random) ?? "" }
            .joined()
    }

    private func object(_ json: String) throws -> JSONObject {
        guard case .object(let object) = try JSONValue(parsing: json) else { return JSONObject() }
        return object
    }
}
