#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A point in time that only moves forward, in nanoseconds.
struct MonotonicTime: Comparable {
    private(set) var nanoseconds: UInt64

    static var now: MonotonicTime {
        var time = timespec()
        // Fails only for an unknown clock.
        clock_gettime(CLOCK_MONOTONIC, &time)
        return MonotonicTime(nanoseconds: UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec))
    }

    static func < (left: MonotonicTime, right: MonotonicTime) -> Bool { left.nanoseconds < right.nanoseconds }

    func advanced(byMilliseconds milliseconds: Int) -> MonotonicTime {
        MonotonicTime(nanoseconds: nanoseconds + UInt64(max(0, milliseconds)) * 1_000_000)
    }

    /// Rounded up; 0 when `end` has passed.
    func milliseconds(until end: MonotonicTime) -> Int32 {
        end <= self ? 0 : Int32(clamping: (end.nanoseconds - nanoseconds + 999_999) / 1_000_000)
    }
}

extension Duration {
    /// Rounded up, so that only zero becomes zero, and at most what libcurl takes; negative durations are zero.
    var milliseconds: Int {
        let limit = Duration.milliseconds(Int32.max)
        let (seconds, attoseconds) = Swift.min(Swift.max(self, .zero), limit).components
        return Int(seconds) * 1000 + Int((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }
}
