#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension SignalWatch {
    static func exitAtOnce(_ signal: Int32) -> Never { _exit(128 + signal) }

    /// A peer that closes its end, and a file that has reached `ulimit -f`, must be an error of one call, not the end of the
    /// program.
    static func ignoreWriteSignals() {
        signal(SIGPIPE, SIG_IGN)
        signal(SIGXFSZ, SIG_IGN)
    }
}
