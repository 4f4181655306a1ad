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

    func adding(_ argument: String) -> ShellCommand { ShellCommand(arguments: arguments + [argument]) }

    var text: String { arguments.map(Self.quoted).joined(separator: " ") }

    /// An argument as it is typed into a shell.
    static func quoted(_ argument: String) -> String {
        let isPlain = argument.utf8.allSatisfy { byte in
            let scalar = Unicode.Scalar(byte)
            return scalar.properties.isAlphabetic && scalar.isASCII
                || "0123456789-_./=:,%@+".unicodeScalars.contains(scalar)
        }
        if isPlain, !argument.isEmpty { return argument }
        return "'" + argument.replacing("'", with: #"'\''"#) + "'"
    }
}
