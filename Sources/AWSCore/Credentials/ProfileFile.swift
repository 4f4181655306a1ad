/// One of the two shared files, taken apart as the AWS CLI does it (Python's `RawConfigParser`, strict).
struct ProfileFile {
    enum Kind {
        /// `[default]` and `[profile NAME]`; other sections are no profiles.
        case config
        /// `[NAME]`.
        case credentials
    }

    typealias Settings = [String: String]

    /// Names are case-sensitive, the keys inside are in lower case. A value of several lines keeps its line breaks.
    private(set) var profiles: [String: Settings] = [:]

    /// - Parameter path: for messages.
    init(_ bytes: [UInt8], kind: Kind, path: String) throws(ConfigurationError) {
        var parser = ProfileFileParser(path: path)
        let sections = try parser.parse(bytes)
        for section in sections {
            switch kind {
            case .credentials: profiles[section.name] = section.settings
            case .config:
                guard let name = try Self.profileName(section, path: path) else { continue }
                profiles[name] = section.settings
            }
        }
    }

    /// `default` is written without the prefix; `[profile default]` is the same profile, and the later one counts.
    private static func profileName(
        _ section: ProfileFileParser.Section,
        path: String
    ) throws(ConfigurationError) -> String? {
        if section.name == "default" { return "default" }
        guard section.name.hasPrefix("profile") else { return nil }
        guard let words = ShellWords.split(section.name) else {
            throw ConfigurationError(
                .malformedFile,
                "\(path):\(section.line): the quotation marks in [\(section.name)] do not match"
            )
        }
        return words.count == 2 && words[0] == "profile" ? words[1] : nil
    }
}
