import APIGatewayV2
import Records

/// What the rules make of one integration.
struct EditedIntegration {
    /// A place whose value changes; `nil`: nothing is or will be there.
    struct Change: Equatable {
        var place: MemberPlace
        var old: JSONValue?
        var new: JSONValue?
    }

    /// Empty: there is nothing to write.
    var changes: [Change] = []
    /// What each rule did, by its place in `EditRules.summaries`.
    var effects: [(rule: Int, effect: Effect)] = []

    enum Effect: Equatable {
        case changed(old: JSONValue?, new: JSONValue?)
        case already
        case leftOut(reason: String)
    }
}

extension EditRules {
    /// Each rule as it was given, for the summary: first those about Lambda functions.
    var summaries: [DiscoverySummary.Rule] {
        lambda.summaries
            + rewrites.map { DiscoverySummary.Rule(name: "--rewrite \(ShellWord.quoted($0.text))") }
            + assignments.map { DiscoverySummary.Rule(name: "--set \(ShellWord.quoted($0.text))") }
    }

    /// Applies the rules, for one task.
    struct Editor {
        private let rules: EditRules
        private let substitutions: [Substitution.Editor]
        private let firstRewrite: Int

        init(_ rules: EditRules) throws {
            self.rules = rules
            substitutions = try rules.rewrites.map { try Substitution.Editor($0.substitution) }
            firstRewrite = rules.lambda.summaries.count
        }

        /// - Throws: `EditRuleError` when a rule makes a value that its member cannot hold.
        func apply(to live: Integration) throws(EditRuleError) -> EditedIntegration {
            var edited = EditedIntegration()
            var working: [MemberPlace: JSONValue?] = [:]
            if !rules.lambda.isEmpty { editFunction(live, &working, &edited) }
            for (index, rewrite) in rules.rewrites.enumerated() {
                let old = working[rewrite.place] ?? live.value(at: rewrite.place)
                guard let text = old?.editableText, let new = substitutions[index].apply(to: text) else { continue }
                // A member without a text is a member that is cleared.
                let value = new.isEmpty ? nil : old?.sameKind(new)
                let isSame = new.isSame(as: text)
                if !isSame { working[rewrite.place] = .some(value) }
                let effect: EditedIntegration.Effect = isSame ? .already : .changed(old: old, new: value)
                edited.effects.append((firstRewrite + index, effect))
            }
            for (index, assignment) in rules.assignments.enumerated() {
                let old = live.value(at: assignment.place)
                let isAlready = assignment.update.unmetMembers(in: live).isEmpty
                if !isAlready { working[assignment.place] = .some(assignment.value) }
                let rule = firstRewrite + rules.rewrites.count + index
                edited.effects.append((rule, isAlready ? .already : .changed(old: old, new: assignment.value)))
            }
            for (place, new) in working.sorted(by: { $0.key.columnName < $1.key.columnName }) {
                let old = live.value(at: place)
                if old == new { continue }
                _ = try EditRules.update(new.map { .json($0) } ?? .cell(Member.clearMark), at: place)
                edited.changes.append(EditedIntegration.Change(place: place, old: old, new: new))
            }
            return edited
        }

        private func editFunction(
            _ live: Integration,
            _ working: inout [MemberPlace: JSONValue?],
            _ edited: inout EditedIntegration
        ) {
            let place = MemberPlace(member: .integrationURI)
            guard let text = live.value(at: place)?.string, let uri = LambdaURI(text) else { return }
            switch rules.lambda.apply(to: uri) {
            case .notConcerned: break
            case .already(let rename): edited.effects.append((rename ?? 0, .already))
            case .leftOut(let reason): edited.effects.append((0, .leftOut(reason: reason)))
            case .changed(let new, let rename):
                working[place] = .some(.string(new.text))
                edited.effects.append((rename ?? 0, .changed(old: .string(text), new: .string(new.text))))
            }
        }
    }
}

extension JSONValue {
    /// What a regular expression is matched with.
    fileprivate var editableText: String? {
        switch self {
        case .string(let text): text
        case .number(let lexeme): lexeme
        default: nil
        }
    }

    /// A text as a value of the same type: a number's digits are a number.
    fileprivate func sameKind(_ text: String) -> JSONValue {
        if case .number = self, let number = Int(text) { return .integer(number) }
        return .string(text)
    }
}

extension LambdaEdit {
    /// One for each rename, or one for the options that change parts of every function.
    fileprivate var summaries: [DiscoverySummary.Rule] {
        if renames.isEmpty { return isEmpty ? [] : [DiscoverySummary.Rule(name: partsText)] }
        return renames.map { rename in
            let name = rename.isOfMap ? rename.text : "--lambda \(ShellWord.quoted(rename.text))"
            let parts = partsText.isEmpty ? "" : " \(partsText)"
            return DiscoverySummary.Rule(name: name + parts, isOptional: rename.isOfMap)
        }
    }

    /// The options that change parts of every function that is concerned.
    fileprivate var partsText: String {
        var words: [String] = []
        switch qualifier {
        case .set(let name): words += ["--lambda-qualifier", name]
        case .some(.none): words += ["--lambda-qualifier", "none"]
        case nil: break
        }
        if let region { words += ["--lambda-region", region] }
        if let accountID { words += ["--lambda-account", accountID] }
        return ShellWord.joined(words)
    }
}
