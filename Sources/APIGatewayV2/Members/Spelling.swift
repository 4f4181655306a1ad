/// The spellings of an API member's name: `apiId`, `ApiId`, `api_id`, `api-id`.
public enum Spelling {
    public static func snakeCase(_ lowerCamel: String) -> String { joined(lowerCamel, by: "_") }

    public static func kebabCase(_ lowerCamel: String) -> String { joined(lowerCamel, by: "-") }

    /// Every accepted spelling of a lowerCamel name, each once.
    public static func all(of lowerCamel: String) -> Set<String> {
        [lowerCamel, pascalCase(lowerCamel), snakeCase(lowerCamel), kebabCase(lowerCamel)]
    }

    public static func pascalCase(_ lowerCamel: String) -> String {
        lowerCamel.prefix(1).uppercased() + lowerCamel.dropFirst()
    }

    public static func lowerCamel(_ pascal: String) -> String {
        pascal.prefix(1).lowercased() + pascal.dropFirst()
    }

    private static func joined(_ lowerCamel: String, by separator: String) -> String {
        var name = ""
        for character in lowerCamel {
            if character.isUppercase { name += separator }
            name += character.lowercased()
        }
        return name
    }
}
