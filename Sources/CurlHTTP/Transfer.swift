import AWSCore
import CCurl

/// One place of the pool: an easy handle with all the memory that libcurl refers to while a request is under way. It is
/// used for one request after another and belongs to the transfer thread.
final class Transfer {
    let easy: EasyHandle
    private(set) var submission: Submission?
    private(set) var response = RawResponse()
    /// Whether libcurl has begun to send the request: from then on the server may act on it.
    private(set) var hasStarted = false
    /// Whether libcurl wanted to send the request a second time.
    private(set) var wasRepeatRefused = false
    private(set) var wasTooLarge = false
    /// When `isStalled` last saw that bytes had moved.
    private var lastProgress = MonotonicTime.now
    private var lastUploaded = 0
    private var hasProgress = false

    private let maximumBodySize: Int
    private let errorBuffer: UnsafeMutablePointer<CChar>
    private var strings = GrowingBuffer<CChar>()
    private var bodyBytes = GrowingBuffer<UInt8>()
    private var headers = GrowingBuffer<curl_slist>()
    private var currentProxy: Proxy?

    /// Heads of responses past this size are refused; servers allow 8 to 64 KiB for a request's.
    private static let maximumHeadSize = 256 * 1024

    init(_ configuration: CurlTransport.Configuration) throws(CurlFailure) {
        guard let easy = EasyHandle() else { throw CurlFailure(CURLE_OUT_OF_MEMORY) }
        self.easy = easy
        maximumBodySize = configuration.maximumBodySize
        errorBuffer = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorBuffer.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        try configureLimits(configuration)
        try configureTLS(configuration)
        try configureCallbacks()
    }

    /// The handle must have been taken out of the multi handle.
    deinit {
        curl_easy_cleanup(easy.pointer)
        errorBuffer.deallocate()
        strings.deallocate()
        bodyBytes.deallocate()
        headers.deallocate()
    }

    /// The transfer that an easy handle out of `MultiHandle.nextEnded` belongs to.
    static func owning(_ easy: UnsafeMutableRawPointer) -> Transfer? {
        var context: UnsafeMutableRawPointer?
        guard ccurl_easy_getinfo_pointer(easy, CURLINFO_PRIVATE, &context) == CURLE_OK, let context else { return nil }
        return Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    }

    /// Sets the handle up for a request. It is then ready to be added to the multi handle.
    func prepare(_ submission: Submission) throws(CurlFailure) {
        self.submission = submission
        response = RawResponse()
        response.head.reserveCapacity(512)
        (hasStarted, wasRepeatRefused, wasTooLarge, hasProgress) = (false, false, false, false)
        lastUploaded = 0
        errorBuffer[0] = 0
        let request = submission.request
        let base = strings.fill(from: request.strings)
        try easy.set(CURLOPT_URL, base)
        try setMethod(request, name: base + request.methodOffset)
        try easy.set(CURLOPT_HTTPHEADER, linkedHeaders(request, base: base))
        if request.proxy != currentProxy {
            try setProxy(request.proxy)
        }
    }

    /// Ends the transfer, which is out of the multi handle, and frees the place.
    func finish() -> (submission: Submission, response: RawResponse)? {
        guard let submission else { return nil }
        let answer = response
        self.submission = nil
        response = RawResponse()
        return (submission, answer)
    }

    /// What libcurl wrote about the failure, else the general text of the code.
    func message(for code: CURLcode) -> String {
        errorBuffer[0] == 0 ? CurlFailure(code).message : String(cString: errorBuffer)
    }

    /// Whether a request is under way of which nothing has moved for that long since it began to be sent.
    func isStalled(at now: MonotonicTime, milliseconds: Int) -> Bool {
        // A place that is free keeps the marks of its last request.
        guard submission != nil, hasStarted else { return false }
        let uploaded = easy.info(offset: CURLINFO_SIZE_UPLOAD_T)
        if hasProgress || uploaded != lastUploaded {
            (hasProgress, lastUploaded, lastProgress) = (false, uploaded, now)
        }
        return lastProgress.advanced(byMilliseconds: milliseconds) <= now
    }
}

