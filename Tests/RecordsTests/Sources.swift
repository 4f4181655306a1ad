import Records

/// Gives a few bytes at a time, as a pipe does.
struct TricklingSource: ByteSource {
    private var bytes: ArraySlice<UInt8>
    private let step: Int

    init(_ bytes: [UInt8], step: Int) {
        self.bytes = bytes[...]
        self.step = step
    }

    mutating func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let part = bytes.prefix(min(step, buffer.count))
        buffer.copyBytes(from: part)
        bytes = bytes.dropFirst(part.count)
        return part.count
    }
}

/// Repeats a piece of text until a number of bytes is reached, without holding them.
struct RepeatingSource: ByteSource {
    let head: [UInt8]
    let piece: [UInt8]
    let count: Int
    let tail: [UInt8]
    private var offset = 0

    init(head: String = "", piece: String, count: Int, tail: String = "") {
        self.head = Array(head.utf8)
        self.piece = Array(repeatElement(Array(piece.utf8), count: 65536 / piece.utf8.count).joined())
        self.count = count
        self.tail = Array(tail.utf8)
    }

    mutating func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let part: ArraySlice<UInt8>
        if offset < head.count {
            part = head[offset...]
        } else if offset < head.count + count {
            let done = offset - head.count
            part = piece[(done % piece.count)...].prefix(count - done)
        } else {
            part = tail[(offset - head.count - count)...]
        }
        let fitting = part.prefix(buffer.count)
        buffer.copyBytes(from: fitting)
        offset += fitting.count
        return fitting.count
    }
}

struct BrokenSource: ByteSource {
    struct Failure: Error, Equatable {}

    let bytes: [UInt8]
    private var isDone = false

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        if isDone { throw Failure() }
        isDone = true
        buffer.copyBytes(from: bytes)
        return bytes.count
    }
}

func readAll(_ reader: inout CSVReader<some ByteSource>) throws -> [RecordResult<Record>] {
    var results: [RecordResult<Record>] = []
    while let result = try reader.next() { results.append(result) }
    return results
}

func readAll(_ reader: inout JSONLinesReader<some ByteSource>) throws -> [RecordResult<JSONRecord>] {
    var results: [RecordResult<JSONRecord>] = []
    while let result = try reader.next() { results.append(result) }
    return results
}

extension RecordResult {
    var good: Value? {
        if case .record(let value) = self { value } else { nil }
    }

    var error: RecordError? {
        if case .bad(let error) = self { error } else { nil }
    }
}
