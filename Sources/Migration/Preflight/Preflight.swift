public import Pacing

/// Looks at the functions that rows would make their integrations call: whether they are there, whether they can be called,
/// and whether their policies let the APIs in. Gives the missing permissions where that is wanted.
///
/// The service takes every URI; what is wrong with one shows in clients' 500s only. What is known of functions is shared by
/// all APIs of a run; each API is checked by an `APICheck`.
public struct Preflight: Sendable {
    let options: PreflightOptions
    let checkpoint: Checkpoint
    let gate: RequestGate
    let clients: FunctionClients
    let inspector = FunctionInspector()

    public init(
        options: PreflightOptions,
        connector: any Connector,
        checkpoint: Checkpoint,
        gate: RequestGate
    ) {
        self.options = options
        self.checkpoint = checkpoint
        self.gate = gate
        clients = FunctionClients(connector: connector, gate: gate, foreignCredentials: options.foreignCredentials)
    }
}
