import Records

/// How the records of one manifest become rows. It is kept in the checkpoint, so that a stored record can be read again.
public struct ManifestSchema: Sendable, Equatable {
    public let format: ManifestFormat
    /// The names of the columns as the manifest spells them; empty for JSON Lines.
    public let header: [String]
    /// The header's bytes as they stand in the file, without the line break: to write records again in their original
    /// columns. `nil` for JSON Lines, and for a file without any record.
    public let headerRecord: [UInt8]?
    /// The names of the columns that are kept for reports: those that were asked for, then `info.…` as they were met.
    public private(set) var passthrough: [String]
    /// What separates the columns; `nil` for JSON Lines.
    let delimiter: UInt8?

    let columns: [ManifestColumn]
    private var passthroughIndexes: [String: Int]

    /// More names of the kind `info.…` than this are no columns but data.
    static let infoLimit = 256

    /// - Parameters:
    ///   - header: the first record of a table; `nil` for JSON Lines and for an empty file.
    ///   - passthrough: names of columns that are not ours.
    /// - Throws: everything that is wrong with the names.
    init(layout: ManifestLayout, header: Record?, passthrough: [String]) throws(InvalidManifest) {
        format = layout.format
        delimiter = layout.delimiter
        self.header = header?.fields.map(\.value) ?? []
        headerRecord = header?.raw
        var names: [String] = []
        for name in passthrough + self.header.filter(ManifestColumn.isInfo) where !names.contains(name) {
            names.append(name)
        }
        self.passthrough = names
        let indexes = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
        passthroughIndexes = indexes

        let reader = HeaderReader(line: header?.position.line ?? 1, passthrough: indexes)
        var problems = reader.problems(ofPassthrough: names)
        var columns: [ManifestColumn] = []
        if header != nil { columns = reader.columns(of: self.header, problems: &problems) }
        self.columns = columns
        guard problems.isEmpty else { throw InvalidManifest(problems: problems) }
    }

    /// Notes the names `info.…` of a JSON line, which only its lines name.
    mutating func noteInfo(of object: JSONObject) {
        for member in object.members where ManifestColumn.isInfo(member.key) {
            if passthroughIndexes[member.key] != nil || passthrough.count >= Self.infoLimit { continue }
            passthroughIndexes[member.key] = passthrough.count
            passthrough.append(member.key)
        }
    }

    /// What a name of a JSON line is for.
    func column(named name: String) throws(ColumnNameError) -> ManifestColumn {
        if let index = passthroughIndexes[name] { return .passthrough(index) }
        let column = try ManifestColumn(name: name)
        guard column == .info else { return column }
        throw ColumnNameError(code: .unknownColumn, message: "is one info.… too many; allowed: \(Self.infoLimit) names")
    }
}

extension ManifestSchema: Codable {
    private enum CodingKeys: String, CodingKey { case format, delimiter, header, passthrough }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        var layout = ManifestLayout(try container.decode(ManifestFormat.self, forKey: .format))
        if let delimiter = try container.decodeIfPresent(UInt8.self, forKey: .delimiter) {
            layout.delimiter = delimiter
        }
        let text = try container.decodeIfPresent(String.self, forKey: .header)
        let header = try text.flatMap { try Self.record(Array($0.utf8), delimiter: layout.delimiter) }
        let passthrough = try container.decode([String].self, forKey: .passthrough)
        do {
            try self.init(layout: layout, header: header, passthrough: passthrough)
        } catch {
            throw DecodingError.dataCorruptedError(forKey: .header, in: container, debugDescription: "\(error)")
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(format, forKey: .format)
        try container.encodeIfPresent(delimiter == format.delimiter ? nil : delimiter, forKey: .delimiter)
        try container.encodeIfPresent(headerRecord.map { String(decoding: $0, as: UTF8.self) }, forKey: .header)
        try container.encode(passthrough, forKey: .passthrough)
    }
}
