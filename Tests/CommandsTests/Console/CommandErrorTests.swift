import ArgumentParser
import Testing

@testable import AWSCore
@testable import Commands
@testable import Migration

/// Which exit code an error of the layers below becomes.
@Suite struct CommandErrorTests {
    private static let checkpointCodes: [(CheckpointError.Kind, Int32)] = [
        (.inUse, 75), (.manifestChanged, 65), (.defaultsChanged, 65), (.notACheckpoint, 65), (.missing, 66),
        (.cannotCreate, 73), (.unusable, 74), (.logRemains, 74), (.isRead, 75),
    ]
    private static let inputCodes: [(InputError.Reason, Int32)] = [
        (.missing, 66), (.isDirectory, 66), (.unreadable, 66), (.readFailed, 74),
    ]

    @Test(arguments: checkpointCodes)
    func ofACheckpoint(_ kind: CheckpointError.Kind, _ code: Int32) {
        let error = CommandError(CheckpointError(kind, path: "x.checkpoint", problem: "is what it is"))
        #expect(error.exitCode.rawValue == code)
        let advice = kind == .cannotCreate ? "; --checkpoint PATH puts it elsewhere" : ""
        #expect(error.message == "x.checkpoint: is what it is\(advice)")
    }

    @Test(arguments: inputCodes)
    func ofTheManifest(_ reason: InputError.Reason, _ code: Int32) {
        #expect(CommandError(InputError(path: "rows.csv", reason: reason, detail: "")).exitCode.rawValue == code)
    }

    @Test func ofSomethingUnforeseen() {
        struct Accident: Error {}
        let error = CommandError(Accident())
        #expect(error.exitCode.rawValue == 70)
        #expect(error.message.hasPrefix("internal error: "))
    }

    @Test func aSignalIsToldAsAShellTellsIt() {
        #expect(ExitCode.signal(2).rawValue == 130)
        #expect(ExitCode.signal(15).rawValue == 143)
    }
}
