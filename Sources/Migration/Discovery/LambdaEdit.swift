import APIGatewayV2
import AWSCore
public import Records

/// What `--lambda` and the options beside it do with the function that an integration calls.
public struct LambdaEdit: Sendable {
    /// `OLD=NEW`; without NEW it only selects functions, for the options beside it.
    public struct Rename: Sendable, Equatable {
        let old: LambdaPattern
        let new: LambdaPattern?
        /// As it was given, for the summary.
        let text: String
        /// Whether it is a line of a map, which may concern nothing.
        let isOfMap: Bool
    }

    public enum Qualifier: Sendable, Equatable {
        case set(String)
        case none
    }

    /// What became of one function.
    enum Verdict: Equatable {
        case notConcerned
        /// It is as the rules want it.
        case already(rename: Int?)
        case changed(LambdaURI, rename: Int?)
        case leftOut(reason: String)
    }

    private(set) var renames: [Rename] = []
    public var qualifier: Qualifier?
    public var region: String?
    public var accountID: String?
    /// The renames without a star, by each name that they hold: a map may have thousands of lines.
    private var renamesByName: [String: [Int]] = [:]
    private var renamesWithStar: [Int] = []

    public init() {}

    /// Whether there is anything to do.
    public var isEmpty: Bool { renames.isEmpty && !changesParts }

    private var changesParts: Bool { qualifier != nil || region != nil || accountID != nil }

    static let stageVariable = "a stage variable decides which function it is"

    func apply(to uri: LambdaURI) -> Verdict {
        var (result, index) = (uri, Int?.none)
        if !renames.isEmpty {
            switch rename(uri) {
            case .changed(let renamed, let rename): (result, index) = (renamed, rename)
            case .already(let rename): index = rename
            case .notConcerned, .leftOut:
                if uri.function.name.contains("${"), !renamesWithStar.isEmpty {
                    return .leftOut(reason: Self.stageVariable)
                }
                return .notConcerned
            }
        }
        switch qualifier {
        case .set(let name): result.function.qualifier = name
        case .some(.none): result.function.qualifier = nil
        case nil: break
        }
        if let region {
            let partition = uri.function.partition
            guard partition.contains("${") || partition == Region.partitionName(of: region) else {
                return .leftOut(reason: "its partition \(partition) has no region \(region)")
            }
            result.move(toRegion: region)
        }
        if let accountID { result.function.accountID = accountID }
        return result.text == uri.text ? .already(rename: index) : .changed(result, rename: index)
    }

    /// The first rename that concerns the function. One whose NEW describes it already leaves it alone, so that the same
    /// command twice changes nothing twice.
    private func rename(_ uri: LambdaURI) -> Verdict {
        let named = renamesByName[uri.function.name] ?? []
        for index in Self.merged(named, renamesWithStar) {
            let rename = renames[index]
            // A star says nothing of a name that a stage variable completes.
            if uri.function.name.contains("${"), rename.old.functionName.starCount > 0 { continue }
            if let new = rename.new, new.match(uri) != nil { return .already(rename: index) }
            guard let captures = rename.old.match(uri) else { continue }
            guard let new = rename.new else { return .already(rename: index) }
            return .changed(new.replacing(uri, captures: captures), rename: index)
        }
        return .notConcerned
    }

    private static func merged(_ left: [Int], _ right: [Int]) -> [Int] {
        left.isEmpty ? right : right.isEmpty ? left : (left + right).sorted()
    }
}

