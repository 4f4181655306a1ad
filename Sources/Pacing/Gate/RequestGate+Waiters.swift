extension RequestGate {
    enum Phase {
        /// Announced, its continuation is not there yet.
        case announced
        case cancelled
        case waitingForPermit(CheckedContinuation<Permit, any Error>)
        case sleeping(CheckedContinuation<Void, any Error>)
    }

    /// What someone waits for.
    enum Wait {
        case permit(Group, Priority)
        /// Without a moment the wait has no end of its own.
        case sleep(until: Int64?, GateState.Pause?)
    }

    struct Shared {
        var state: GateState
        var phases: [GateState.WaiterID: Phase] = [:]
        var nextWaiter: GateState.WaiterID = 0
        var timer = GateTimer()

        mutating func announce() -> GateState.WaiterID {
            nextWaiter += 1
            phases[nextWaiter] = .announced
            return nextWaiter
        }

        func makePermit(_ number: UInt64, _ group: Group) -> Permit {
            Permit(group: group, number: number, passed: state.passed(group: group.index))
        }

        /// Takes out the continuations of those who are set free, and wakes the timer if it sleeps too long now.
        mutating func collect(_ wakeups: GateState.Wakeups) -> Resumptions {
            var resumptions = Resumptions()
            for grant in wakeups.granted {
                guard case .waitingForPermit(let continuation) = phases.removeValue(forKey: grant.waiter) else {
                    continue
                }
                resumptions.permits.append((continuation, makePermit(grant.number, Group(index: grant.group))))
            }
            for waiter in wakeups.slept {
                guard case .sleeping(let continuation) = phases.removeValue(forKey: waiter) else { continue }
                resumptions.sleepers.append(continuation)
            }
            resumptions.timer = timer.ring(for: state.nextDeadline)
            return resumptions
        }
    }

    /// Continuations to resume once the lock is left.
    struct Resumptions {
        var permits: [(CheckedContinuation<Permit, any Error>, Permit)] = []
        var sleepers: [CheckedContinuation<Void, any Error>] = []
        var timer: CheckedContinuation<Void, Never>?

        consuming func resume() {
            for (continuation, permit) in permits { continuation.resume(returning: permit) }
            for continuation in sleepers { continuation.resume() }
            timer?.resume()
        }
    }
}
