import Foundation
import NIOCore

/// Lets the answers of a server tell the time of a clock that is fast or slow. Hummingbird sets the `Date` of every answer
/// itself, after the responder, so the bytes are changed on their way out.
final class ClockedAnswers: ChannelInboundHandler, Sendable {
    typealias InboundIn = any Channel

    private let head: ClockedHead

    /// - Parameter offset: By how many seconds the clock is fast.
    init(offset: Double) {
        head = ClockedHead(offset: offset)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let connection = unwrapInboundIn(data)
        connection.pipeline.addHandler(head, position: .first).whenFailure { _ in connection.close(promise: nil) }
        context.fireChannelRead(data)
    }
}

/// Sets the date in the head of an answer. All dates are of one length.
private final class ClockedHead: ChannelOutboundHandler, Sendable {
    typealias OutboundIn = IOData

    private static let beginning = Array("HTTP/".utf8)
    private static let dateHeader = Array("\r\nDate: ".utf8)

    private let offset: Double

    init(offset: Double) {
        self.offset = offset
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard case .byteBuffer(var buffer) = unwrapOutboundIn(data),
            buffer.readableBytesView.starts(with: Self.beginning),
            let range = buffer.readableBytesView.firstRange(of: Self.dateHeader)
        else { return context.write(data, promise: promise) }
        let now = AmazonDate(seconds: Int(Date().timeIntervalSince1970 + offset))
        buffer.setString(now.httpDate, at: range.upperBound)
        context.write(NIOAny(IOData.byteBuffer(buffer)), promise: promise)
    }
}
