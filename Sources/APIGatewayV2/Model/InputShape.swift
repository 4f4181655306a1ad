import Records

/// The types of the service model, as far as the input of `UpdateIntegration` needs them.
indirect enum InputShape: Sendable {
    case string
    /// The model's maximum is not checked by any SDK.
    case integer(minimum: Int)
    case map(InputShape)
    case structure([InputMember])
}

struct InputMember: Sendable {
    /// The model's spelling: `ApiId`.
    var name: String
    var isRequired = false
    var shape: InputShape
}

extension Member {
    var inputShape: InputShape {
        switch rule.kind {
        case .string, .enumeration: .string
        case .integer(let range): .integer(minimum: range.lowerBound)
        case .map: .map(.string)
        case .statusMap: .map(.map(.string))
        case .structure(let members):
            .structure(
                members.keys.sorted().map { InputMember(name: Spelling.pascalCase($0), shape: .string) }
            )
        }
    }
}
