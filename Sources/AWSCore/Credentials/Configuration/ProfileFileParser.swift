/// The line grammar of the shared files: sections, `key = value` or `key: value`, whole-line comments, indented
/// continuation lines. A key or a section that comes twice is an error, as it is for the AWS CLI.
struct ProfileFileParser {
    struct Section {
        var name: String
        var line: Int
        var settings: ProfileFile.Settings = [:]
    }

    private let path: String
    private var sections: [Section] = []
    private var names: Set<String> = []
    /// The key that an indented line continues, and how far that key's own line is indented.
    private var openKey: (name: String, indent: Int)?

    init(path: String) {
        self.path = path
    }

    mutating func parse(_ bytes: [UInt8]) throws(ConfigurationError) -> [Section] {
        var content = bytes[...]
        if content.starts(with: [0xEF, 0xBB, 0xBF]) { content = content.dropFirst(3) }
        guard let text = String(validating: content, as: UTF8.self) else {
            throw ConfigurationError(.malformedFile, "\(path): not valid UTF-8")
        }
        let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
        for (index, line) in lines.enumerated() {
            try parse(line, number: index + 1)
        }
        for section in sections.indices {
            sections[section].settings = sections[section].settings.mapValues(Self.withoutTrailingBreaks)
        }
        return sections
    }

    private mutating func parse(_ line: Substring, number: Int) throws(ConfigurationError) {
        let content = Self.trimmed(line)
        let indent = line.distance(from: line.startIndex, to: content.startIndex)
        if content.isEmpty {
            // A blank line may stand inside a value of several lines.
            if let openKey { append("", to: openKey.name) }
        } else if content.hasPrefix("#") || content.hasPrefix(";") {
            return
        } else if let openKey, indent > openKey.indent {
            try nest(content, in: openKey.name, line: number)
            append(content, to: openKey.name)
        } else if content.hasPrefix("["), let end = content.lastIndex(of: "]"),
            end > content.index(after: content.startIndex)
        {
            try openSection(String(content[content.index(after: content.startIndex)..<end]), line: number)
        } else {
            try addSetting(content, indent: indent, line: number)
        }
    }

    private mutating func openSection(_ name: String, line: Int) throws(ConfigurationError) {
        guard names.insert(name).inserted else { throw malformed(line, "the section [\(name)] is there twice") }
        sections.append(Section(name: name, line: line))
        openKey = nil
    }

    /// Messages never show the line: it may hold a secret.
    private mutating func addSetting(_ content: Substring, indent: Int, line: Int) throws(ConfigurationError) {
        guard !sections.isEmpty else { throw malformed(line, "a [section] has to come first") }
        guard let delimiter = content.firstIndex(where: { $0 == "=" || $0 == ":" }) else {
            throw malformed(line, "neither a [section] nor \"key = value\"")
        }
        let key = Self.trimmed(content[..<delimiter]).lowercased()
        guard !key.isEmpty else { throw malformed(line, "a key is missing before \"=\"") }
        let last = sections.count - 1
        guard sections[last].settings[key] == nil else {
            throw malformed(line, "the key \(key) is there twice in [\(sections[last].name)]")
        }
        sections[last].settings[key] = String(Self.trimmed(content[content.index(after: delimiter)...]))
        openKey = (key, indent)
    }

    /// Below a key without a value of its own stand settings: one level of nesting.
    private func nest(_ content: Substring, in key: String, line: Int) throws(ConfigurationError) {
        let value = sections[sections.count - 1].settings[key] ?? ""
        guard value.isEmpty || value.hasPrefix("\n"), !content.contains("=") else { return }
        throw malformed(line, "not \"key = value\", as below \(key) it has to be")
    }

    private mutating func append(_ line: Substring, to key: String) {
        sections[sections.count - 1].settings[key, default: ""] += "\n" + line
    }

    private func malformed(_ line: Int, _ reason: String) -> ConfigurationError {
        ConfigurationError(.malformedFile, "\(path):\(line): \(reason)")
    }

    /// Without the white space around it.
    static func trimmed(_ text: Substring) -> Substring {
        let start = text.firstIndex { !$0.isWhitespace } ?? text.endIndex
        let end = text.lastIndex { !$0.isWhitespace }.map(text.index(after:)) ?? start
        return text[start..<end]
    }

    private static func withoutTrailingBreaks(_ value: String) -> String {
        var value = value
        while value.last == "\n" { value.removeLast() }
        return value
    }
}
