import Records

/// A file that is no manifest but something else that people have: what it is, and what makes a manifest of it.
struct ForeignFile: Equatable {
    /// `is compressed with gzip`
    var finding: String
    var remedy: Remedy

    enum Remedy: Equatable {
        /// A program that reads the file on its standard input and writes a manifest with this suffix.
        case filter(String, suffix: String)
        case advice(String)
    }

    /// What is wrong and what to do, in one sentence.
    ///
    /// - Parameter path: of the file; `nil`: standard input.
    func message(path: String?) -> String {
        switch remedy {
        case .advice(let advice): "\(finding); \(advice)"
        case .filter(let filter, let suffix):
            if let path {
                "\(finding); run: \(filter) < \(ShellWord.quoted(path)) > "
                    + ShellWord.quoted(Self.newName(for: path, suffix: suffix))
            } else {
                "\(finding); pipe it through: \(filter)"
            }
        }
    }

    /// The same name with another suffix, and never the same name.
    private static func newName(for path: String, suffix: String) -> String {
        let start = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
        var stem = path[...]
        while let dot = stem[start...].lastIndex(of: "."), dot > start { stem = stem[..<dot] }
        let name = stem + suffix
        return name == path ? stem + "-new" + suffix : String(name)
    }
}

extension ForeignFile {
    /// Recognises a file by its first bytes; `nil`: it may be a manifest.
    init?(_ head: [UInt8]) {
        if let found = Self.packed(head) ?? Self.binary(head) ?? Self.otherEncoding(head) {
            self = found
            return
        }
        let text = Self.text(head)
        let found: ForeignFile? =
            switch text.first {
            case "<": Self.markup(text)
            case "[": Self.array(text)
            case "{": Self.document(text)
            default: Self.yaml(text)
            }
        guard let found else { return nil }
        self = found
    }

