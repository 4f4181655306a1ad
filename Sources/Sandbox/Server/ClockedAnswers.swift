import NIOCore

/// Lets the answers of a server tell the time that it believes. Hummingbird sets the `Date` of every answer
/// itself, after the responder, so the bytes are changed on their way out.
final class ClockedAnswers: ChannelInboundHandler, Sendable {
    typealias InboundIn = any Channel

    private let head: ClockedHead

    init(clock: SandboxClock) {
        head = ClockedHead(clock: clock)
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

    private let clock: SandboxClock

    init(clock: SandboxClock) {
        self.clock = clock
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard !clock.isRight, case .byteBuffer(var buffer) = unwrapOutboundIn(data),
            buffer.readableBytesView.starts(with: Self.beginning),
            let range = buffer.readableBytesView.firstRange(of: Self.dateHeader)
        else { return context.write(data, promise: promise) }
        buffer.setString(AmazonDate(seconds: Int(clock.now)).httpDate, at: range.upperBound)
        context.write(NIOAny(IOData.byteBuffer(buffer)), promise: promise)
    }
}
