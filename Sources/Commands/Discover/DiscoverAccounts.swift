import AWSCore
import ArgumentParser
import Migration
import Records

/// The accounts and regions that the options name, in their order.
struct DiscoverAccounts {
    private(set) var groups: [MigrationGroup] = []
    private(set) var wantedAccounts: [CredentialSet: String] = [:]

    init(_ places: DiscoverPlaces, configuration: AWSConfiguration) throws {
        var sets: [CredentialSet] = []
        let first = places.profile.first ?? ""
        if let path = places.accounts {
            sets += try listed(in: path, places, profile: first)
        }
        if places.roleARN.isEmpty {
            sets += places.profile.map { CredentialSet(profile: $0) }
        } else {
            sets += places.roleARN.map { CredentialSet(profile: first, roleARN: $0) }
            sets += places.profile.dropFirst().map { CredentialSet(profile: $0) }
        }
        if sets.isEmpty { sets = [CredentialSet(profile: first)] }
        var known: Set<MigrationGroup.Key> = []
        for set in sets {
            let profile = set.profile.isEmpty ? nil : set.profile
            let regions =
                places.regionNames.isEmpty
                ? [try configuration.region(profile: profile, explicit: nil)] : places.regionNames
            for region in regions where known.insert(MigrationGroup.Key(credentials: set, region: region)).inserted {
                groups.append(
                    MigrationGroup(id: Int64(groups.count + 1), credentials: set, region: region, openRows: 0)
                )
            }
        }
    }

    /// The lines of an accounts file.
    private mutating func listed(
        in path: String,
        _ places: DiscoverPlaces,
        profile: String
    ) throws -> [CredentialSet] {
        var reader = CSVReader(try FileSource(path: path))
        reader.skipsEmptyRecords = true
        var columns: [String: Int]?
        var sets: [CredentialSet] = []
        while let result = try reader.next() {
            let record: Record
            switch result {
            case .bad(let error): throw CommandError("\(path): \(error)", .invalidInput)
            case .record(let found): record = found
            }
            guard let known = columns else {
                columns = try Self.columns(of: record, path: path)
                reader.expectedFieldCount = record.fields.count
                continue
            }
            func cell(_ name: String) -> String? {
                known[name].map { record.fields[$0].value }.flatMap { $0.isEmpty ? nil : $0 }
            }
            let line = "\(path):\(record.position.line)"
            var set = CredentialSet(profile: cell("profile") ?? profile, roleARN: cell("role_arn"))
            let account = cell("account_id")
            if let account, account.utf8.count != 12 || !account.utf8.allSatisfy(Self.isDigit) {
                throw CommandError(
                    "\(line): account_id: '\(Printable.text(account))' is not 12 digits (spreadsheets drop leading zeros)",
                    .invalidInput
                )
            }
            if let name = places.roleName, set.roleARN == nil {
                guard let account else {
                    throw CommandError(
                        "\(line): --role-name needs account_id in every line without role_arn",
                        .invalidInput
                    )
                }
                set.roleARN = "arn:\(partition(places)):iam::\(account):role/\(name)"
            }
            if set.profile.isEmpty, set.roleARN == nil {
                throw CommandError(
                    "\(line): names no credentials; give profile, role_arn, or --role-name",
                    .invalidInput
                )
            }
            if let account { wantedAccounts[set] = account }
            sets.append(set)
        }
        if sets.isEmpty { throw CommandError("\(path): names no account", .invalidInput) }
        return sets
    }

    private func partition(_ places: DiscoverPlaces) -> String {
        Region.partitionName(of: places.regionNames.first ?? "")
    }

    private static func columns(of header: Record, path: String) throws -> [String: Int] {
        var columns: [String: Int] = [:]
        for (index, field) in header.fields.enumerated() {
            let name = field.value.lowercased().replacing(" ", with: "_").replacing("-", with: "_")
            if ["profile", "role_arn", "account_id"].contains(name) { columns[name] = index }
        }
        if columns.isEmpty {
            throw CommandError(
                "\(path): its first line names none of the columns profile, role_arn, account_id",
                .invalidInput
            )
        }
        return columns
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}

extension MigrationGroup {
    /// What makes two groups the same.
    fileprivate struct Key: Hashable {
        var credentials: CredentialSet
        var region: String
    }
}
