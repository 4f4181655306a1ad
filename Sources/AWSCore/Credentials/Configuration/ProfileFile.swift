/// One of the two shared files, taken apart as the AWS CLI does it (Python's `RawConfigParser`, strict).
struct ProfileFile {
    enum Kind {
        /// `[default]`, `[profile NAME]`, `[sso-session NAME]`, `[services NAME]`; other sections do not matter.
        case config
        /// `[NAME]`.
        case credentials
    }

    typealias Settings = [String: String]

    /// Names are case-sensitive, the keys inside are in lower case. A value of several lines keeps its line breaks; one
    /// that begins with a line break holds nested settings.
    private(set) var profiles: [String: Settings] = [:]
    private(set) var ssoSessions: [String: Settings] = [:]
    private(set) var services: [String: Settings] = [:]

    /// - Parameter path: for messages.
    init(_ bytes: [UInt8], kind: Kind, path: String) throws(ConfigurationError) {
        var parser = ProfileFileParser(path: path)
        for section in try parser.parse(bytes) {
            switch kind {
            case .credentials: profiles[section.name] = section.settings
            case .config: try add(section, path: path)
            }
        }
    }

    /// `default` is written without the prefix; `[profile default]` is the same profile, and the later one counts.
    private mutating func add(_ section: ProfileFileParser.Section, path: String) throws(ConfigurationError) {
        if section.name == "default" { profiles["default"] = section.settings }
        guard ["profile", "sso-session", "services"].contains(where: section.name.hasPrefix) else { return }
        guard let words = ShellWords.split(section.name) else {
            throw ConfigurationError(
                .malformedFile,
                "\(path):\(section.line): the quotation marks in [\(section.name)] do not match"
            )
        }
        guard words.count == 2 else { return }
        switch words[0] {
        case "profile": profiles[words[1]] = section.settings
        case "sso-session": ssoSessions[words[1]] = section.settings
        case "services": services[words[1]] = section.settings
        default: break
        }
    }

    /// The settings below a key, one level deep: `key =`, then indented lines `name = value`.
    static func nested(_ value: String) -> Settings? {
        guard value.hasPrefix("\n") else { return nil }
        var settings: Settings = [:]
        for line in value.split(separator: "\n") {
            let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { continue }
            settings[String(ProfileFileParser.trimmed(parts[0]))] = String(ProfileFileParser.trimmed(parts[1]))
        }
        return settings
    }
}

/// Splits a text into words as a POSIX shell does: white space separates, quotation marks and backslashes protect.
public enum ShellWords {
    /// - Returns: `nil` when a quotation is not closed or nothing follows a backslash.
    public static func split(_ text: String) -> [String]? {
        var words: [String] = []
        var word: String?
        var quote: Character?
        var rest = text[...]
        while let character = rest.popFirst() {
            switch (character, quote) {
            case ("'", "'"), ("\"", "\""): quote = nil
            case (_, "'"): word = (word ?? "") + String(character)
            case ("\\", "\""):
                guard let next = rest.popFirst() else { return nil }
                word = (word ?? "") + (next == "\"" || next == "\\" ? "" : "\\") + String(next)
            case (_, _?): word = (word ?? "") + String(character)
            case ("'", nil), ("\"", nil):
                quote = character
                word = word ?? ""
            case ("\\", nil):
                guard let next = rest.popFirst() else { return nil }
                word = (word ?? "") + String(next)
            case (" ", nil), ("\t", nil), ("\n", nil), ("\r", nil):
                if let finished = word { words.append(finished) }
                word = nil
            case (_, nil): word = (word ?? "") + String(character)
            }
        }
        if quote != nil { return nil }
        if let word { words.append(word) }
        return words
    }
}
