public import AWSCore

/// Whether a policy lets an API call a function.
public enum PolicyAnswer: Sendable, Equatable {
    /// Every request is let in; the statement is the one that lets the last of them in.
    case yes(PolicyStatement)
    /// Some request is refused, by a statement or because none lets it in.
    case no(PolicyStatement?, request: String)
    /// A statement decides of which it is not known whether it applies.
    case cannotTell(PolicyStatement, reason: String)
}

extension FunctionPolicy {
    /// Whether API Gateway may call `function` for requests of `source`.
    ///
    /// One request that is refused makes the answer no; without one, one that cannot be told makes it that.
    public func answer(for source: InvocationSource, to function: FunctionARN) -> PolicyAnswer {
        let answers = source.requests.map { answer(for: $0, of: source, to: function) }
        return Self.worst(answers) ?? .no(nil, request: "any route")
    }

    private func answer(
        for request: InvocationSource.Request,
        of source: InvocationSource,
        to function: FunctionARN
    ) -> PolicyAnswer {
        let answers = request.ways.compactMap { texts in
            Self.worst(texts.map { decision(on: $0, request.name, source.accountID, function) })
        }
        // Where it matters in which way the request is named, nobody can tell.
        if let statement = answers.first(where: \.isYes)?.statement, !answers.allSatisfy(\.isYes) {
            return .cannotTell(statement, reason: "it names the methods of a route that is for any method")
        }
        return Self.worst(answers) ?? .no(nil, request: request.name)
    }

    private func decision(
        on text: OpenText,
        _ request: String,
        _ accountID: String,
        _ function: FunctionARN
    ) -> PolicyAnswer {
        var allowing: PolicyStatement?
        var doubt: PolicyAnswer?
        var denialInDoubt: PolicyAnswer?
        for statement in statements {
            switch (statement.applies(to: function, from: text, of: accountID), statement.isDenial) {
            case (.no, _): break
            case (.yes, true): return .no(statement, request: request)
            case (.yes, false): allowing = allowing ?? statement
            case (.unknown(let reason), true): denialInDoubt = denialInDoubt ?? .cannotTell(statement, reason: reason)
            case (.unknown(let reason), false): doubt = doubt ?? .cannotTell(statement, reason: reason)
            }
        }
        if let allowing { return denialInDoubt ?? .yes(allowing) }
        return doubt ?? .no(nil, request: request)
    }

    private static func worst(_ answers: [PolicyAnswer]) -> PolicyAnswer? {
        answers.first(where: \.isNo) ?? answers.first { !$0.isYes } ?? answers.last
    }
}

extension PolicyAnswer {
    public var isYes: Bool {
        if case .yes = self { true } else { false }
    }

    public var isNo: Bool {
        if case .no = self { true } else { false }
    }

    /// The statement that decides, if one does.
    public var statement: PolicyStatement? {
        switch self {
        case .yes(let statement), .cannotTell(let statement, _): statement
        case .no(let statement, _): statement
        }
    }
}
