import Foundation

/// A CSV file, read in the plainest way, to look at what the tool has written.
struct Table {
    let columns: [String]
    let rows: [[String: String]]

    init(_ data: Data) {
        var records: [[String]] = []
        var record: [String] = []
        var field: [UInt8] = []
        var isQuoted = false
        var last: UInt8 = 0
        for byte in data {
            switch (byte, isQuoted) {
            case (UInt8(ascii: "\""), _):
                // A doubled quote inside quotes is one.
                if !isQuoted, last == byte { field.append(byte) }
                isQuoted.toggle()
            case (UInt8(ascii: ","), false), (UInt8(ascii: "\n"), false):
                record.append(String(decoding: field, as: UTF8.self))
                field = []
                if byte == UInt8(ascii: "\n") {
                    records.append(record)
                    record = []
                }
            default: field.append(byte)
            }
            last = byte
        }
        let columns = records.first ?? []
        self.columns = columns
        rows = records.dropFirst().map { Dictionary(zip(columns, $0)) { first, _ in first } }
    }

    /// How often each value is in a column.
    func counts(_ column: String) -> [String: Int] {
        Dictionary(grouping: rows) { $0[column] ?? "" }.mapValues(\.count)
    }
}
