#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

extension TransferThread {
    /// Makes a thread that works until the mailbox is closed, and then frees everything.
    static func start(_ configuration: CurlTransport.Configuration, mailbox: Mailbox) throws(CurlSetupError) {
        let worker = Unmanaged.passRetained(try TransferThread(configuration, mailbox: mailbox))
        // A new thread has its maker's signal mask, so that is changed for the moment.
        var previous = sigset_t()
        var blocked = blockableSignals()
        pthread_sigmask(SIG_SETMASK, &blocked, &previous)
        let code = makeThread(worker.toOpaque())
        pthread_sigmask(SIG_SETMASK, &previous, nil)
        guard code == 0 else {
            worker.release()
            throw CurlSetupError(.libcurl, "pthread_create: \(String(cString: strerror(code)))")
        }
    }

    private static func makeThread(_ context: UnsafeMutableRawPointer) -> Int32 {
        #if canImport(Darwin)
            var thread: pthread_t?
            let code = pthread_create(&thread, nil, { TransferThread.main($0) }, context)
            if code == 0, let thread { pthread_detach(thread) }
        #else
            var thread = pthread_t()
            let code = pthread_create(&thread, nil, { $0.flatMap { TransferThread.main($0) } }, context)
            if code == 0 { pthread_detach(thread) }
        #endif
        return code
    }

    private static func main(_ context: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
        Unmanaged<TransferThread>.fromOpaque(context).takeRetainedValue().run()
        return nil
    }

    /// All signals but those that a fault of the thread itself raises.
    private static func blockableSignals() -> sigset_t {
        var signals = sigset_t()
        sigfillset(&signals)
        for fault in [SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT] { sigdelset(&signals, fault) }
        return signals
    }
}

extension CurlTransport {
    static func checkReadable(_ path: String) throws(CurlSetupError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw CurlSetupError(.caBundle, "The CA bundle \(path) cannot be read: \(String(cString: strerror(errno)))")
        }
        defer { close(descriptor) }
        var status = stat()
        if fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
            throw CurlSetupError(.caBundle, "The CA bundle \(path) is a directory; a PEM file is needed.")
        }
    }
}
