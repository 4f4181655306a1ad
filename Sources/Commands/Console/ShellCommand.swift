import Records

/// The command line that was given, to be shown again.
struct ShellCommand: Sendable {
    var arguments: [String]

    /// The same command without options that hold for one start only.
    static func again(_ arguments: [String] = CommandLine.arguments) -> ShellCommand {
        ShellCommand(arguments: ["apigw-migrate"] + arguments.dropFirst().filter { $0 != "--restart" })
    }

    func without(_ unwanted: Set<String>) -> ShellCommand {
        ShellCommand(arguments: arguments.filter { !unwanted.contains($0) })
    }

    /// The same command without an option that has a value, in both spellings.
    func withoutOption(_ name: String) -> ShellCommand {
        var kept: [String] = []
        var isValue = false
        for argument in arguments {
            if isValue {
                isValue = false
            } else if argument == name {
                isValue = true
            } else if !argument.hasPrefix("\(name)=") {
                kept.append(argument)
            }
        }
        return ShellCommand(arguments: kept)
    }

    /// The same command with another word in the place of the first one like this.
    func replacing(_ word: String, with other: String) -> ShellCommand {
        var arguments = arguments
        if let index = arguments.dropFirst().firstIndex(of: word) { arguments[index] = other }
        return ShellCommand(arguments: arguments)
    }

    func adding(_ words: [String]) -> ShellCommand { ShellCommand(arguments: arguments + words) }

    /// Can be pasted into a shell.
    var text: String { ShellWord.joined(arguments) }
}