extension LambdaEdit {
    /// Adds what one `--lambda` says: `OLD=NEW`, or only `OLD`.
    public mutating func add(_ text: String) throws(EditRuleError) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        try add(old: String(parts[0]), new: parts.count == 2 ? String(parts[1]) : nil, text: text)
    }

    /// Adds the lines of a map: a table with the columns `old` and `new`.
    ///
    /// - Parameter name: of the file, for messages.
    /// - Throws: `EditRuleError` with the line of what is wrong; what the source throws.
    public mutating func addMap(_ source: some ByteSource, name: String) throws {
        var reader = CSVReader(source)
        reader.skipsEmptyRecords = true
        var columns: (old: Int, new: Int)?
        while let result = try reader.next() {
            guard case .record(let record) = result else {
                if case .bad(let error) = result { throw EditRuleError("\(name): \(error)") }
                continue
            }
            let place = "\(name):\(record.position.line)"
            guard let known = columns else {
                let names = record.fields.map { Spelling.normalized($0.value) }
                guard let old = names.firstIndex(of: "old"), let new = names.firstIndex(of: "new") else {
                    throw EditRuleError("\(place): the first line of a map names the columns old and new")
                }
                columns = (old, new)
                reader.expectedFieldCount = names.count
                continue
            }
            let (old, new) = (record.fields[known.old].value, record.fields[known.new].value)
            do {
                try add(old: old, new: new, text: "\(place): \(old)=\(new)", isOfMap: true)
            } catch {
                throw EditRuleError("\(place): \(error)")
            }
        }
    }

    /// Adds one pair.
    ///
    /// - Throws: `EditRuleError` also for a pair that could not be told from what is already so.
    private mutating func add(
        old: String,
        new: String?,
        text: String,
        isOfMap: Bool = false
    ) throws(EditRuleError) {
        let old = try LambdaPattern(old)
        let new: LambdaPattern? = if let new { try LambdaPattern(new) } else { nil }
        if let new {
            guard new.starCount <= old.starCount else {
                throw EditRuleError("\(Quoted(text)) has more stars in its new name than in its old one")
            }
            if let sample = LambdaURI(Self.sample(of: old)), new.match(sample) != nil {
                throw EditRuleError(
                    "\(Quoted(text)): the new name describes every function that the old one does, so nothing would change"
                )
            }
        }
        let rename = Rename(old: old, new: new, text: text, isOfMap: isOfMap)
        try checkChain(with: rename)
        let index = renames.count
        renames.append(rename)
        if old.functionName.starCount > 0 || (new?.functionName.starCount ?? 0) > 0 {
            renamesWithStar.append(index)
        } else {
            for name in Set([old.functionName.text, new?.functionName.text].compactMap { $0 }) {
                renamesByName[name, default: []].append(index)
            }
        }
    }

    /// Only whole edits of a name can be told from others.
    ///
    /// - Throws: `EditRuleError` for a selection that nothing follows, and for what is no qualifier.
    public func check() throws(EditRuleError) {
        if case .set(let name) = qualifier, !LambdaPattern.isName(name[...], wildcards: false) {
            throw EditRuleError("\(Quoted(name)) is no alias or version; none takes the qualifier away")
        }
        if changesParts { return }
        if let selection = renames.first(where: { $0.new == nil }) {
            throw EditRuleError(
                "\(Quoted(selection.text)) names no new function; give OLD=NEW, or --lambda-qualifier, --lambda-region or "
                    + "--lambda-account beside it"
            )
        }
    }

    /// With `a=b` and `b=c` a second run would take what was `a` on to `c`.
    private func checkChain(with rename: Rename) throws(EditRuleError) {
        let names = [rename.old.functionName.text, rename.new?.functionName.text].compactMap { $0 }
        for index in Set(names.flatMap { renamesByName[$0] ?? [] }) {
            let other = renames[index]
            if other.old == rename.old {
                throw EditRuleError("\(Quoted(rename.text)) and \(Quoted(other.text)) rename the same function")
            }
            for (first, second) in [(other, rename), (rename, other)] {
                guard let new = first.new, second.new != nil, new.overlaps(second.old) else { continue }
                throw EditRuleError(
                    "\(Quoted(second.text)) renames what \(Quoted(first.text)) makes; make two runs of it"
                )
            }
        }
    }

    /// A function that the pattern describes, with a text for each star that no NEW has in it.
    private static func sample(of pattern: LambdaPattern) -> String {
        func text(_ glob: Glob?, _ other: String) -> String { glob?.text.replacing("*", with: "\u{1}") ?? other }
        var arn = "arn:\(text(pattern.partition, "\u{1}")):lambda:\(text(pattern.region, "\u{1}"))"
        arn += ":\(text(pattern.accountID, "\u{1}")):function:\(text(pattern.functionName, "\u{1}"))"
        return pattern.qualifier.map { "\(arn):\(text($0, "\u{1}"))" } ?? arn
    }
}
