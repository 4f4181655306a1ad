extension AWSConfiguration {
    /// The endpoint: the URL asked for; else that of the service's environment variable, of `AWS_ENDPOINT_URL`, of the
    /// service in the profile's `services` section, of the profile; else the service's host in the region. A plain
    /// `http` URL to another machine has to be asked for.
    ///
    /// - Parameters:
    ///   - explicit: a URL that was asked for for this very service.
    ///   - mainURL: a URL that was asked for for another service of the session. Where nothing else is configured, the
    ///     service goes along with it if it is a loopback address: a stand-in answers for all services.
    ///   - allowsPlainHTTP: also takes such a URL from the environment and the files.
    public func endpoint(
        service: Service,
        region: String,
        profile: String?,
        explicit: String? = nil,
        beside mainURL: String? = nil,
        allowsPlainHTTP: Bool = false
    ) throws(ConfigurationError) -> Endpoint {
        if let explicit { return try Endpoint(url: explicit, allowsPlainHTTP: true) }
        if let url = try configuredURL(of: service, profile: profile) {
            return try Endpoint(url: url, allowsPlainHTTP: allowsPlainHTTP)
        }
        if let mainURL {
            let endpoint = try Endpoint(url: mainURL, allowsPlainHTTP: true)
            if endpoint.isLoopback { return endpoint }
        }
        let host = service.host(
            region: region,
            isFIPS: try isOn("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint", profile: profile),
            isDualStack: try isOn("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint", profile: profile)
        )
        return try Endpoint(url: "https://\(host)")
    }

    private func configuredURL(of service: Service, profile: String?) throws(ConfigurationError) -> String? {
        if try isOn("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "ignore_configured_endpoint_urls", profile: profile) {
            return nil
        }
        if let url = environment[service.endpointVariable] ?? environment["AWS_ENDPOINT_URL"] { return url }
        let settings = try settings(profile: profile)
        if let name = settings["services"], let url = try url(of: service, inSection: name, profile: profile) {
            return url
        }
        return settings["endpoint_url"]
    }

    private func url(
        of service: Service,
        inSection name: String,
        profile: String?
    ) throws(ConfigurationError) -> String? {
        guard let section = services[name], !section.isEmpty else {
            throw ConfigurationError(
                .missingSection,
                "the profile \"\(profileName(profile))\" names the section [services \(name)], which \(configPath) lacks"
            )
        }
        guard let url = section[service.id].flatMap(ProfileFile.nested)?["endpoint_url"], !url.isEmpty else {
            return nil
        }
        return url
    }
}
