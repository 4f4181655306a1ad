import ArgumentParser
import Migration
import Reports

/// `report`: renders reports of a run, finished or not.
struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Render reports of a run.",
        discussion: """
            Without --report and --as-manifest the text report goes to standard output. Works while the run goes on.

            duration_ms of a row spans from the first try of its update to its checked answer, with the waits and retries in \
            between; reading its API before that is not part of it. In JSON every row has every column, null where there is \
            nothing.

            The rows that failed, ready to be edited and applied:
              apigw-migrate report rows.csv.checkpoint --rows failed --as-manifest again.csv
            """
    )

    @Argument(help: "The run's checkpoint file.", completion: .file())
    var checkpoint: String

    @OptionGroup var reports: ReportOptions

    @Option(
        help: ArgumentHelp(
            "Only rows with this outcome: \(Outcome.allCases.map(\.rawValue).joined(separator: ", ")). "
                + "May be given several times.",
            valueName: "outcome"
        ),
        transform: { text in
            guard let outcome = Outcome(rawValue: text) else { throw ValidationError("unknown outcome") }
            return outcome
        }
    )
    var rows: [Outcome] = []

    @OptionGroup var selection: FilterOptions

    @Option(
        help: ArgumentHelp("Write the rows in their original columns, as a manifest.", valueName: "path"),
        completion: .file()
    )
    var asManifest: String?

    func run() async throws {
        try await RunFrame.run { console in
            let isRunning = try Checkpoint.isInUse(path: checkpoint)
            let run = try await Checkpoint.openForReading(path: checkpoint)
            var overview = try await RunOverview(run)
            if isRunning, overview.info.wayBack?.isInEffect != true { overview.state = .running }
            let outcomes = rows.isEmpty ? nil : Set(rows)
            try DistinctFiles.check(
                inputs: [("the checkpoint", checkpoint), ("the manifest of the run", overview.info.manifestPath)],
                outputs: reports.paths.map { ("--report", $0) } + (asManifest.map { [("--as-manifest", $0)] } ?? [])
            )
            let report = Report(run, overview: overview, outcomes: outcomes, filter: selection.filter)
            for target in try reports.targets() {
                try await report.write(to: target.path, format: target.format)
                console.note("wrote \(target.path)")
            }
            if let asManifest {
                let extract = ManifestExtract(
                    run,
                    outcomes: outcomes ?? Set(Outcome.allCases),
                    filter: selection.filter
                )
                let count = try await extract.write(to: asManifest)
                console.note("wrote \(asManifest): \(Quantity.count(count, "row"))")
            }
            if reports.paths.isEmpty, asManifest == nil {
                try await report.write(toDescriptor: Console.outputDescriptor, named: "standard output", format: .text)
            }
            return .success
        }
    }
}
