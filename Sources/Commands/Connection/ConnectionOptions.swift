import ArgumentParser

/// Where the calls go and whose credentials sign them.
struct ConnectionOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Profile of the shared AWS files, for rows that name none.", valueName: "name"))
    var profile: String?

    @Option(help: ArgumentHelp("Region, for rows that name none.", valueName: "region"))
    var region: String?

    @OptionGroup var endpoint: EndpointOptions

    var endpointURL: String? { endpoint.endpointURL }
    var caBundle: String? { endpoint.caBundle }
    var verifySSL: Bool { endpoint.verifySSL }
    var signRequest: Bool { endpoint.signRequest }
    var connectTimeout: Double { endpoint.connectTimeout }
    var readTimeout: Double { endpoint.readTimeout }
}

/// Where the calls go and how they get there.
struct EndpointOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Send the calls to this URL.", valueName: "url"))
    var endpointURL: String?

    @Option(help: ArgumentHelp("Certificate authorities (PEM) to trust.", valueName: "path"), completion: .file())
    var caBundle: String?

    @Flag(inversion: .prefixedNo, exclusivity: .exclusive, help: "Verify TLS certificates.")
    var verifySSL = true

    @Flag(inversion: .prefixedNo, exclusivity: .exclusive, help: "Sign requests; without, no credentials are needed.")
    var signRequest = true

    @Option(help: ArgumentHelp("Seconds to wait for a connection; 0: for ever.", valueName: "seconds"))
    var connectTimeout: Double = 60

    @Option(help: ArgumentHelp("Seconds to wait for the next byte; 0: for ever.", valueName: "seconds"))
    var readTimeout: Double = 60

    /// The options that say where calls go, as they are typed.
    var words: [String] {
        var words: [String] = []
        if let endpointURL { words += ["--endpoint-url", endpointURL] }
        if let caBundle { words += ["--ca-bundle", caBundle] }
        if !verifySSL { words.append("--no-verify-ssl") }
        if !signRequest { words.append("--no-sign-request") }
        return words
    }

    func validate() throws {
        for (name, value) in [("--connect-timeout", connectTimeout), ("--read-timeout", readTimeout)]
        where !(0...86_400).contains(value) {
            throw ValidationError("\(name) takes 0 to 86400 seconds.")
        }
    }
}
