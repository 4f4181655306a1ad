import APIGatewayV2
import AWSCore
import ArgumentParser
import CurlHTTP
import JMESPath
import Migration
import Records
import Reports

/// An error as the person at the terminal gets it: one message, one exit code.
struct CommandError: Error {
    var message: String
    var exitCode: ExitCode

    init(_ message: String, _ exitCode: ExitCode) {
        self.message = message
        self.exitCode = exitCode
    }
}

/// The codes of sysexits.h, those of a shell, and two of `plan`.
extension ExitCode {
    static let someRowsFailed = ExitCode(1)
    static let changesPending = ExitCode(2)
    static let usage = ExitCode(64)
    static let invalidInput = ExitCode(65)
    static let noInput = ExitCode(66)
    static let internalError = ExitCode(70)
    static let cannotCreate = ExitCode(73)
    static let inputOutput = ExitCode(74)
    static let canBeRunAgain = ExitCode(75)
    static let noPermission = ExitCode(77)

    static func signal(_ number: Int32) -> ExitCode { ExitCode(128 + number) }
    var isOfSignal: Bool { rawValue > 128 }
}

extension CommandError {
    /// What an error from below means to the person at the terminal.
    init(_ error: any Error) {
        switch error {
        case let error as CommandError: self = error
        case let error as CheckpointError where error.kind == .cannotCreate:
            self.init("\(error); --checkpoint PATH puts it elsewhere", .cannotCreate)
        case let error as CheckpointError: self.init("\(error)", Self.exitCode(of: error.kind))
        case let error as ConfigurationError:
            self.init(error.message, error.concernsCredentials ? .noPermission : .usage)
        case let error as CurlSetupError: self.init("\(error)", error.isUserError ? .usage : .internalError)
        case let error as AWSError:
            let isRefused = error.isCredentialsRefused && error.code != AWSError.credentialsUnreachable
            self.init("\(error)", isRefused ? .noPermission : .canBeRunAgain)
        case let error as InvalidManifest: self.init("\(error)", .invalidInput)
        case let error as JMESPathError: self.init("--where: \(error)", .usage)
        case let error as InputError: self.init("\(error)", error.reason == .readFailed ? .inputOutput : .noInput)
        // Who pipes into `head` knows why the rest is missing.
        case let error as ReportError where error.kind == .closedPipe: self.init("", .inputOutput)
        case let error as ReportError:
            self.init("\(error)", error.kind == .cannotCreate ? .cannotCreate : .inputOutput)
        default: self.init("internal error: \(error)", .internalError)
        }
    }

    /// Says how the run that this ends goes on, unless what was given is what is wrong: the same again would fail again.
    func continued(by command: ShellCommand) -> CommandError {
        if exitCode == .usage || exitCode == .invalidInput || message.isEmpty { return self }
        return CommandError("\(message)\nNext: \(command.text)", exitCode)
    }

    private static func exitCode(of kind: CheckpointError.Kind) -> ExitCode {
        switch kind {
        case .inUse, .notRunning, .isRead: .canBeRunAgain
        case .manifestChanged, .defaultsChanged: .invalidInput
        case .notACheckpoint: .invalidInput
        case .missing: .noInput
        case .cannotCreate: .cannotCreate
        case .unusable, .logRemains: .inputOutput
        }
    }
}
