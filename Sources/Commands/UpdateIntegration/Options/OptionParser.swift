/// Reads a command line as the AWS CLI does, which uses Python's `argparse` twice: for its global options, then for the
/// command's on what is left.
///
/// `--name value`, `--name=value`, unique prefixes of names; the last one wins. Pure.
struct OptionParser {
    /// Values by the option's whole name; flags have an empty one.
    typealias Values = [String: String]

    private let options: [CallOption]

    init(_ options: [CallOption]) {
        self.options = options
    }

    private enum Word {
        case option(CallOption, attached: String?)
        case unknownOption
        case value
        /// `--`: everything behind it is a value.
        case separator
    }

    /// - Returns: the values, and in their order the words that belong to no option.
    func parse(_ words: [String]) throws(CallError) -> (values: Values, rest: [String]) {
        var kinds: [Word] = []
        for word in words {
            if case .separator = kinds.last(where: { if case .separator = $0 { true } else { false } }) {
                kinds.append(.value)
            } else {
                kinds.append(word == "--" ? .separator : try kind(of: word))
            }
        }
        var values: Values = [:]
        var rest: [String] = []
        var index = 0
        while index < words.count {
            guard case .option(let option, let attached) = kinds[index] else {
                rest.append(words[index])
                index += 1
                continue
            }
            index += 1
            let next = index < words.count && Self.isValue(kinds[index]) ? words[index] : nil
            switch (option.argument, attached, next) {
            case (.none, nil, _): values[option.name] = ""
            case (.none, let attached?, _):
                throw .usage("argument \(option.name): ignored explicit argument '\(attached)'")
            case (_, let attached?, _): values[option.name] = try checked(attached, for: option)
            case (_, nil, let next?):
                values[option.name] = try checked(next, for: option)
                index += 1
            case (.optional(let alone), nil, nil): values[option.name] = alone
            case (.required, nil, nil): throw .usage("argument \(option.name): expected one argument")
            }
        }
        return (values, rest)
    }

    /// The index of the first word that is neither an option nor the value of one; `nil` when there is none, or when an
    /// option stands before it of which it is not known whether it takes a value.
    func firstOperand(in words: [String]) -> Int? {
        var index = 0
        while index < words.count {
            switch try? kind(of: words[index]) {
            case .value: return index
            case .option(let option, let attached):
                index += 1
                guard case .required = option.argument, attached == nil, index < words.count else { continue }
                if let next = try? kind(of: words[index]), Self.isValue(next) { index += 1 }
            case .unknownOption, .separator, nil: return nil
            }
        }
        return nil
    }

    private static func isValue(_ word: Word) -> Bool {
        if case .value = word { true } else { false }
    }

    private func kind(of word: String) throws(CallError) -> Word {
        guard word.hasPrefix("-"), word.count > 1 else { return .value }
        if let option = options.first(where: { $0.name == word }) { return .option(option, attached: nil) }
        let name = word.prefix { $0 != "=" }
        let attached = name.endIndex == word.endIndex ? nil : String(word[word.index(after: name.endIndex)...])
        if let option = options.first(where: { $0.name == name }) { return .option(option, attached: attached) }
        let matches = name.hasPrefix("--") ? options.filter { $0.name.hasPrefix(name) } : []
        if matches.count > 1 {
            throw .usage("ambiguous option: \(word) could match \(matches.map(\.name).joined(separator: ", "))")
        }
        if let match = matches.first { return .option(match, attached: attached) }
        if word.contains(" ") || Self.isNegativeNumber(word) { return .value }
        return .unknownOption
    }

    /// As `argparse` knows one: `-5`, `-0.5`, `-.5`, but not `-1e3` or `-inf`.
    private static func isNegativeNumber(_ word: String) -> Bool {
        let parts = word.dropFirst().split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        return parts.last?.isEmpty == false && parts.joined().allSatisfy { $0.isASCII && $0.isNumber }
    }

    private func checked(_ value: String, for option: CallOption) throws(CallError) -> String {
        if option.choices.isEmpty || option.choices.contains(value) { return value }
        throw .usage(
            "argument \(option.name): Found invalid choice '\(value)', valid choices are: "
                + option.choices.joined(separator: ", ")
        )
    }
}
