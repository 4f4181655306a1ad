#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension SignalWatch {
    static func exitAtOnce(_ signal: Int32) -> Never { _exit(128 + signal) }

    /// A peer that closes its end must be an error of one request, not the end of the program.
    static func ignoreBrokenPipes() { signal(SIGPIPE, SIG_IGN) }
}
