import CCurl

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Waits for the sockets and the time that libcurl asks for.
///
/// It uses `poll`, which every system has, and tells libcurl about each ready socket. `curl_multi_perform` instead looks
/// at every transfer after every wait: with a server that takes its time that costs a quarter more processor time for 64
/// transfers and twice as much for 512. `epoll` saves a tenth for 64 and is no faster against a server that answers at
/// once.
final class Poller {
    struct Ready {
        let socket: Int32
        /// `CURL_CSELECT_…` bits.
        let events: Int32
    }

    /// When libcurl wants its timers looked at, `nil` for never.
    var timerDue: MonotonicTime?
    /// The first is the bell's.
    private var entries: [pollfd]
    /// The index in `entries` of each descriptor, -1 for none.
    private var places: [Int] = []

    /// - Parameter bell: a descriptor that ends a wait and is not reported as ready.
    init(bell: Int32) {
        entries = [pollfd(fd: bell, events: Int16(POLLIN), revents: 0)]
    }

    /// Makes libcurl tell this poller what to wait for. The poller must outlive the multi handle.
    func attach(to multi: MultiHandle) throws(CurlFailure) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        try multi.set(CURLMOPT_SOCKETDATA, pointer: context)
        try multi.set(
            CURLMOPT_SOCKETFUNCTION,
            onSocket: { _, socket, interest, context, _ in
                Poller.from(context).watch(socket, interest: interest)
                return 0
            }
        )
        try multi.set(CURLMOPT_TIMERDATA, pointer: context)
        try multi.set(
            CURLMOPT_TIMERFUNCTION,
            onTimer: { _, milliseconds, context in
                let due = milliseconds < 0 ? nil : MonotonicTime.now.advanced(byMilliseconds: milliseconds)
                Poller.from(context).timerDue = due
                return 0
            }
        )
    }

    /// Waits until a socket is ready, the bell rings, or the time is over.
    /// - Parameters:
    ///   - milliseconds: -1 waits without end.
    ///   - ready: filled with the sockets that are ready.
    /// - Returns: whether the bell was rung.
    func wait(milliseconds: Int32, ready: inout [Ready]) -> Bool {
        ready.removeAll(keepingCapacity: true)
        // A negative count is an interruption or a lack of memory; the caller comes back in either case.
        var remaining = poll(&entries, nfds_t(entries.count), milliseconds)
        guard remaining > 0 else { return false }
        let isRung = entries[0].revents != 0
        if isRung { remaining -= 1 }
        for entry in entries.dropFirst() {
            guard remaining > 0 else { break }
            guard entry.revents != 0 else { continue }
            remaining -= 1
            ready.append(Ready(socket: entry.fd, events: Self.selectEvents(Int32(entry.revents))))
        }
        return isRung
    }

    private static func from(_ context: UnsafeMutableRawPointer?) -> Poller {
        guard let context else { preconditionFailure("libcurl lost the context of its poller") }
        return Unmanaged<Poller>.fromOpaque(context).takeUnretainedValue()
    }

    private func watch(_ socket: Int32, interest: Int32) {
        let index = Int(socket)
        while places.count <= index { places.append(-1) }
        if interest == CURL_POLL_REMOVE {
            remove(at: places[index])
            places[index] = -1
            return
        }
        if places[index] < 0 {
            places[index] = entries.count
            entries.append(pollfd(fd: socket, events: 0, revents: 0))
        }
        var events: Int32 = 0
        if interest & CURL_POLL_IN != 0 { events |= Int32(POLLIN) }
        if interest & CURL_POLL_OUT != 0 { events |= Int32(POLLOUT) }
        entries[places[index]].events = Int16(events)
    }

    private func remove(at place: Int) {
        guard place >= 0, let last = entries.popLast(), place < entries.count else { return }
        entries[place] = last
        places[Int(last.fd)] = place
    }

    private static func selectEvents(_ revents: Int32) -> Int32 {
        var events: Int32 = 0
        if revents & Int32(POLLIN | POLLHUP) != 0 { events |= CURL_CSELECT_IN }
        if revents & Int32(POLLOUT) != 0 { events |= CURL_CSELECT_OUT }
        if revents & Int32(POLLERR | POLLNVAL) != 0 { events |= CURL_CSELECT_ERR }
        return events
    }
}
