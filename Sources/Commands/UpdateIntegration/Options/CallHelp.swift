import APIGatewayV2

/// The manual of `update-integration`, made from its options.
enum CallHelp {
    static let hint = "To see help text, you can run:\n\n  apigw-migrate update-integration help"

    private static let width = 80

    static let text = """
        NAME
            apigw-migrate update-integration - change one integration of an API
            Gateway v2 API

        SYNOPSIS
            apigw-migrate update-integration --api-id <value>
                --integration-id <value> [options]

        DESCRIPTION
        \(wrapped(
            """
            Takes the options of `aws apigatewayv2 update-integration`, and prints what it prints. Members that are not \
            given stay as they are. Options may be shortened as long as they are unique; of a repeated one the last \
            counts. file://PATH as a value stands for the text of that file.
            """,
            indent: 4
        ))

            Maps are JSON or shorthand: key=value,key2='a, b',status={key=value},
            key3@=file://PATH

        OPTIONS
        \(list(CallOption.command))

        GLOBAL OPTIONS
        \(list(CallOption.global))

        EXIT CODES
        \(wrapped(
            """
            0 done, 130 interrupted, 252 wrong usage or parameter, 253 no region or no credentials, 254 the service \
            answered with an error, 255 any other error
            """,
            indent: 4
        ))

        """

    private static func list(_ options: [CallOption]) -> String {
        options.map { option in
            let help = option.help + (values(of: option).map { " Values: \($0)." } ?? "")
            return "    \(option.name)\(argument(of: option))\n\(wrapped(help, indent: 8))"
        }.joined(separator: "\n")
    }

    private static func wrapped(_ text: String, indent: Int) -> String {
        let margin = String(repeating: " ", count: indent)
        var lines: [String] = []
        for word in text.split(separator: " ") {
            if let line = lines.last, line.count + 1 + word.count <= width {
                lines[lines.count - 1] = "\(line) \(word)"
            } else {
                lines.append(margin + word)
            }
        }
        return lines.joined(separator: "\n")
    }

    private static func argument(of option: CallOption) -> String {
        switch option.argument {
        case .none: ""
        case .required: " <value>"
        case .optional: " [<value>]"
        }
    }

    /// What may stand there; a member's own rule says it of members.
    private static func values(of option: CallOption) -> String? {
        if !option.choices.isEmpty { return option.choices.joined(separator: ", ") }
        return Member.allCases.first { "--\($0.optionName)" == option.name }?.allowedDescription
    }
}
