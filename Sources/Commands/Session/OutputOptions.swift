import ArgumentParser

/// What is shown and written beside the run itself.
struct OutputOptions: ParsableArguments {
    @OptionGroup var reports: ReportOptions

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
