/// One record of a CSV or TSV file: usually one line, more when a quoted field holds line breaks.
public struct Record: Sendable, Equatable {
    /// Where its first line begins.
    public var position: Position
    public var fields: [Field]
    /// The bytes as they stand in the file, without the final line break.
    public var raw: [UInt8]

    public init(position: Position, fields: [Field], raw: [UInt8]) {
        self.position = position
        self.fields = fields
        self.raw = raw
    }
}

/// One cell of a CSV or TSV record.
public struct Field: Sendable, Equatable {
    /// The text, without the quotes around it and with doubled quotes made single.
    public var value: String
    /// Where the cell begins: at its opening quote if it has one.
    public var position: Position
    public var isQuoted: Bool

    public init(value: String, position: Position, isQuoted: Bool) {
        self.value = value
        self.position = position
        self.isQuoted = isQuoted
    }
}

/// Reads CSV or TSV (RFC 4180) record by record, in memory that does not grow with the file.
///
/// The header is the first record. A UTF-8 byte order mark and blank lines (nothing but spaces and tabs) are skipped;
/// lines end with LF or CRLF; quoted fields may hold line breaks. After a bad record the reader goes on with the next
/// line: with the line after the opening quote where a quote is not closed properly.
public struct CSVReader<Source: ByteSource> {
    private var source: Source
    private var buffer: InputBuffer
    private var scanner: CSVScanner

    /// - Parameters:
    ///   - delimiter: what separates fields; a tab for TSV.
    ///   - maximumRecordSize: in bytes, without the line break; a larger record is a bad one.
    public init(_ source: Source, delimiter: UInt8 = UInt8(ascii: ","), maximumRecordSize: Int = 1 << 20) {
        self.source = source
        // The largest record and its line break.
        self.buffer = InputBuffer(largestNeed: maximumRecordSize + 2)
        self.scanner = CSVScanner(delimiter: delimiter, maximumRecordSize: maximumRecordSize)
    }

    /// How many fields every record from now on must have; nil, the default, allows any number.
    public var expectedFieldCount: Int? {
        get { scanner.expectedFieldCount }
        set { scanner.expectedFieldCount = newValue }
    }

    /// Whether records are skipped whose fields are all empty or blank, however many they are: what spreadsheets write for
    /// rows that were cleared. The default is not to.
    public var skipsEmptyRecords: Bool {
        get { scanner.skipsEmptyRecords }
        set { scanner.skipsEmptyRecords = newValue }
    }

    /// The next record, good or bad; nil at the end. Throws only what the source throws.
    public mutating func next() throws -> RecordResult<Record>? {
        while true {
            switch scanner.step(&buffer) {
            case .found(let result): return result
            case .end: return nil
            case .needsInput: try buffer.refill(from: &source)
            }
        }
    }
}

extension CSVReader: Sendable where Source: Sendable {}
