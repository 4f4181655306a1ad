import CCurl

/// A libcurl easy handle: the options of one transfer after another.
struct EasyHandle {
    let pointer: UnsafeMutableRawPointer

    /// `nil` when there is no memory.
    init?() {
        guard let pointer = curl_easy_init() else { return nil }
        self.pointer = pointer
    }

    func set(_ option: CURLoption, _ value: Int) throws(CurlFailure) {
        try check(ccurl_easy_setopt_long(pointer, option, value))
    }

    func set(_ option: CURLoption, offset value: Int) throws(CurlFailure) {
        try check(ccurl_easy_setopt_offset(pointer, option, curl_off_t(value)))
    }

    func set(_ option: CURLoption, _ value: UnsafePointer<CChar>?) throws(CurlFailure) {
        try check(ccurl_easy_setopt_string(pointer, option, value))
    }

    func set(_ option: CURLoption, pointer value: UnsafeMutableRawPointer?) throws(CurlFailure) {
        try check(ccurl_easy_setopt_pointer(pointer, option, value))
    }

    func set(_ option: CURLoption, _ value: UnsafeMutablePointer<curl_slist>?) throws(CurlFailure) {
        try check(ccurl_easy_setopt_list(pointer, option, value))
    }

    func set(_ option: CURLoption, onData value: @escaping ccurl_data_callback) throws(CurlFailure) {
        try check(ccurl_easy_setopt_data_callback(pointer, option, value))
    }

    func set(_ option: CURLoption, onReady value: @escaping curl_prereq_callback) throws(CurlFailure) {
        try check(ccurl_easy_setopt_prereq_callback(pointer, option, value))
    }

    func set(_ option: CURLoption, onSocket value: @escaping curl_sockopt_callback) throws(CurlFailure) {
        try check(ccurl_easy_setopt_sockopt_callback(pointer, option, value))
    }

    /// A number that libcurl keeps about the transfer; 0 where it knows none.
    func info(_ info: CURLINFO) -> Int {
        var value = 0
        return ccurl_easy_getinfo_long(pointer, info, &value) == CURLE_OK ? value : 0
    }

    /// A size in bytes or a time in microseconds; 0 where libcurl knows none.
    func info(offset info: CURLINFO) -> Int {
        var value: curl_off_t = 0
        return ccurl_easy_getinfo_offset(pointer, info, &value) == CURLE_OK ? Int(value) : 0
    }

    private func check(_ code: CURLcode) throws(CurlFailure) {
        if code != CURLE_OK { throw CurlFailure(code) }
    }
}

/// What a libcurl call returned when it wasn't success.
struct CurlFailure: Error {
    /// `nil` when a call on the multi handle failed.
    let code: CURLcode?
    let message: String

    init(_ code: CURLcode) {
        self.code = code
        message = String(cString: curl_easy_strerror(code))
    }

    init(_ code: CURLMcode) {
        self.code = nil
        message = String(cString: curl_multi_strerror(code))
    }
}
