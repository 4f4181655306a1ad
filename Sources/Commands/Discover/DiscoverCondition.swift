import JMESPath
import Migration
import Records

/// The expression of `--where`.
enum DiscoverCondition {
    /// - Throws: `CommandError` for an expression that cannot be evaluated: before anything is read.
    static func compile(_ text: String) throws -> DiscoverySelection.Condition {
        let expression: JMESPathExpression
        do {
            expression = try JMESPathExpression(text)
            try expression.check()
        } catch {
            throw CommandError("--where: \(error)", .usage)
        }
        return { document in
            do {
                return try expression.matches(document)
            } catch {
                throw CommandError("--where: \(error)", .usage)
            }
        }
    }
}
