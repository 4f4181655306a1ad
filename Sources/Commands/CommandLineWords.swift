/// The words of a command line whose options may stand before the name of the command, where they are put by people who
/// wrap a program in a shell function: `apigw-migrate --region eu-west-1 apply rows.csv`.
///
/// The AWS CLI reads its global options anywhere. ArgumentParser knows an option only behind the name of the command that
/// has it.
struct CommandLineWords {
    let words: [String]
    private let nameIndex: Int?

    init(_ words: [String]) {
        self.words = words
        nameIndex = OptionParser(Self.options).firstOperand(in: words)
    }

    /// The name of the command; `nil` when there is none, or an unknown option stands before it.
    var commandName: String? { nameIndex.map { words[$0] } }

    /// The same words with the options that stood first behind the name of the command.
    var arranged: [String] {
        guard let nameIndex else { return words }
        return [words[nameIndex]] + words[..<nameIndex] + words[(nameIndex + 1)...]
    }

    /// What may stand first: the AWS CLI's global options, and the connection options that it spells in another way.
    private static let options =
        CallOption.global + [
            CallOption(name: "--connect-timeout", help: ""),
            CallOption(name: "--read-timeout", help: ""),
            CallOption(name: "--verify-ssl", argument: .none, help: ""),
            CallOption(name: "--sign-request", argument: .none, help: ""),
        ]
}
