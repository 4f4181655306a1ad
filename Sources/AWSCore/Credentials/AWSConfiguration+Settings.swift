extension AWSConfiguration {
    /// A profile's value of a key such as `output`; `nil` when it is not set or empty.
    public func setting(_ key: String, profile: String?) throws(ConfigurationError) -> String? {
        try settings(profile: profile)[key]
    }
}