    private static func packed(_ head: [UInt8]) -> ForeignFile? {
        let formats: [(magic: [UInt8], name: String, command: String)] = [
            ([0x1F, 0x8B], "gzip", "gzip -dc"), (Array("BZh".utf8), "bzip2", "bzip2 -dc"),
            ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], "xz", "xz -dc"), ([0x28, 0xB5, 0x2F, 0xFD], "zstd", "zstd -dc"),
        ]
        for format in formats where head.starts(with: format.magic) {
            return ForeignFile(
                finding: "is compressed with \(format.name)",
                remedy: .filter(format.command, suffix: ".csv")
            )
        }
        return nil
    }

    private static func binary(_ head: [UInt8]) -> ForeignFile? {
        let asCSV = Remedy.advice("save its sheet as \"CSV UTF-8\" and give that file")
        if head.starts(with: [0x50, 0x4B, 0x03, 0x04]) {
            let names = String(decoding: head, as: UTF8.self)
            let isWorkbook = ["xl/", "[Content_Types].xml", "opendocument.spreadsheet"].contains { names.contains($0) }
            if isWorkbook { return ForeignFile(finding: "is a workbook of a spreadsheet", remedy: asCSV) }
            return ForeignFile(finding: "is a ZIP archive", remedy: .filter("funzip", suffix: ".csv"))
        }
        if head.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) {
            return ForeignFile(finding: "is a workbook of a spreadsheet", remedy: asCSV)
        }
        if head.starts(with: Array("SQLite format 3\0".utf8)) {
            let advice = "the checkpoint of a run is for apply, status, report and rollback; a manifest is a text file"
            return ForeignFile(finding: "is an SQLite database", remedy: .advice(advice))
        }
        let others: [(magic: String, name: String)] = [
            ("PAR1", "a Parquet file"), ("%PDF-", "a PDF file"), ("\u{7F}ELF", "a program"),
            ("ARROW1", "an Arrow file"),
        ]
        for other in others where head.starts(with: other.magic.utf8) {
            return ForeignFile(finding: "is \(other.name)", remedy: .advice("export the table as CSV in UTF-8"))
        }
        return nil
    }

    /// UTF-16 and UTF-32, with and without a byte order mark: in ASCII text every second byte is zero.
    private static func otherEncoding(_ head: [UInt8]) -> ForeignFile? {
        let name: String
        if head.starts(with: [0xFF, 0xFE, 0, 0]) || head.starts(with: [0, 0, 0xFE, 0xFF]) {
            name = "UTF-32"
        } else if head.starts(with: [0xFF, 0xFE]) || head.starts(with: [0xFE, 0xFF]) {
            name = "UTF-16"
        } else if head.count >= 4, head[1] == 0, head[3] == 0, head[0] != 0, head[2] != 0 {
            name = "UTF-16LE"
        } else if head.count >= 4, head[0] == 0, head[2] == 0, head[1] != 0, head[3] != 0 {
            name = "UTF-16BE"
        } else {
            return nil
        }
        let finding = "is text in \(name), which Excel calls Unicode Text"
        return ForeignFile(finding: finding, remedy: .filter("iconv -f \(name) -t UTF-8", suffix: "-utf8.csv"))
    }

    /// The text without a byte order mark and without blanks before it.
    private static func text(_ head: [UInt8]) -> Substring {
        String(decoding: head, as: UTF8.self).drop { $0.isWhitespace || $0 == "\u{FEFF}" }
    }

    private static func markup(_ text: Substring) -> ForeignFile? {
        let start = text.prefix(256).lowercased()
        if start.hasPrefix("<!doctype html") || start.contains("<html") {
            let advice = "perhaps a sign-in page was saved in place of the file; download the file itself"
            return ForeignFile(finding: "is a web page", remedy: .advice(advice))
        }
        return ForeignFile(finding: "is XML", remedy: .advice("export the table as CSV in UTF-8"))
    }

    private static let listing = Remedy.filter(
        "jq -c --arg api API_ID '.Items[] | {api_id: $api, integration_id: .IntegrationId, "
            + "integration_uri: .IntegrationUri}'",
        suffix: ".jsonl"
    )

    private static func array(_ text: Substring) -> ForeignFile? {
        if text.contains("\"IntegrationId\""), !text.contains("\"ApiId\"") {
            let finding = "lists integrations as the AWS CLI prints them, without saying of which API"
            return ForeignFile(finding: finding, remedy: listing.replacing(".Items[]", with: ".[]"))
        }
        return ForeignFile(
            finding: "is one JSON array, where each line must be one JSON object",
            remedy: .filter("jq -c '.[]'", suffix: ".jsonl")
        )
    }

    private static func document(_ text: Substring) -> ForeignFile? {
        let outline = JSONOutline(text)
        if let key = outline.firstKey, outline.holdsList {
            if text.contains("\"IntegrationId\"") {
                let finding = "is the output of get-integrations, which does not say of which API"
                return ForeignFile(finding: finding, remedy: listing.replacing(".Items[]", with: ".\(key)[]"))
            }
            if text.contains("\"ProtocolType\"") {
                let advice = "apigw-migrate discover writes a manifest of their integrations"
                return ForeignFile(finding: "is the output of get-apis, which lists APIs", remedy: .advice(advice))
            }
            let list = Self.isBareKey(key) ? ".\(key)[]" : #".["\#(key)"][]"#
            return ForeignFile(
                finding: "is one JSON document with a list in it, where each line must be one JSON object",
                remedy: .filter("jq -c '\(list)'", suffix: ".jsonl")
            )
        }
        if outline.firstKey == "run" || outline.firstKey == "row" && text.contains("\"outcome\"") {
            return report
        }
        if outline.isSpread {
            return ForeignFile(
                finding: "is JSON that is spread over lines, where each line must be one JSON object",
                remedy: .filter("jq -c .", suffix: ".jsonl")
            )
        }
        return nil
    }

    /// What a run wrote, given back to it.
    static let report = ForeignFile(
        finding: "is a report of apigw-migrate",
        remedy: .advice("apigw-migrate report CHECKPOINT --as-manifest OUT writes a manifest")
    )

    private static func isBareKey(_ key: String) -> Bool {
        key.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): true
            default: false
            }
        }
    }

    private static func yaml(_ text: Substring) -> ForeignFile? {
        let line = text.prefix { !$0.isNewline }
        let name = line.trimmingPrefix("- ").prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }
        let rest = line.trimmingPrefix("- ").dropFirst(name.count)
        let isEntry = !name.isEmpty && rest.first == ":" && (rest.count == 1 || rest.dropFirst().first == " ")
        // A header may hold such a name: pandas writes "Unnamed: 0".
        let isTable = line.contains { ",;\t|".contains($0) }
        guard isEntry && !isTable || line == "---" || line.hasPrefix("%YAML") else { return nil }
        return ForeignFile(finding: "is YAML", remedy: .filter("yq -o=json -I=0 '.[]'", suffix: ".jsonl"))
    }
}

extension ForeignFile.Remedy {
    fileprivate func replacing(_ text: String, with other: String) -> ForeignFile.Remedy {
        guard case .filter(let filter, let suffix) = self else { return self }
        return .filter(filter.replacing(text, with: other), suffix: suffix)
    }
}

/// What can be told of a JSON object by its beginning.
private struct JSONOutline {
    /// As it is written, escapes included.
    private(set) var firstKey: String?
    /// Whether the value of the first key is an array: no member of a manifest holds one.
    private(set) var holdsList = false
    /// Whether the object goes on behind the end of its first line.
    private(set) var isSpread = false

    /// - Parameter text: begins with a brace.
    init(_ text: Substring) {
        let inside = text.dropFirst().drop(while: \.isWhitespace)
        if inside.first == "\"" {
            let key = inside.dropFirst().prefix { $0 != "\"" }
            firstKey = String(key)
            let value = inside[key.endIndex...].dropFirst().drop(while: \.isWhitespace).dropFirst()
            holdsList = value.first(where: { !$0.isWhitespace }) == "["
        }
        var depth = 0
        var isInString = false
        var isEscaped = false
        for character in text {
            if isInString {
                if !isEscaped, character == "\"" { isInString = false }
                isEscaped = !isEscaped && character == "\\"
                continue
            }
            switch character {
            case "\"": isInString = true
            case "{", "[": depth += 1
            case "}", "]": depth -= 1
            default: if character.isNewline { isSpread = true }
            }
            if depth == 0 || isSpread { return }
        }
    }
}
