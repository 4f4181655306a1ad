import APIGatewayV2

/// An option of `update-integration`.
struct CallOption: Sendable {
    enum Argument: Sendable {
        case none
        case required
        /// What the option means when it stands alone.
        case optional(alone: String)
    }

    /// With its dashes.
    var name: String
    var argument = Argument.required
    var choices: [String] = []
    /// For the help text.
    var help: String
}

extension CallOption {
    static let apiID = "--api-id"
    static let integrationID = "--integration-id"
    static let cliInputJSON = "--cli-input-json"
    static let cliInputYAML = "--cli-input-yaml"
    static let skeleton = "--generate-cli-skeleton"

    /// The options that the AWS CLI reads first, whatever the command.
    static let global: [CallOption] = [
        CallOption(name: "--debug", argument: .none, help: "Show the requests and answers, credentials redacted."),
        CallOption(name: "--endpoint-url", help: "Send the call to this URL."),
        CallOption(name: "--no-verify-ssl", argument: .none, help: "Do not verify TLS certificates."),
        CallOption(name: "--no-paginate", argument: .none, help: "Accepted; there is one page."),
        CallOption(name: "--output", choices: OutputFormat.allCases.map(\.rawValue), help: "How the answer is shown."),
        CallOption(name: "--query", help: "What to show of the answer: a JMESPath expression."),
        CallOption(name: "--profile", help: "Profile of the shared AWS files."),
        CallOption(name: "--region", help: "Region of the API."),
        CallOption(name: "--version", argument: .none, help: "Show the version."),
        CallOption(name: "--color", choices: ["on", "off", "auto"], help: "Colour of tables."),
        CallOption(name: "--no-sign-request", argument: .none, help: "Do not sign; no credentials are needed."),
        CallOption(name: "--ca-bundle", help: "Certificate authorities (PEM) to trust."),
        CallOption(name: "--cli-read-timeout", help: "Seconds to wait for the next byte; 0: for ever. (default: 60)"),
        CallOption(name: "--cli-connect-timeout", help: "Seconds to wait for a connection; 0: for ever. (default: 60)"),
        CallOption(
            name: "--cli-binary-format",
            choices: ["base64", "raw-in-base64-out"],
            help: "Accepted; no member is binary."
        ),
        CallOption(name: "--no-cli-pager", argument: .none, help: "Accepted; there is no pager."),
        CallOption(name: "--cli-auto-prompt", argument: .none, help: "Not supported."),
        CallOption(name: "--no-cli-auto-prompt", argument: .none, help: "Accepted; there are no prompts."),
        CallOption(
            name: "--cli-error-format",
            choices: ErrorFormat.allCases.map(\.rawValue),
            help: "How errors of the service are shown. (default: enhanced)"
        ),
    ]

    /// Those of the command: a member each, and three for whole inputs.
    static let command: [CallOption] =
        ([
            CallOption(name: apiID, help: "The API. Required."),
            CallOption(name: integrationID, help: "The integration. Required."),
        ]
        + Member.allCases.map { CallOption(name: "--\($0.optionName)", help: $0.summary) })
        .sorted { $0.name < $1.name }
        + [
            CallOption(
                name: cliInputJSON,
                help: "The whole input as JSON, or file://PATH; options of single members win over it."
            ),
            CallOption(name: cliInputYAML, help: "The same as YAML; only one of the two."),
            CallOption(
                name: skeleton,
                argument: .optional(alone: "input"),
                choices: ["input", "output", "yaml-input"],
                help: "Print a sample and send nothing."
            ),
        ]
}
