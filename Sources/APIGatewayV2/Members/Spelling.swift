/// The spellings of an API member's name: `apiId`, `ApiId`, `api_id`, `api-id`, and what people make of them.
public enum Spelling {
    public static func snakeCase(_ lowerCamel: String) -> String { joined(lowerCamel, by: "_") }

    public static func kebabCase(_ lowerCamel: String) -> String { joined(lowerCamel, by: "-") }

    /// What is alike in all spellings of a name: its letters in lower case, without blanks, `_`, `-` and what nobody sees.
    /// `API ID`, `Api_Id` and `api-id` are `apiid`.
    public static func normalized(_ name: some StringProtocol) -> String {
        var letters = String.UnicodeScalarView()
        for scalar in name.unicodeScalars where scalar != "_" && scalar != "-" {
            if scalar.isASCII {
                if scalar.value > 0x20, scalar.value != 0x7F { letters.append(scalar) }
            } else if !scalar.properties.isWhitespace, !scalar.properties.isDefaultIgnorableCodePoint {
                letters.append(scalar)
            }
        }
        return String(letters).lowercased()
    }

    /// The usual spellings of a lowerCamel name, each once.
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
