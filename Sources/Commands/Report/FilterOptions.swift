import ArgumentParser
import JMESPath
import Reports

/// Which rows are meant.
struct FilterOptions: ParsableArguments {
    @Option(
        name: .customLong("where"),
        help: ArgumentHelp(
            "Only rows for which this JMESPath expression holds, on the objects of JSON reports: "
                + "\"error_code=='ConflictException'\".",
            valueName: "expression"
        ),
        transform: { text in
            do throws(JMESPathError) {
                let expression = try JMESPathExpression(text)
                try expression.check()
                return RowFilter(expression)
            } catch {
                throw ValidationError("\(error)")
            }
        }
    )
    var filter: RowFilter?
}
