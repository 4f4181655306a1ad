public import Migration
import Records

/// A plan written out from its checkpoint, as a screen or as JSON. Rows are read one after the other.
public struct PlanDocument: Sendable {
    public enum Format: Sendable {
        /// - Parameter width: columns of the screen.
        case text(width: Int, style: TextStyle)
        case json
    }

    private let checkpoint: Checkpoint
    private let facts: PlanFacts
    private let apis: [PlannedAPI.Key: PlannedAPI]
    private let limit: Int?

    /// - Parameters:
    ///   - apis: what is known of the APIs.
    ///   - limit: rows that the screen shows; `nil`: all of them.
    public init(
        _ checkpoint: Checkpoint,
        _ facts: PlanFacts,
        apis: [PlannedAPI.Key: PlannedAPI] = [:],
        showing limit: Int?
    ) {
        self.checkpoint = checkpoint
        self.facts = facts
        self.apis = apis
        self.limit = limit
    }

    /// Writes the plan to a file descriptor, such as standard output, and leaves it open.
    ///
    /// - Parameter name: for messages.
    /// - Returns: what the plan comes to.
    /// - Throws: `ReportError`, `CheckpointError`.
    @discardableResult
    public func write(
        toDescriptor descriptor: Int32,
        named name: String,
        as format: Format
    ) async throws -> PlanOverview {
        let overview = try await PlanOverview(reading: checkpoint, apis: apis, showing: limit)
        let stream = Relay(Stream(writer: BlockWriter(descriptor: descriptor, path: name)))
        switch format {
        case .text(let width, let style):
            try await write(PlanText(overview, facts, width: width), overview, style, to: stream)
        case .json: try await write(PlanJSON(overview, facts), to: stream)
        }
        return overview
    }

    private func write(
        _ text: PlanText,
        _ overview: PlanOverview,
        _ style: @escaping TextStyle,
        to stream: Relay<Stream>
    ) async throws {
        try await BlockingThread.run {
            try stream.change { stream in
                try stream.append(text.head, style)
                for row in overview.shown { try stream.append(row, text, style) }
            }
        }
        if limit == nil {
            try await checkpoint.forEachRow([.planned]) { record in
                let row = PlannedRow(record)
                try stream.change { try $0.append(row, text, style) }
            }
        }
        try await BlockingThread.run {
            try stream.change { stream in
                try stream.append(text.tail, style)
                try stream.writer.flush()
            }
        }
    }

    private func write(_ json: PlanJSON, to stream: Relay<Stream>) async throws {
        let head = JSONWriter().string(.object(json.head)).dropLast()
        try await BlockingThread.run {
            try stream.change { try $0.append(SafeText.json(head + ",\n\"functions\":")) }
        }
        try await writeFunctions(to: stream)
        try await checkpoint.forEachRow([.planned, .failed, .drifted]) { record in
            let row = json.row(PlannedRow(record))
            try stream.change { try $0.append(row) }
        }
        try await BlockingThread.run {
            try stream.change { stream in
                try stream.append(stream.isFirst ? "]}\n" : "\n]}\n")
                try stream.writer.flush()
            }
        }
    }
}

extension PlanDocument {
    /// What was found of each function; `null` where nobody has looked.
    private func writeFunctions(to stream: Relay<Stream>) async throws {
        guard facts.functions != nil else {
            return try await BlockingThread.run { try stream.change { try $0.append("null,\n\"rows\":[") } }
        }
        let findings = Relay(FunctionFindings())
        try stream.change { try $0.append("[") }
        try await checkpoint.forEachFinding { finding in
            if let json = try findings.change({ $0.add(finding) }) { try stream.change { try $0.append(json) } }
        }
        let last = try findings.change { $0.json }
        try await BlockingThread.run {
            try stream.change { stream in
                if let last { try stream.append(last) }
                try stream.append((stream.isFirst ? "" : "\n") + "],\n\"rows\":[")
                stream.isFirst = true
            }
        }
    }
}

extension PlanOverview {
    /// Reads every row of a run once.
    ///
    /// - Parameters:
    ///   - apis: what is known of the APIs.
    ///   - limit: rows that are kept to be shown; `nil`: none is kept, and all are shown.
    /// - Throws: `CheckpointError`.
    public init(
        reading checkpoint: Checkpoint,
        apis: [PlannedAPI.Key: PlannedAPI] = [:],
        showing limit: Int?
    ) async throws {
        let plan = Relay(PlanOverview(apis: apis, showing: limit))
        try await checkpoint.forEachRow(nil) { record in
            let row = PlannedRow(record)
            try plan.change { $0.add(row) }
        }
        self = try plan.change { $0 }
    }
}

private struct Stream: Sendable {
    var writer: BlockWriter
    var isFirst = true
    var last: PlannedRow?

    init(writer: BlockWriter) { self.writer = writer }

    mutating func append(_ text: String) throws {
        try writer.append { $0.append(contentsOf: text.utf8) }
    }

    /// An element of a list.
    mutating func append(_ element: JSONValue) throws {
        try append((isFirst ? "\n" : ",\n") + SafeText.json(JSONWriter().string(element)))
        isFirst = false
    }

    mutating func append(_ lines: [StyledLine], _ style: TextStyle) throws {
        for line in lines { try append(line.text(style) + "\n") }
    }

    mutating func append(_ row: PlannedRow, _ text: PlanText, _ style: TextStyle) throws {
        try append(text.lines(of: row, after: last), style)
        last = row
    }
}
