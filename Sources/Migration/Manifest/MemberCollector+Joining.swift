import APIGatewayV2

extension MemberCollector {
    /// What was said about one member: its whole value, keys of it, or both joined.
    struct Joined {
        /// `nil` for a cleared member.
        var value: MemberValue?
        /// Whether the whole member was named, not only keys of it.
        var isWhole: Bool
    }

    /// Joins whole members and keys; what two columns say about one thing is reported.
    mutating func joined() -> MemberMap<Joined> {
        var result = MemberMap<Joined>()
        for whole in wholes {
            switch whole.what {
            case .cleared: result[whole.member] = Joined(value: nil, isWhole: true)
            case .value(let value): result[whole.member] = Joined(value: value, isWhole: true)
            }
        }
        if parts.isEmpty { return result }
        var columns: [MemberPlace: String] = [:]
        for part in parts {
            let member = part.place.member
            let empty: MemberValue = member.keyDepth == 2 ? .statusMap([:]) : .map([:])
            let known = result[member] ?? Joined(value: empty, isWhole: false)
            if let value = known.value?.adding(part) {
                result[member] = Joined(value: value, isWhole: known.isWhole)
                columns[part.place] = part.column
            } else {
                reportConflict(with: other(than: part, in: columns), column: part.column)
            }
        }
        return result
    }

    /// The column that said something about the place of `part` before it.
    private func other(than part: Part, in columns: [MemberPlace: String]) -> String {
        let place = part.place
        if let same = columns[place] { return same }
        if let status = place.status {
            if let removal = columns[MemberPlace(member: place.member, status: status)] { return removal }
            let keys = columns.filter { $0.key.member == place.member && $0.key.status == status }
            if place.key == nil, let first = keys.values.min() { return first }
        }
        return wholes.first { $0.member == place.member }?.column ?? place.member.columnName
    }
}

extension MemberValue {
    /// The map with one more part; `nil` when it says something about that place already.
    fileprivate func adding(_ part: MemberCollector.Part) -> MemberValue? {
        switch self {
        case .map(var map):
            guard let key = part.place.key, map.updateValue(part.text, forKey: key) == nil else { return nil }
            return .map(map)
        case .statusMap(var map):
            guard let status = part.place.status else { return nil }
            guard let key = part.place.key else {
                return map.updateValue([:], forKey: status) == nil ? .statusMap(map) : nil
            }
            // An empty inner map that is there already removes the status.
            var inner = map[status] ?? [:]
            if map[status]?.isEmpty ?? false || inner.updateValue(part.text, forKey: key) != nil { return nil }
            map[status] = inner
            return .statusMap(map)
        case .string, .integer:
            return nil
        }
    }
}
