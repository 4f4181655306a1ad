/// Expands `~` at the beginning of a path, and `$NAME` and `${NAME}` in it; what is not set stays as it is written.
public struct PathExpansion {
    private let environment: [String: String]

    public init(environment: [String: String]) {
        self.environment = environment
    }

    public func expand(_ path: String) -> String {
        var path = path
        if path == "~" || path.hasPrefix("~/"), let home = environment["HOME"] {
            path = home + path.dropFirst()
        }
        var result = ""
        var rest = path[...]
        while let dollar = rest.firstIndex(of: "$") {
            result += rest[..<dollar]
            let after = rest[rest.index(after: dollar)...]
            let isBraced = after.hasPrefix("{")
            let name = after.dropFirst(isBraced ? 1 : 0).prefix { Self.isNameCharacter($0) }
            let isClosed = !isBraced || after[name.endIndex...].hasPrefix("}")
            if isClosed, let value = environment[String(name)] {
                result += value
                rest = after[name.endIndex...].dropFirst(isBraced ? 1 : 0)
            } else {
                result += "$"
                rest = after
            }
        }
        return result + rest
    }

    private static func isNameCharacter(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber || character == "_")
    }
}
