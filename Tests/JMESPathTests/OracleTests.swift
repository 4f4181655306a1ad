import Foundation
import JMESPath
import Records
import Testing

private let casesPath = ProcessInfo.processInfo.environment["APIGW_MIGRATE_JMESPATH_CASES"]

/// Compares with what jmespath.py made of random expressions; `scripts/fuzz-jmespath` writes the file and starts this.
@Suite(.enabled(if: casesPath != nil))
struct OracleTests {
    @Test func everyResultIsThatOfTheOtherProgram() throws {
        let lines = try Data(contentsOf: URL(filePath: try #require(casesPath))).split(separator: UInt8(ascii: "\n"))
        var kinds: [String: Int] = [:]
        for line in lines {
            let row = try #require(try JSONValue(parsing: Array(line), maximumDepth: 256).array)
            let wanted = try #require(row[2].array)
            let found = Self.outcome(try #require(row[0].string), row[1])
            kinds[found.first?.string ?? "", default: 0] += 1
            #expect(Self.isSame(.array(found), .array(wanted)), "\(JSONWriter().string(.array(row))): \(found)")
        }
        print("compared: \(lines.count) \(kinds)")
        #expect(!lines.isEmpty)
    }

    private static func outcome(_ expression: String, _ document: JSONValue) -> [JSONValue] {
        do {
            return ["ok", try JMESPathExpression(expression).search(document)]
        } catch {
            return [.string("\(error.kind)")]
        }
    }

    /// Equal, members in the same order, however numbers are written.
    private static func isSame(_ left: JSONValue, _ right: JSONValue) -> Bool {
        switch (left, right) {
        case (.number(let left), .number(let right)):
            left == right
                || Int(left).map { $0 == Int(right) || Double(left) == Double(right) }
                    ?? (Double(left) == Double(right))
        case (.array(let left), .array(let right)):
            left.count == right.count && zip(left, right).allSatisfy { isSame($0, $1) }
        case (.object(let left), .object(let right)):
            left.count == right.count
                && zip(left.members, right.members).allSatisfy { $0.key == $1.key && isSame($0.value, $1.value) }
        default: left == right
        }
    }
}
