import AWSCore
import CCurl
import DequeModule

/// Owns the multi handle, and with it all transfers and connections. After `init` it is used on one thread only.
final class TransferThread {
    private let configuration: CurlTransport.Configuration
    private let mailbox: Mailbox
    private let multi: MultiHandle
    private let poller: Poller
    private var transfers: [Transfer] = []
    private var idle: [Transfer] = []
    private var waiting = Deque<Submission>()
    private var stallCheckDue: MonotonicTime?
    private let readTimeout: Int

    /// Checks the configuration by making the first transfer.
    init(_ configuration: CurlTransport.Configuration, mailbox: Mailbox) throws(CurlSetupError) {
        self.configuration = configuration
        self.mailbox = mailbox
        readTimeout = configuration.readTimeout.milliseconds
        poller = Poller(bell: mailbox.bell.descriptor)
        multi = try MultiHandle()
        do {
            try poller.attach(to: multi)
            try multi.set(CURLMOPT_MAXCONNECTS, poolSize)
            idle.append(try makeTransfer())
        } catch {
            throw CurlSetupError(.libcurl, "libcurl refused a setting: \(error.message)")
        }
    }

    deinit {
        // Handles have to leave the multi handle before it ends, and their memory after that.
        for transfer in transfers where transfer.submission != nil {
            _ = curl_multi_remove_handle(multi.pointer, transfer.easy.pointer)
        }
        _ = curl_multi_cleanup(multi.pointer)
    }

    /// Works until the mailbox is closed. Every submission is answered, also after a failure of the multi handle.
    func run() {
        var message = Mailbox.closedMessage
        do {
            try work()
        } catch {
            message = error.message
        }
        end(message: message)
    }

    private func work() throws(CurlFailure) {
        var mail = Mail()
        var ready: [Poller.Ready] = []
        while true {
            mailbox.collect(into: &mail)
            waiting.append(contentsOf: mail.submissions)
            for id in mail.cancellations { try cancel(id) }
            if mail.isClosed { return }
            startWaiting()
            try runTimers()
            // A place that became free may be taken at once.
            if try completeEnded(), !waiting.isEmpty { continue }
            let milliseconds = mailbox.prepareToSleep() ? sleepTime() : 0
            if poller.wait(milliseconds: milliseconds, ready: &ready) { mailbox.bell.silence() }
            for event in ready { try multi.advance(socket: event.socket, events: event.events) }
            _ = try completeEnded()
        }
    }
}

// MARK: - Starting and ending transfers

extension TransferThread {
    private var poolSize: Int { max(1, configuration.maximumConnections) }

    private func makeTransfer() throws(CurlFailure) -> Transfer {
        if let transfer = idle.popLast() { return transfer }
        let transfer = try Transfer(configuration)
        transfers.append(transfer)
        return transfer
    }

    private func startWaiting() {
        while !idle.isEmpty || transfers.count < poolSize, let submission = waiting.popFirst() {
            do throws(CurlFailure) {
                try start(submission, in: try makeTransfer())
            } catch {
                let failure = TransportError(phase: .resolve, host: submission.request.host, message: error.message)
                submission.continuation.resume(throwing: failure)
            }
        }
    }

    private func start(_ submission: Submission, in transfer: Transfer) throws(CurlFailure) {
        do throws(CurlFailure) {
            try transfer.prepare(submission)
            try multi.add(transfer.easy)
        } catch {
            _ = transfer.finish()
            idle.append(transfer)
            throw error
        }
    }

    /// - Returns: whether any transfer ended.
    private func completeEnded() throws(CurlFailure) -> Bool {
        var isAny = false
        while let (easy, code) = multi.nextEnded() {
            guard let transfer = Transfer.owning(easy) else { continue }
            isAny = true
            try end(transfer, failure: transfer.outcome(code))
        }
        return isAny
    }

    /// Answers the request of a transfer and frees its place, once.
    private func end(_ transfer: Transfer, failure: (any Error)?) throws(CurlFailure) {
        guard transfer.submission != nil else { return }
        try multi.remove(transfer.easy)
        idle.append(transfer)
        guard let (submission, response) = transfer.finish() else { return }
        if let failure {
            submission.continuation.resume(throwing: failure)
        } else {
            submission.continuation.resume(returning: response)
        }
    }

    /// An unknown id is one whose answer was already given.
    private func cancel(_ id: UInt64) throws(CurlFailure) {
        if let index = waiting.firstIndex(where: { $0.id == id }) {
            waiting.remove(at: index).continuation.resume(throwing: CancellationError())
        } else if let transfer = transfers.first(where: { $0.submission?.id == id }) {
            try end(transfer, failure: CancellationError())
        }
    }

    /// Fails everything that is under way, waiting, or still in the mailbox, which takes nothing more.
    private func end(message: String) {
        mailbox.close()
        var mail = Mail()
        mailbox.collect(into: &mail)
        waiting.append(contentsOf: mail.submissions)
        for transfer in transfers where transfer.submission != nil {
            let failure = transfer.failure(message: message)
            _ = curl_multi_remove_handle(multi.pointer, transfer.easy.pointer)
            transfer.finish()?.submission.continuation.resume(throwing: failure)
        }
        while let submission = waiting.popFirst() {
            let failure = TransportError(phase: .resolve, host: submission.request.host, message: message)
            submission.continuation.resume(throwing: failure)
        }
    }
}

// MARK: - Time

extension TransferThread {
    private func runTimers() throws(CurlFailure) {
        guard poller.timerDue != nil || stallCheckDue != nil || readTimeout > 0 else { return }
        let now = MonotonicTime.now
        if let due = poller.timerDue, due <= now {
            poller.timerDue = nil
            try multi.advanceTimers()
        }
        try endStalled(now)
    }

    /// A transfer is looked at twenty times in the time it may stand still. libcurl's own CURLOPT_LOW_SPEED_TIME
    /// compares an average speed in whole seconds, so that it neither meets the time nor forgives a slow trickle.
    private func endStalled(_ now: MonotonicTime) throws(CurlFailure) {
        guard readTimeout > 0, idle.count < transfers.count else {
            stallCheckDue = nil
            return
        }
        if let due = stallCheckDue, due > now { return }
        stallCheckDue = now.advanced(byMilliseconds: min(max(readTimeout / 20, 1), 1000))
        for transfer in transfers where transfer.isStalled(at: now, milliseconds: readTimeout) {
            let message = "no byte was received for \(configuration.readTimeout)"
            try end(transfer, failure: transfer.failure(.timedOut, message: message))
        }
    }

    /// Milliseconds until the next timer; -1 when there is none.
    private func sleepTime() -> Int32 {
        guard let due = [poller.timerDue, stallCheckDue].compactMap({ $0 }).min() else { return -1 }
        return MonotonicTime.now.milliseconds(until: due)
    }
}
