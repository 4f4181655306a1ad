import APIGatewayV2
import Records

/// Makes a row of one record, or the list of everything that is wrong with it.
struct RowBuilder {
    let line: Int
    private var target = TargetValues()
    private var update: MemberCollector
    private var expectations: MemberCollector
    private var passthrough: [String]
    private var problems: [ManifestProblem] = []

    init(line: Int, passthroughCount: Int) {
        self.line = line
        update = MemberCollector(.update, line: line)
        expectations = MemberCollector(.expectation, line: line)
        passthrough = Array(repeating: "", count: passthroughCount)
    }

    /// Takes what stands in one column. An empty cell is not to be given here.
    mutating func take(_ value: ManifestValue, in column: ManifestColumn, named name: String) {
        switch column {
        case .update(let place): update.take(value, at: place, column: name)
        case .expectation(let place): expectations.take(value, at: place, column: name)
        case .passthrough(let index): passthrough[index] = value.shown
        case .target(let field): takeTarget(value, field: field, name: name)
        case .unnamed(let number): reportUnnamed(number, value)
        // The schema makes a passthrough of every such name that it knows.
        case .info: break
        case .expectations:
            report(.invalidValue, name, value.shown, "is not an object; allowed: members and their expected values")
        }
    }

    mutating func report(_ code: ManifestProblem.Code, _ column: String?, _ value: String?, _ message: String) {
        problems.append(ManifestProblem(code, line: line, column: column, value: value, message: message))
    }

    /// What stands in a column without a name is either forgotten or of a program that numbers its rows.
    private mutating func reportUnnamed(_ number: Int, _ value: ManifestValue) {
        let isIndex = number == 1 && Int(value.shown) != nil
        let advice =
            isIndex
            ? "pandas writes its index there: leave it out with to_csv(…, index=False), or delete the column"
            : "name it in the header, or delete the column"
        let message = "stands in column \(number), which has no name; \(advice)"
        problems.append(
            ManifestProblem(.unnamedColumn(number), line: line, value: value.shown, message: message)
        )
    }

    /// A name that nobody knows may have been meant as the one that sets something.
    private var hasUnknownColumn: Bool {
        problems.contains { if case .unknownColumn = $0.code { true } else { false } }
    }

    private mutating func takeTarget(_ value: ManifestValue, field: TargetField, name: String) {
        if case .json(.null) = value { return }
        guard let text = value.text else {
            report(.invalidValue, name, value.shown, "is not a string; allowed: \(field.allowedDescription)")
            target[field] = value.shown
            return
        }
        if text.isEmpty { return }
        if let problem = field.problem(of: text) {
            report(.invalidValue, name, text, "\(problem); allowed: \(field.allowedDescription)")
        }
        target[field] = text
    }

    private mutating func reportMissing(_ field: TargetField) {
        report(.missingTarget, field.columnName, nil, "is empty; allowed: \(field.allowedDescription)")
    }

    /// A role belongs to the account in its ARN, so a guard that names another one can never be met.
    private mutating func checkAccount() {
        guard let guarded = target.accountID, TargetField.accountID.problem(of: guarded) == nil,
            let owner = target.roleARN.flatMap(RoleARN.accountID), owner != guarded
        else { return }
        report(
            .conflictingValues,
            TargetField.accountID.columnName,
            guarded,
            "is not the account of the role in role_arn; allowed: \(owner)"
        )
    }

    /// The row; a record with problems gives all of them instead.
    mutating func finish(number: Int) -> Result<Row, InvalidManifest> {
        if target.apiID == nil { reportMissing(.apiID) }
        if target.integrationID == nil { reportMissing(.integrationID) }
        checkAccount()
        let changes = update.joined().mapValues { $0.value.map(IntegrationUpdate.Change.set) ?? .clear }
        let expected = expectations.joined().mapValues(Expectation.init)
        if !update.isTouched, !hasUnknownColumn {
            let message = "the row sets nothing; allowed: a value for at least one member, such as integration_uri"
            report(.nothingToUpdate, nil, nil, message)
        }
        guard problems.isEmpty, update.problems.isEmpty, expectations.problems.isEmpty,
            let apiID = target.apiID, let integrationID = target.integrationID
        else { return .failure(InvalidManifest(problems: problems + update.problems + expectations.problems)) }
        return .success(
            Row(
                number: number,
                line: line,
                target: Target(
                    profile: target.profile,
                    roleARN: target.roleARN,
                    region: target.region,
                    apiID: apiID,
                    integrationID: integrationID
                ),
                accountID: target.accountID,
                update: IntegrationUpdate(changes),
                expectations: expected,
                passthrough: passthrough
            )
        )
    }
}
