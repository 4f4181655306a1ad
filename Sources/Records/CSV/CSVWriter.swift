/// Writes CSV or TSV records that `CSVReader` and spreadsheets read back.
public struct CSVWriter: Sendable {
    private let delimiter: UInt8
    private let neutralizingFormulas: Bool

    /// - Parameters:
    ///   - delimiter: what separates fields; a tab for TSV.
    ///   - neutralizingFormulas: puts an apostrophe before a cell that a spreadsheet would take for a formula: one that
    ///     begins with `=`, `+`, `-`, `@`, a tab, a carriage return or a line feed (OWASP, CSV Injection).
    public init(delimiter: UInt8 = UInt8(ascii: ","), neutralizingFormulas: Bool = false) {
        self.delimiter = delimiter
        self.neutralizingFormulas = neutralizingFormulas
    }

    /// One record with its line feed.
    public func row(_ fields: [String]) -> [UInt8] {
        var bytes: [UInt8] = []
        append(fields, to: &bytes)
        return bytes
    }

    /// Appends one record with its line feed.
    public func append(_ fields: [String], to bytes: inout [UInt8]) {
        for (index, field) in fields.enumerated() {
            if index > 0 { bytes.append(delimiter) }
            append(field, isOnly: fields.count == 1, to: &bytes)
        }
        bytes.append(UInt8(ascii: "\n"))
    }

    private func append(_ field: String, isOnly: Bool, to bytes: inout [UInt8]) {
        let text = field.utf8
        let isFormula = neutralizingFormulas && (text.first.map(Self.startsFormula) ?? false)
        // Without quotes a record of one blank field would be read as a blank line.
        let isBlankLine = isOnly && text.allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        guard isBlankLine || text.contains(where: needsQuotes) else {
            if isFormula { bytes.append(UInt8(ascii: "'")) }
            bytes.append(contentsOf: text)
            return
        }
        bytes.append(UInt8(ascii: "\""))
        if isFormula { bytes.append(UInt8(ascii: "'")) }
        for byte in text {
            if byte == UInt8(ascii: "\"") { bytes.append(byte) }
            bytes.append(byte)
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private func needsQuotes(_ byte: UInt8) -> Bool {
        byte == delimiter || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
    }

    private static func startsFormula(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"): true
        case UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n"): true
        default: false
        }
    }
}
