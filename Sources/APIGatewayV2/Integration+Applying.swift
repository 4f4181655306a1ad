extension Integration {
    /// What the integration will be once `update` has taken effect: the service merges maps key by key.
    public func applying(_ update: IntegrationUpdate) -> Integration {
        var result = self
        for (member, change) in update.changes {
            switch (change, values[member]) {
            case (.clear, _): result.values[member] = nil
            case (.set(.map(let wanted)), let live) where member != .tlsConfig:
                var map: [String: String] = [:]
                if case .map(let keys) = live { map = keys }
                map = map.merging(wanted) { $1 }.filter { !$0.value.isEmpty }
                result.values[member] = map.isEmpty ? nil : .map(map)
            case (.set(.statusMap(let wanted)), let live):
                var map: [String: [String: String]] = [:]
                if case .statusMap(let statuses) = live { map = statuses }
                map = map.merging(wanted) { old, new in new.isEmpty ? [:] : old.merging(new) { $1 } }
                map = map.mapValues { $0.filter { !$0.value.isEmpty } }.filter { !$0.value.isEmpty }
                result.values[member] = map.isEmpty ? nil : .statusMap(map)
            case (.set(let value), _): result.values[member] = value.isEmpty ? nil : value
            }
        }
        return result
    }
}
