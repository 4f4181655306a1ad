/// Texts that programs write where they have no value.
public enum Placeholder {
    /// What a spreadsheet or a table library prints: pandas' NaN and NA, a formula's error.
    private static let tables: Set<String> = [
        "nan", "<na>", "nat", "#n/a", "#ref!", "#value!", "#name?", "#div/0!", "#null!", "#num!",
    ]
    /// What a programming language or `aws --output text` prints.
    private static let languages: Set<String> = ["none", "null", "nil", "undefined", "n/a"]
    private static let longest = 9
    /// Of all of these words, in either case: hardly any value begins with one.
    private static let initials = "nNuU<#".utf8

    /// Whether a table has put the text where it has nothing; no person writes it as a value.
    public static func isOfTable(_ text: String) -> Bool {
        text.utf8.count <= longest && tables.contains(text.lowercased())
    }

    /// Whether the text says that there is no value. A person may write such a word in a description.
    public static func isNothing(_ text: String) -> Bool {
        guard text.utf8.count <= longest, let first = text.utf8.first, initials.contains(first) else { return false }
        let word = text.lowercased()
        return tables.contains(word) || languages.contains(word)
    }

    /// For messages.
    public static let problem = "is what programs write where there is no value"
}
