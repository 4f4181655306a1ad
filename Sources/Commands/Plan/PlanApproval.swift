import ArgumentParser
import Foundation
import Migration
import Reports

/// Which plan `apply` may carry out.
struct PlanApproval: ParsableArguments, Sendable {
    @Option(help: ArgumentHelp("Apply the plan with this digest and no other.", valueName: "digest"))
    var approve: String?

    @Option(help: ArgumentHelp("Refuse a plan that is older: 30m, 24h.", valueName: "time"))
    var maxPlanAge = DurationArgument(seconds: 24 * 3600)

    /// Digits of a digest that are shown, and the fewest that are accepted: no two plans of one run begin alike by accident.
    static let digits = 16

    func validate() throws {
        guard let approve else { return }
        guard approve.utf8.count >= Self.digits, approve.allSatisfy(\.isHexDigit) else {
            throw ValidationError("--approve takes the digest that the plan shows, \(Self.digits) digits or more.")
        }
    }

    /// - Parameters:
    ///   - unplannedRows: those that a planning which was stopped has not come to.
    ///   - renewal: the command that makes the plan anew.
    /// - Throws: `CommandError` when the run's plan is not complete, another one than the approved, or too old.
    func check(_ run: RunInfo, unplannedRows: Int, checkpoint: String, renewal: String, now: Double) throws {
        if run.isBeingPlanned {
            throw CommandError(
                """
                the plan in \(checkpoint) is not complete: \(unplannedRows) of \(Quantity.count(run.rowCount, "row")) have not \
                been looked at; nothing was sent
                Next: \(renewal)
                """,
                .invalidInput
            )
        }
        guard let plan = run.plan else {
            if approve == nil { return }
            throw CommandError("\(checkpoint) holds no plan that could be approved\nNext: \(renewal)", .invalidInput)
        }
        if let approve, !plan.digest.hasPrefix(approve.lowercased()) {
            throw CommandError(
                """
                \(checkpoint) holds the plan \(plan.digest.prefix(Self.digits)), not the approved \
                \(approve.lowercased().prefix(Self.digits)); nothing was sent
                """,
                .invalidInput
            )
        }
        let age = now - plan.plannedAt
        if age > maxPlanAge.seconds {
            throw CommandError(
                """
                the plan in \(checkpoint) was made \(Quantity.duration(age)) ago, which is more than --max-plan-age; nothing \
                was sent
                Next: \(renewal)
                """,
                .invalidInput
            )
        }
    }
}
