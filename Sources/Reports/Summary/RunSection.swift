public import Migration

/// A part of what a run's summary says, as data: every format renders the same sections in its own way.
public enum RunSection: Sendable {
    /// Which run, of which manifest, and how it stands.
    case title(StyledLine)
    /// The rows by outcome, those that there are, and all of them.
    case counts([(label: String, outcome: Outcome, count: Int)], total: Int)
    /// What the run has taken; missing before its first session has ended.
    case effort(StyledLine)
    /// Rows that are not done by kind, the most frequent first, and how many kinds and rows are not among them.
    case failures([FailureGroup], moreKinds: Int, moreRows: Int)
    /// Groups that are left alone, by reason, and what the person can do. A run that goes on tries some of them again.
    case parked([ParkedReason], more: ParkedReason.Rest, isTriedAgain: Bool, advice: StyledLine)
    /// The waves of the run, and what their health checks have said.
    case waves([Wave])
    /// Something to know beside the counts.
    case note(String)
    /// What only the command knows that shows the run.
    case lines([StyledLine])
    /// Where reports were written.
    case reports([String])
    /// What to type next, and before it what to type to put everything back.
    case next(String?, back: String?)
}

/// One reason for leaving groups alone, and whom it concerns.
public struct ParkedReason: Sendable {
    /// Groups, and rows of theirs, that are not shown one by one.
    public struct Rest: Sendable {
        public var groups = 0
        public var rows = 0

        init(_ groups: some Collection<MigrationGroup>) {
            self.groups = groups.count
            rows = groups.reduce(0) { $0 + $1.openRows }
        }
    }

    public var reason: String
    /// Those with the most rows first.
    public var groups: [MigrationGroup]
    public var more: Rest
}

extension RunOverview {
    /// The sections in the order in which they are shown.
    public var sections: [RunSection] { sections(adding: []) }

    /// Kinds of failures that are shown one by one.
    private static let shownFailures = 10
    /// Reasons for parking that are shown one by one, and groups of each.
    private static let shownReasons = 10
    private static let shownGroups = 10

    /// - Parameter additions: come before the reports and the next command.
    func sections(adding additions: [[StyledLine]]) -> [RunSection] {
        var sections: [RunSection] = [.title(title)]
        sections.append(
            .counts(
                counts.filter { $0.count > 0 }.map { ($0.label, $0.outcome, $0.count) },
                total: summary.total
            )
        )
        if let effort { sections.append(.effort(effort)) }
        if !summary.failures.isEmpty {
            let rest = summary.failures.dropFirst(Self.shownFailures)
            let shown = Array(summary.failures.prefix(Self.shownFailures))
            sections.append(.failures(shown, moreKinds: rest.count, moreRows: rest.reduce(0) { $0 + $1.count }))
        }
        sections += parkedSections
        if !waves.isEmpty { sections.append(.waves(waves)) }
        let stages = DeploymentSection(deployments, wasPutBack: info.wayBack?.isInEffect == true)
        sections += [stages.deployments, stages.returns].filter { !$0.isEmpty }.map { .lines($0) }
        if let note { sections.append(.note(note)) }
        sections += additions.map { .lines($0) }
        if !reportPaths.isEmpty { sections.append(.reports(reportPaths)) }
        if nextCommand != nil || backCommand != nil { sections.append(.next(nextCommand, back: backCommand)) }
        return sections
    }

    private var title: StyledLine {
        let (kind, subject) =
            switch info.kind {
            case .migration:
                (isDryRun ? "Dry run" : "Run", info.manifestPath == "-" ? "standard input" : info.manifestPath)
            case .rollback(let origin, _): ("Rollback", origin)
            }
        let words = state == .complete ? undone ?? state.words : state.words
        return StyledLine("\(kind) \(info.id) of \(subject): \(words)", .title)
    }

    /// What of a run that has come to its end is not as it was to be; `nil`: nothing.
    private var undone: String? {
        let rows = summary.count(where: \.needsAttention)
        let stages = isDryRun ? 0 : deployments.undoneCount
        var parts: [String] = []
        if rows > 0 { parts.append("\(Quantity.count(rows, "row")) not done") }
        if stages > 0 {
            let verb = deployments.returns.isEmpty ? "deployed" : "back"
            parts.append("\(Quantity.count(stages, "stage")) not \(verb)")
        }
        return parts.isEmpty ? nil : "ended, \(parts.joined(separator: ", "))"
    }

    private var effort: StyledLine? {
        let calls = info.calls
        if calls.calls == 0, info.secondsActive == 0 { return nil }
        var text = "\(Quantity.count(calls.calls, "call")) in \(Quantity.duration(info.secondsActive))"
        var parts: [String] = []
        if calls.throttled > 0 {
            parts.append("\(calls.throttled) throttled (\(Quantity.share(calls.throttled, of: calls.calls)))")
        }
        if calls.conflicts > 0 { parts.append(Quantity.count(calls.conflicts, "conflict")) }
        if calls.retries > 0 { parts.append(Quantity.count(calls.retries, "retry", "retries")) }
        if !parts.isEmpty { text += ", " + parts.joined(separator: ", ") }
        return StyledLine(text)
    }

    private var parkedSections: [RunSection] {
        [false, true].compactMap { isTriedAgain in
            let groups = parked.filter { (state == .running && $0.parking?.isOutage == true) == isTriedAgain }
            return groups.isEmpty ? nil : section(of: groups, isTriedAgain: isTriedAgain)
        }
    }

    private func section(of parked: [MigrationGroup], isTriedAgain: Bool) -> RunSection {
        let reasons = Self.byReason(parked)
        let shown = reasons.prefix(Self.shownReasons).map { groups in
            ParkedReason(
                reason: groups[0].parking?.reason ?? "",
                groups: Array(groups.prefix(Self.shownGroups)),
                more: ParkedReason.Rest(groups.dropFirst(Self.shownGroups))
            )
        }
        let rest = ParkedReason.Rest(Array(reasons.dropFirst(Self.shownReasons).joined()))
        let condition = isTriedAgain ? "When the run ends before they answer" : "Once that is put right"
        return .parked(shown, more: rest, isTriedAgain: isTriedAgain, advice: parkedAdvice(condition, isTriedAgain))
    }

    /// Each list has one reason and is not empty; the first reason is that of the most rows.
    private static func byReason(_ parked: [MigrationGroup]) -> [[MigrationGroup]] {
        func rows(_ groups: [MigrationGroup]) -> Int { groups.reduce(0) { $0 + $1.openRows } }
        return Dictionary(grouping: parked) { $0.parking?.kind }.values
            .sorted { (rows($1), $0[0].id) < (rows($0), $1[0].id) }
    }

    private func parkedAdvice(_ condition: String, _ isTriedAgain: Bool) -> StyledLine {
        let condition = condition + (state == .running && !isTriedAgain ? " and the run has ended" : "")
        if nextCommand != nil { return "\(condition), the command below goes on with these rows." }
        guard let command = info.command else { return "\(condition), the same command goes on with these rows." }
        return "\(condition), the same command goes on with these rows: \(command, .command)"
    }
}
