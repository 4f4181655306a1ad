import Migration

/// How the manifest is read, as meant.
struct ManifestSettings: Sendable {
    var input: ManifestInput
    var allowsEmpty: Bool

    init(_ options: ManifestOptions) {
        input = options.input
        allowsEmpty = options.allowEmpty
    }

    var readsStandardInput: Bool { input.path == nil }
}
