import Foundation

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension SignalWatch {
    static func exitAtOnce(_ signal: Int32) -> Never { _exit(128 + signal) }

    /// Ends the program then, whatever it is doing: a thread of its own needs no place in the pool.
    static func exit(_ signal: Int32, after seconds: Double) {
        Thread.detachNewThread {
            Thread.sleep(forTimeInterval: seconds)
            exitAtOnce(signal)
        }
    }

    /// From now on there is nothing to put away: a signal ends the program at once.
    static func leaveOnSignals(_ numbers: [Int32] = [SIGINT, SIGTERM, SIGHUP]) {
        for number in numbers {
            signal(number) { number in
                _ = write(STDERR_FILENO, "\n", 1)
                _exit(128 + number)
            }
        }
    }

    /// For a command that has nothing to put away: SIGINT ends it at once.
    static func leaveOnInterrupt() { leaveOnSignals([SIGINT]) }

    /// A peer that closes its end, and a file that has reached `ulimit -f`, must be an error of one call, not the end of the
    /// program.
    static func ignoreWriteSignals() {
        signal(SIGPIPE, SIG_IGN)
        signal(SIGXFSZ, SIG_IGN)
    }
}
