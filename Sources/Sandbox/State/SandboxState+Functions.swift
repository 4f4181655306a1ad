import Synchronization

/// A function as the sandbox keeps it.
struct StoredFunction {
    var function: SandboxFunction
    /// By qualifier, `""` for the function itself: changed by every change of the policy.
    private(set) var revisions: [String: Int] = [:]
    /// By qualifier and Sid: seconds since 1970 from which on a statement counts, where that is not always.
    private var starts: [String: [String: Double]] = [:]

    init(function: SandboxFunction) {
        self.function = function
    }

    func statements(_ qualifier: String?) -> [SandboxStatement] {
        function.policies?[qualifier ?? ""] ?? []
    }

    /// The statements that count at a moment.
    func statements(_ qualifier: String?, at time: Double) -> [SandboxStatement] {
        let starts = starts[qualifier ?? ""] ?? [:]
        return statements(qualifier).filter { starts[$0.sid ?? "", default: 0] <= time }
    }

    mutating func add(_ statement: SandboxStatement, to qualifier: String?, startingAt start: Double) {
        let key = qualifier ?? ""
        function.policies = function.policies ?? [:]
        function.policies?[key, default: []].append(statement)
        if let sid = statement.sid { starts[key, default: [:]][sid] = start }
        revisions[key, default: 0] += 1
    }

    mutating func removeStatement(_ sid: String, from qualifier: String?) {
        let key = qualifier ?? ""
        function.policies?[key]?.removeAll { $0.sid == sid }
        if function.policies?[key]?.isEmpty == true { function.policies?[key] = nil }
        starts[key]?[sid] = nil
        revisions[key, default: 0] += 1
    }
}

extension SandboxState {
    /// Adds a function or replaces it.
    public func put(_ function: SandboxFunction, in scope: SandboxScope = .first) {
        contents.withLock { contents in
            contents.accounts.insert(scope.account)
            contents.make(scope)
            contents.regions[scope, default: Region()].functions[function.functionName] = StoredFunction(
                function: function
            )
        }
    }

    public func removeFunction(_ name: String, in scope: SandboxScope = .first) {
        contents.withLock { contents in
            contents.make(scope)
            _ = contents.regions[scope]?.functions.updateValue(nil, forKey: name)
        }
    }

    public func function(_ name: String, in scope: SandboxScope = .first) -> SandboxFunction? {
        storedFunction(name, in: scope)?.function
    }

    /// The functions of a scope, by name.
    /// - Parameter includesGenerated: Also those that were made by rule and have not been changed.
    public func functions(in scope: SandboxScope = .first, includesGenerated: Bool = true) -> [SandboxFunction] {
        contents.withLock { contents in
            var names = Set(contents[scope]?.functions.keys.map(\.self) ?? [])
            if includesGenerated { names.formUnion(contents.generator?.functionNames(in: scope) ?? []) }
            return names.sorted().compactMap { contents.function($0, in: scope)?.function }
        }
    }

    func storedFunction(_ name: String, in scope: SandboxScope) -> StoredFunction? {
        contents.withLock { $0.function(name, in: scope) }
    }

    /// Changes a function as it stands at this moment; what `body` throws leaves it as it was.
    /// - Returns: `nil` when there is no such function.
    func changeFunction<Result>(
        _ name: String,
        in scope: SandboxScope,
        _ body: (inout StoredFunction) throws(ServiceError) -> Result
    ) throws(ServiceError) -> Result? {
        try contents.withLock { contents throws(ServiceError) -> Result? in
            guard var stored = contents.function(name, in: scope) else { return nil }
            let result = try body(&stored)
            contents.regions[scope]?.functions[name] = stored
            return result
        }
    }
}