// MARK: - Options

extension Transfer {
    private func configureLimits(_ configuration: CurlTransport.Configuration) throws(CurlFailure) {
        try easy.set(CURLOPT_NOSIGNAL, 1)
        try easy.set(CURLOPT_PROTOCOLS_STR, "http,https")
        try easy.set(CURLOPT_FOLLOWLOCATION, 0)
        try easy.set(CURLOPT_PATH_AS_IS, 1)
        try easy.set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1)
        try easy.set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
        try easy.set(CURLOPT_TCP_KEEPALIVE, 1)
        try easy.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        try easy.set(CURLOPT_MAXFILESIZE_LARGE, offset: configuration.maximumBodySize)
        // libcurl takes 0 for its own default of 300 seconds.
        let connectLimit = configuration.connectTimeout.milliseconds
        try easy.set(CURLOPT_CONNECTTIMEOUT_MS, connectLimit == 0 ? Int(Int32.max) : connectLimit)
        try easy.set(CURLOPT_TIMEOUT_MS, configuration.totalTimeout.milliseconds)
        // A transfer that is cancelled while its host is looked up doesn't wait for the resolver's thread, which
        // cleans up after itself.
        try easy.set(CURLOPT_QUICK_EXIT, 1)
        // An empty string means no proxy, and none from the environment.
        try easy.set(CURLOPT_PROXY, "")
        try easy.set(CURLOPT_NOPROXY, "")
    }

    private func configureTLS(_ configuration: CurlTransport.Configuration) throws(CurlFailure) {
        let peer = configuration.verifiesTLS ? 1 : 0
        // 2 checks the name in the certificate; 1 is no longer a valid value.
        let host = configuration.verifiesTLS ? 2 : 0
        try easy.set(CURLOPT_SSL_VERIFYPEER, peer)
        try easy.set(CURLOPT_SSL_VERIFYHOST, host)
        try easy.set(CURLOPT_PROXY_SSL_VERIFYPEER, peer)
        try easy.set(CURLOPT_PROXY_SSL_VERIFYHOST, host)
        if let bundle = configuration.caBundle {
            try easy.set(CURLOPT_CAINFO, bundle)
            try easy.set(CURLOPT_PROXY_CAINFO, bundle)
        }
    }

    private func configureCallbacks() throws(CurlFailure) {
        // Unretained: the thread keeps every transfer for as long as its handle exists.
        let context = Unmanaged.passUnretained(self).toOpaque()
        try easy.set(CURLOPT_PRIVATE, pointer: context)
        try easy.set(CURLOPT_ERRORBUFFER, pointer: errorBuffer)
        try easy.set(CURLOPT_WRITEDATA, pointer: context)
        try easy.set(
            CURLOPT_WRITEFUNCTION,
            onData: { bytes, size, count, context in
                Transfer.from(context).receiveBody(UnsafeRawBufferPointer(start: bytes, count: size * count))
            }
        )
        try easy.set(CURLOPT_HEADERDATA, pointer: context)
        try easy.set(
            CURLOPT_HEADERFUNCTION,
            onData: { bytes, size, count, context in
                Transfer.from(context).receiveHead(UnsafeRawBufferPointer(start: bytes, count: size * count))
            }
        )
        try easy.set(CURLOPT_PREREQDATA, pointer: context)
        try easy.set(
            CURLOPT_PREREQFUNCTION,
            onReady: { context, _, _, _, _ in
                Transfer.from(context).start() ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
            }
        )
        try easy.set(CURLOPT_SOCKOPTDATA, pointer: context)
        try easy.set(
            CURLOPT_SOCKOPTFUNCTION,
            onSocket: { context, _, _ in
                Transfer.from(context).mayConnect() ? CURL_SOCKOPT_OK : CURL_SOCKOPT_ERROR
            }
        )
    }

    private func setMethod(_ request: EncodedRequest, name: UnsafePointer<CChar>) throws(CurlFailure) {
        switch request.kind {
        case .get:
            try easy.set(CURLOPT_HTTPGET, 1)
            try easy.set(CURLOPT_CUSTOMREQUEST, nil as UnsafePointer<CChar>?)
        case .head:
            try easy.set(CURLOPT_NOBODY, 1)
            try easy.set(CURLOPT_CUSTOMREQUEST, nil as UnsafePointer<CChar>?)
        case .bare:
            try easy.set(CURLOPT_HTTPGET, 1)
            try easy.set(CURLOPT_CUSTOMREQUEST, name)
        case .withBody:
            try easy.set(CURLOPT_POST, 1)
            try easy.set(CURLOPT_CUSTOMREQUEST, name)
            try easy.set(CURLOPT_POSTFIELDSIZE_LARGE, offset: request.body.count)
            try easy.set(CURLOPT_POSTFIELDS, pointer: bodyBytes.fill(from: request.body))
        }
    }

    private func setProxy(_ proxy: Proxy?) throws(CurlFailure) {
        try easy.set(CURLOPT_PROXY, proxy?.url ?? "")
        try easy.set(CURLOPT_PROXYUSERNAME, proxy?.userName)
        try easy.set(CURLOPT_PROXYPASSWORD, proxy?.password)
        currentProxy = proxy
    }

    /// libcurl only reads the list, so its nodes are made in place and nothing is allocated for a header.
    private func linkedHeaders(_ request: EncodedRequest, base: UnsafeMutablePointer<CChar>)
        -> UnsafeMutablePointer<curl_slist>?
    {
        let count = request.headerOffsets.count
        guard count > 0 else { return nil }
        let nodes = headers.reserve(count)
        for (index, offset) in request.headerOffsets.enumerated() {
            let next = index + 1 < count ? nodes + index + 1 : nil
            (nodes + index).initialize(to: curl_slist(data: base + offset, next: next))
        }
        return nodes
    }
}

