import Foundation

/// One page of a listing.
struct Page {
    /// Marks the token as ours, and gives it characters that a query string must encode.
    private static let tokenMark: [UInt8] = [0xFB, 0xEF, 0xBE]

    var range: Range<Int>
    var nextToken: String?

    /// - Parameters:
    ///   - query: The query string with `maxResults` and `nextToken`.
    ///   - count: Items there are in all.
    ///   - size: Items of a page at most.
    init(query: String, count: Int, size: Int) throws(ServiceError) {
        var size = size
        if let text = FormEncoding.value("maxResults", in: query.utf8) {
            guard let asked = Int(text), asked > 0 else { throw .badRequest("Invalid value for maxResults: \(text)") }
            size = min(size, asked)
        }
        var start = 0
        if let token = FormEncoding.value("nextToken", in: query.utf8), !token.isEmpty {
            guard let offset = Self.offset(token), offset <= count else {
                throw .badRequest("Invalid value for nextToken")
            }
            start = offset
        }
        let end = min(count, start + size)
        range = start..<end
        nextToken = end < count ? Self.token(end) : nil
    }

    private static func token(_ offset: Int) -> String {
        Data(tokenMark + Array(String(offset).utf8)).base64EncodedString()
    }

    private static func offset(_ token: String) -> Int? {
        guard let bytes = Data(base64Encoded: token), bytes.starts(with: tokenMark) else { return nil }
        return Int(String(decoding: bytes.dropFirst(tokenMark.count), as: UTF8.self))
    }
}
