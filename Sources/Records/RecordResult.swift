/// What a reader found next: a record, or what is wrong with it.
///
/// A bad record is a value and not a thrown error, because the reader goes on behind it.
public enum RecordResult<Value> {
    case record(Value)
    case bad(RecordError)
}

extension RecordResult: Sendable where Value: Sendable {}
extension RecordResult: Equatable where Value: Equatable {}

/// What a scanner did with the bytes it has.
enum ScanStep<Value> {
    case found(RecordResult<Value>)
    case needsInput
    case end
}

/// A record that cannot be read: where, what is wrong, and what is allowed.
public struct RecordError: Error, Sendable, Equatable, CustomStringConvertible {
    enum Code: Sendable, Equatable {
        case utf16
        case tooLarge(limit: Int)
        case nulByte(offset: Int)
        case invalidUTF8(offset: Int)
        case unclosedQuote
        case unclosedQuoteWithin(limit: Int)
        case quoteInUnquotedField
        case textAfterQuote
        case quotedFieldRunsOn(to: Position)
        case loneCarriageReturn
        case fieldCount(Int, expected: Int)
        case json(JSONError)
        case notAnObject(String)
    }

    /// The first place that shows the mistake.
    public let position: Position
    private let code: Code

    init(_ code: Code, at position: Position) {
        self.code = code
        self.position = position
    }

    /// What is wrong and what is allowed, without the position.
    public var message: String {
        switch code {
        case .utf16:
            "the file is UTF-16; save it as UTF-8"
        case .tooLarge(let limit):
            "the record is larger than \(limit) bytes, the most that is allowed"
        case .nulByte(let offset):
            "NUL byte at byte offset \(offset); only text is allowed"
        case .invalidUTF8(let offset):
            "invalid UTF-8 at byte offset \(offset); the file must be UTF-8"
        case .unclosedQuote:
            "the quote opened here is never closed; a quoted field ends with a quote, and a quote inside it is doubled"
        case .unclosedQuoteWithin(let limit):
            "the quote opened here is not closed within \(limit) bytes, the most that a record may have"
        case .quoteInUnquotedField:
            "a quote inside an unquoted field; put the whole field in quotes and double each quote inside it"
        case .textAfterQuote:
            "text after a closing quote; a delimiter or the end of the line is expected, and a quote inside a quoted "
                + "field is doubled"
        case .quotedFieldRunsOn(let end):
            "the quote opened here is closed at \(end), and text follows it; a quoted field ends with a quote, and a "
                + "quote inside it is doubled"
        case .loneCarriageReturn:
            "a carriage return without a line feed; lines end with LF or CRLF"
        case .fieldCount(let count, let expected):
            "the row has \(count) \(count == 1 ? "field" : "fields"), the header has \(expected)"
        case .json(let error):
            error.message
        case .notAnObject(let found):
            "\(found), where each line must be one JSON object"
        }
    }

    /// The kind of mistake, with no dynamic text: reports group by it.
    public var shortDescription: String {
        switch code {
        case .utf16: "file is UTF-16"
        case .tooLarge: "record too large"
        case .nulByte: "NUL byte"
        case .invalidUTF8: "invalid UTF-8"
        case .unclosedQuote, .unclosedQuoteWithin: "unclosed quote"
        case .quoteInUnquotedField: "quote in an unquoted field"
        case .textAfterQuote, .quotedFieldRunsOn: "text after a closing quote"
        case .loneCarriageReturn: "carriage return without line feed"
        case .fieldCount: "wrong number of fields"
        case .json(let error): error.shortDescription
        case .notAnObject: "not a JSON object"
        }
    }

    public var description: String { "\(position): \(message)" }
}