// MARK: - What libcurl calls

extension Transfer {
    private static func from(_ context: UnsafeMutableRawPointer?) -> Transfer {
        guard let context else { preconditionFailure("libcurl lost the context of a transfer") }
        return Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    }

    /// Called when a connection is ready and the request is about to be sent.
    ///
    /// libcurl itself repeats a request, whatever its method and body, when a connection that it had used before ends
    /// without a byte of the answer: the server may have closed it as idle, or acted on the request and then died. It
    /// cannot know. Retrying is for the caller to decide, who counts the tries, signs each anew and paces them, so a
    /// second start is refused and reported as what it is: sent, and not answered.
    private func start() -> Bool {
        wasRepeatRefused = wasRepeatRefused || hasStarted
        (hasStarted, hasProgress) = (true, true)
        return !wasRepeatRefused
    }

    /// Called for each new connection. One for a repeat that `start` would refuse need not be made.
    private func mayConnect() -> Bool {
        wasRepeatRefused = wasRepeatRefused || hasStarted
        return !wasRepeatRefused
    }

    /// - Returns: the number of bytes taken; any other than all of them ends the transfer.
    private func receiveBody(_ bytes: UnsafeRawBufferPointer) -> Int {
        guard response.body.count + bytes.count <= maximumBodySize else {
            wasTooLarge = true
            return 0
        }
        hasProgress = true
        response.body.append(contentsOf: bytes)
        return bytes.count
    }

    private func receiveHead(_ bytes: UnsafeRawBufferPointer) -> Int {
        guard response.head.count + bytes.count <= Self.maximumHeadSize else {
            wasTooLarge = true
            return 0
        }
        hasProgress = true
        response.head.append(contentsOf: bytes)
        return bytes.count
    }
}
