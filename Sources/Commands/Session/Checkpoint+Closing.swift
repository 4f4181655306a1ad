import Migration

extension Checkpoint {
    /// Closes the run's file at the end of a session. That others read it just now changes nothing of how the session has
    /// ended, and is only said.
    func close(telling console: Console) async throws {
        do {
            try await close()
        } catch let error as CheckpointError where error.kind == .isRead {
            console.complain(CommandError(error).message)
        }
    }
}
