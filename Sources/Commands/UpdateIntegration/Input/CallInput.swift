import APIGatewayV2
import Records

/// Makes the input of the call out of the options: files read, shorthand and JSON parsed, whole inputs merged.
struct CallInput {
    var environment: [String: String]

    /// - Parameter values: by option name, flags of the command among them.
    func parameters(_ values: OptionParser.Values) throws(CallError) -> UpdateIntegrationInput {
        var parameters = JSONObject()
        for name in [UpdateIntegrationInput.apiIDName, UpdateIntegrationInput.integrationIDName] {
            let option = "--\(Spelling.kebabCase(Spelling.lowerCamel(name)))"
            if let value = values[option] { parameters[name] = try text(value, option) }
        }
        for member in Member.allCases {
            let option = "--\(member.optionName)"
            if let value = values[option] { parameters[member.modelName] = try self.value(value, of: member, option) }
        }
        for given in try wholeInput(values).members where parameters[given.key] == nil {
            parameters[given.key] = given.value
        }
        return UpdateIntegrationInput(parameters)
    }

    // MARK: One member

    private func value(_ given: String, of member: Member, _ option: String) throws(CallError) -> JSONValue {
        let content = try self.content(given, option)
        switch (member.rule.kind, content) {
        case (.string, _), (.enumeration, _): return try text(given, option)
        case (.integer, .text(let text)): return .number(try Self.integer(text))
        case (.map, .text(let text)), (.statusMap, .text(let text)), (.structure, .text(let text)):
            return try object(text, option)
        case (_, .bytes): throw .parsing(option, "bytes cannot be its value; use file:// instead of fileb://")
        }
    }

    private func text(_ given: String, _ option: String) throws(CallError) -> JSONValue {
        switch try content(given, option) {
        case .text(let text): .string(text)
        case .bytes: throw .parsing(option, "its value is a text; use file:// instead of fileb://")
        }
    }

    private func content(_ given: String, _ option: String) throws(CallError) -> ParameterFile.Content {
        do {
            return try ParameterFile.content(of: given, environment: environment)
        } catch {
            throw .parsing(option, error.message)
        }
    }

    private func object(_ text: String, _ option: String) throws(CallError) -> JSONValue {
        do {
            return try Member.object(fromText: text, duplicateKeys: .lastWins, loadFile: loadFile)
        } catch {
            switch error {
            case .json(let error):
                throw .parsing(option, "Invalid JSON: \(error)\nJSON received: \(text)\(fileHint(text))")
            case .shorthand(let error): throw .parsing(option, "\(error)\(fileHint(text))")
            }
        }
    }

    private func loadFile(_ value: String) throws(Shorthand.FileProblem) -> String {
        let content: ParameterFile.Content
        do { content = try ParameterFile.content(of: value, environment: environment) } catch {
            throw Shorthand.FileProblem(message: error.message)
        }
        guard case .text(let text) = content else {
            throw Shorthand.FileProblem(message: "\(value): bytes cannot be a value; use file:// instead of fileb://")
        }
        return text
    }

    /// What to type where a value that cannot be read is the name of a file.
    private func fileHint(_ value: String) -> String {
        guard let path = ParameterFile.path(meantBy: value, environment: environment) else { return "" }
        return "\nThere is a file of this name; to take its content, write \(ShellWord.quoted("file://\(path)"))"
    }

    /// What Python's `int` reads: spaces around, a sign, underscores between digits.
    static func integer(_ text: String) throws(CallError) -> String {
        var scalars = text.unicodeScalars[...]
        while scalars.first?.properties.isWhitespace == true { scalars.removeFirst() }
        while scalars.last?.properties.isWhitespace == true { scalars.removeLast() }
        let sign = scalars.first == "-" ? "-" : ""
        if scalars.first == "-" || scalars.first == "+" { scalars.removeFirst() }
        var digits = ""
        var endsWithDigit = false
        for scalar in scalars {
            switch scalar {
            case "0"..."9":
                // Zeros at the beginning mean nothing.
                if scalar != "0" || !digits.isEmpty { digits.unicodeScalars.append(scalar) }
                endsWithDigit = true
            case "_" where endsWithDigit: endsWithDigit = false
            default: throw .general("invalid literal for int() with base 10: '\(text)'")
            }
        }
        guard endsWithDigit else { throw .general("invalid literal for int() with base 10: '\(text)'") }
        return digits.isEmpty ? "0" : sign + digits
    }

    // MARK: Whole inputs

    private func wholeInput(_ values: OptionParser.Values) throws(CallError) -> JSONObject {
        let given = [CallOption.cliInputJSON, CallOption.cliInputYAML].compactMap { name in
            values[name].map { (name: name, value: $0) }
        }
        guard let input = given.first else { return JSONObject() }
        guard given.count == 1 else { throw .parameter("Only one --cli-input- parameter may be specified.") }
        let text: String
        switch try content(input.value, input.name) {
        case .text(let whole): text = whole
        case .bytes(let whole): text = String(decoding: whole, as: UTF8.self)
        }
        let value: JSONValue
        if input.name == CallOption.cliInputJSON {
            do { value = try JSONValue(parsing: text, duplicateKeys: .lastWins) } catch {
                throw .parsing(input.name, "Invalid JSON received: \(error)\(fileHint(input.value))")
            }
        } else {
            do { value = try YAMLInput.value(of: text) } catch {
                throw .parsing(input.name, "Invalid YAML received: \(error.message)\(fileHint(input.value))")
            }
        }
        guard case .object(let object) = value else {
            throw .parsing(
                input.name,
                "Invalid type: expecting map, received <class '\(value.pythonType)'>\(fileHint(input.value))"
            )
        }
        return object
    }
}
