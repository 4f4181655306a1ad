import CCurl

/// The libcurl multi handle: all transfers and connections of one thread.
struct MultiHandle {
    let pointer: UnsafeMutableRawPointer

    init() throws(CurlSetupError) {
        guard let pointer = curl_multi_init() else { throw CurlSetupError(.libcurl, "curl_multi_init failed") }
        self.pointer = pointer
    }

    func set(_ option: CURLMoption, _ value: Int) throws(CurlFailure) {
        try check(ccurl_multi_setopt_long(pointer, option, value))
    }

    func set(_ option: CURLMoption, pointer value: UnsafeMutableRawPointer?) throws(CurlFailure) {
        try check(ccurl_multi_setopt_pointer(pointer, option, value))
    }

    func set(_ option: CURLMoption, onSocket value: @escaping curl_socket_callback) throws(CurlFailure) {
        try check(ccurl_multi_setopt_socket_callback(pointer, option, value))
    }

    func set(_ option: CURLMoption, onTimer value: @escaping curl_multi_timer_callback) throws(CurlFailure) {
        try check(ccurl_multi_setopt_timer_callback(pointer, option, value))
    }

    func add(_ easy: EasyHandle) throws(CurlFailure) {
        try check(curl_multi_add_handle(pointer, easy.pointer))
    }

    func remove(_ easy: EasyHandle) throws(CurlFailure) {
        try check(curl_multi_remove_handle(pointer, easy.pointer))
    }

    /// Lets libcurl work on a socket that is ready.
    func advance(socket: Int32, events: Int32) throws(CurlFailure) {
        var running: Int32 = 0
        try check(curl_multi_socket_action(pointer, socket, events, &running))
    }

    /// Lets libcurl work on the timers that are due, among them the start of a transfer just added.
    func advanceTimers() throws(CurlFailure) {
        try advance(socket: CURL_SOCKET_TIMEOUT, events: 0)
    }

    /// The next transfer that ended, `nil` when there is no more.
    func nextEnded() -> (easy: UnsafeMutableRawPointer, code: CURLcode)? {
        var remaining: Int32 = 0
        while let message = curl_multi_info_read(pointer, &remaining) {
            if message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle {
                return (easy, ccurl_message_result(message))
            }
        }
        return nil
    }

    private func check(_ code: CURLMcode) throws(CurlFailure) {
        if code != CURLM_OK { throw CurlFailure(code) }
    }
}
