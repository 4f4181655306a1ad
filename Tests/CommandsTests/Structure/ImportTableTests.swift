import Foundation
import Testing

/// CONTRIBUTING's table of targets against Package.swift.
@Suite struct ImportTableTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    private static func text(_ name: String) throws -> String {
        try String(contentsOf: root.appending(path: name), encoding: .utf8)
    }

    /// The targets of Sources/ and what they depend on: other targets, and packages without `.swift`.
    private static func declared() throws -> [String: Set<String>] {
        var targets: [String: Set<String>] = [:]
        for declaration in try text("Package.swift").split(separator: "arget(").dropFirst() {
            guard let name = declaration.firstMatch(of: /name: "([^"]+)"/)?.output.1 else { continue }
            if declaration.contains("path: \"Tests/") || name.hasSuffix("Tests") { continue }
            guard let start = declaration.firstRange(of: "dependencies: [") else {
                targets[String(name)] = []
                continue
            }
            let list = declaration[start.upperBound...].prefix { $0 != "]" }
            let packages = list.matches(of: /package: "([^"]+)"/).map { String($0.output.1) }
            let others = list.replacing(/\.product\([^)]*\)/, with: "").matches(of: /"([^"]+)"/)
                .map { String($0.output.1) }
            targets[String(name)] = Set(others + packages.map { $0.replacing(".swift", with: "") })
        }
        return targets
    }

    /// The last column of the table's rows; what follows a semicolon is a remark.
    private static func documented() throws -> [String: Set<String>] {
        var targets: [String: Set<String>] = [:]
        for line in try text("CONTRIBUTING.md").split(separator: "\n") {
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            guard cells.count == 3, let name = cells[0].wholeMatch(of: /`([\w-]+)`/)?.output.1 else { continue }
            let imports = cells[2].prefix { $0 != ";" }.split(separator: ",")
            targets[String(name)] = Set(imports.map { $0.trimmingCharacters(in: .whitespaces) }).subtracting(["nothing"]
            )
        }
        return targets
    }

    @Test func contributingSaysWhatPackageSwiftSays() throws {
        let (declared, documented) = (try Self.declared(), try Self.documented())
        #expect(declared.count > 8)
        for (target, imports) in declared { #expect(documented[target] == imports, "\(target)") }
    }
}
