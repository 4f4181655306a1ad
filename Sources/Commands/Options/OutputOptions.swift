import ArgumentParser

/// What is shown and written beside the run itself.
struct OutputOptions: ParsableArguments {
    @Option(
        name: .customLong("report"),
        help: ArgumentHelp(
            "Write a report; .csv, .json, .jsonl or .txt. May be given several times.",
            valueName: "path"
        ),
        completion: .file()
    )
    var reports: [String] = []

    @Option(help: ArgumentHelp("Progress on standard error: auto, bar, plain, json or off.", valueName: "kind"))
    var progress: ProgressChoice = .auto

    @Option(help: ArgumentHelp("The summary on standard output: text or json.", valueName: "kind"))
    var output: OutputChoice = .text
}

enum ProgressChoice: String, ExpressibleByArgument, CaseIterable {
    case auto, bar, plain, json, off
}

enum OutputChoice: String, ExpressibleByArgument, CaseIterable {
    case text, json
}
