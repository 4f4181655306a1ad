import GRDB

/// Which rows are sent together, and in what order: a canary first, then the waves of a column.
public struct WavePlan: Sendable, Equatable {
    /// How many rows the canary has.
    public enum Size: Sendable, Equatable {
        case count(Int)
        /// Of all rows, 0 to 100, rounded up.
        case percent(Double)

        /// Reads `20` or `5%`.
        public init?(_ text: String) {
            if text.hasSuffix("%") {
                guard let percent = Double(text.dropLast()), percent > 0, percent <= 100 else { return nil }
                self = .percent(percent)
            } else {
                guard let count = Int(text), count > 0 else { return nil }
                self = .count(count)
            }
        }

        func rows(of total: Int) -> Int {
            switch self {
            case .count(let count): min(count, total)
            case .percent(let percent): min(total, Int((Double(total) * percent / 100).rounded(.up)))
            }
        }
    }

    public var canary: Size?
    /// A column of the manifest whose value says the wave; `nil`: what is not the canary is one wave.
    public var column: String?
    /// The values of the column in the order in which they are sent.
    public var values: [String]

    public init(canary: Size? = nil, column: String? = nil, values: [String] = []) {
        self.canary = canary
        self.column = column
        self.values = values
    }

    private static let canaryName = "canary"
    private static let restName = "rest"

    private var firstWave: Int { canary == nil ? 1 : 2 }

    /// The names of the waves in their order; empty when all rows are sent together.
    private var names: [String] {
        if canary == nil, column == nil { return [] }
        return (canary == nil ? [] : [Self.canaryName]) + (column == nil ? [Self.restName] : values)
    }

    /// The number of a row's wave, the canary aside; `nil`: its value is none of the plan's.
    func wave(of row: Row, _ schema: @autoclosure () -> ManifestSchema) -> Int? {
        guard column != nil else { return firstWave }
        return values.firstIndex(of: value(of: row, schema())).map { firstWave + $0 }
    }

    func value(of row: Row, _ schema: ManifestSchema) -> String {
        guard let index = schema.passthrough.firstIndex(where: { $0 == column }) else { return "" }
        return row.passthrough[index]
    }

    /// Notes the waves, and chooses the rows of the canary: the first row of the first API of every group, then of the second
    /// API of every group, and so on. So they are spread over groups and APIs, and for one manifest they are always the same.
    func fill(_ database: Database, rowCount: Int) throws {
        for (index, name) in names.enumerated() {
            try database.execute(
                sql: "INSERT INTO waves (number, name) VALUES (?, ?)",
                arguments: [index + 1, name]
            )
        }
        guard let canary else { return }
        try database.execute(
            sql: """
                UPDATE manifest_rows SET wave = 1 WHERE row IN (
                    SELECT row FROM (
                        SELECT row, group_id, in_lane,
                            row_number() OVER (PARTITION BY group_id, in_lane ORDER BY lane_id) AS in_group
                        FROM (
                            SELECT row, lane_id, lanes.group_id,
                                row_number() OVER (PARTITION BY lane_id ORDER BY row) AS in_lane
                            FROM manifest_rows JOIN lanes ON lanes.id = lane_id
                        )
                    )
                    ORDER BY in_lane, in_group, group_id LIMIT ?
                )
                """,
            arguments: [canary.rows(of: rowCount)]
        )
    }
}

extension WavePlan {
    /// Values of the column that are none of the waves. One value in thousands of rows is one problem.
    struct Unlisted {
        private var places: [String: Int] = [:]
        private var values: [(value: String, line: Int, count: Int)] = []

        mutating func add(_ value: String, line: Int) {
            if let place = places[value] {
                values[place].count += 1
            } else if values.count < CheckpointImport.problemLimit {
                places[value] = values.count
                values.append((value, line, 1))
            }
        }

        func problems(of plan: WavePlan) -> [ManifestProblem] {
            values.map { value, line, count in
                let rows = count == 1 ? "" : " (\(count) rows)"
                return ManifestProblem(
                    .invalidValue,
                    line: line,
                    column: plan.column,
                    value: value,
                    message: "is none of the waves\(rows); allowed: \(plan.values.joined(separator: ", "))"
                )
            }
        }
    }
}
