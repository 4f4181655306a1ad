import Records

/// How the records of one file are written: its format, and for a table what separates the columns.
public struct ManifestLayout: Sendable, Equatable {
    public var format: ManifestFormat
    /// `nil` for JSON Lines.
    public var delimiter: UInt8?
    /// Whether a line such as `sep=;` stands before the header: Excel's way to name the delimiter.
    var hasPreamble = false

    public init(_ format: ManifestFormat) {
        self.format = format
        delimiter = format.delimiter
    }
}

extension ManifestLayout {
    /// The layout of a file by its first bytes.
    ///
    /// What is in a file counts for more than its suffix. A table is read with the delimiter with which its header names most
    /// columns, whichever of comma, tab, semicolon and bar that is.
    ///
    /// - Parameters:
    ///   - path: `nil`: standard input.
    ///   - format: what the person said it is; `nil`: nothing.
    ///   - head: the first bytes, or all of them.
    /// - Throws: one problem that says what the file is and what to do, when it is no manifest.
    public static func detected(
        path: String?,
        format: ManifestFormat?,
        head: [UInt8]
    ) throws(InvalidManifest) -> ManifestLayout {
        func refused(_ message: String) -> InvalidManifest {
            InvalidManifest(problems: [ManifestProblem(.foreignFile, line: 1, message: message)])
        }
        if let foreign = ForeignFile(head) { throw refused(foreign.message(path: path)) }
        let guess = ManifestFormat.guessed(path: path ?? "", firstBytes: head)
        if let format, format.delimiter != nil, guess == .jsonl, ManifestFormat.firstByte(of: head) == UInt8(ascii: "{")
        {
            throw refused("is JSON Lines, not \(format.rawValue); leave out --format")
        }
        var layout = ManifestLayout(format ?? guess)
        switch TableHead(head).finding(preferring: layout.delimiter) {
        case .table(let delimiter, let hasPreamble):
            if format == .jsonl { throw refused("is a table, not JSON Lines; leave out --format") }
            if layout.delimiter == nil { layout.format = .csv }
            (layout.delimiter, layout.hasPreamble) = (delimiter, hasPreamble)
        case .report: throw refused(ForeignFile.report.message(path: path))
        case .noHeader(let message): if layout.delimiter != nil { throw refused(message) }
        case nil: break
        }
        return layout
    }
}

/// The first lines of a table, of which it is to be found out what separates the columns.
private struct TableHead {
    enum Finding {
        case table(delimiter: UInt8, hasPreamble: Bool)
        case report
        case noHeader(String)
    }

    private static let delimiters = [",", "\t", ";", "|"].map { UInt8(ascii: $0) }
    /// More cells than a header needs to be known by.
    private static let shownCells = 3

    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// `nil` for JSON, an empty file, and a first line that the reader itself will complain of.
    func finding(preferring preferred: UInt8?) -> Finding? {
        guard let first = ManifestFormat.firstByte(of: bytes), first != UInt8(ascii: "{") else { return nil }
        let named = namedDelimiter
        let usual = preferred ?? UInt8(ascii: ",")
        let candidates = named.map { [$0] } ?? [usual] + Self.delimiters.filter { $0 != usual }
        var best: (delimiter: UInt8, count: Int)?
        for delimiter in candidates {
            guard let names = header(delimiter, hasPreamble: named != nil) else { continue }
            if names.contains("outcome"), names.contains("attempts"), names.contains("before") { return .report }
            let known = names.filter { (try? ManifestColumn(name: $0)) != nil }.count
            if known > best?.count ?? 0 { best = (delimiter, known) }
        }
        if let best { return .table(delimiter: best.delimiter, hasPreamble: named != nil) }
        guard let cells = header(named ?? usual, hasPreamble: named != nil) else { return nil }
        let shown = cells.prefix(Self.shownCells).map { Printable.text($0, limit: 40) }.joined(separator: ", ")
        if cells.contains(where: Self.isData) {
            return .noHeader(
                "has no header: its first line holds values (\(shown)); put a line before it that names the columns, "
                    + "such as api_id,integration_id,integration_uri"
            )
        }
        return .noHeader(
            "its first line names no column of a manifest (\(shown)); it names api_id, integration_id and at least one "
                + "member such as integration_uri; apigw-migrate skeleton prints them all"
        )
    }

    /// What a line `sep=;` before the header names.
    private var namedDelimiter: UInt8? {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let text = bytes.starts(with: mark) ? bytes.dropFirst(mark.count) : bytes[...]
        let line = text.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }.filter {
            $0 != UInt8(ascii: "\"")
        }
        guard line.count == 5, String(decoding: line.prefix(4), as: UTF8.self).lowercased() == "sep=" else {
            return nil
        }
        return line.last
    }

    private func header(_ delimiter: UInt8, hasPreamble: Bool) -> [String]? {
        var reader = CSVReader(ByteArraySource(bytes), delimiter: delimiter)
        reader.skipsEmptyRecords = true
        for _ in 0..<(hasPreamble ? 1 : 0) { _ = try? reader.next() }
        guard case .record(let record)? = try? reader.next() else { return nil }
        return record.fields.map(\.value)
    }

    /// An ARN, a URL, or letters and digits mixed as in an id: no name of a column looks like that.
    private static func isData(_ cell: String) -> Bool {
        if cell.hasPrefix("arn:") || cell.contains("://") { return true }
        let bytes = cell.utf8
        let digits = bytes.filter { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }.count
        let letters = bytes.filter { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }.count
        return bytes.count >= 5 && digits > 0 && digits + letters == bytes.count
    }
}
