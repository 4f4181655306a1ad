extension CurlTransport {
    /// Limits and trust of a transport. A timeout of zero means none.
    public struct Configuration: Sendable {
        /// From the start of the name lookup to the end of the TLS handshake.
        public var connectTimeout: Duration = .seconds(60)
        /// How long a request may stand still once it is being sent: no byte either way, as with the AWS CLI's
        /// `--read-timeout`. A header line counts when it is whole. It is noticed up to a tenth later.
        public var readTimeout: Duration = .seconds(60)
        /// For the whole request, from the moment it has a place in the pool.
        public var totalTimeout: Duration = .zero
        /// Requests under way at once, and connections kept. Further requests wait in the order they came.
        public var maximumConnections = 64
        /// Bytes of a response body; a larger one is an error.
        public var maximumBodySize = 1 << 20
        /// Path of a PEM file with the certificates to trust; `nil` trusts those of the system.
        public var caBundle: String?
        /// Whether certificates and the names in them are checked. `false` makes `caBundle` meaningless.
        public var verifiesTLS = true
        /// Environment variables, of which `http_proxy`, `https_proxy` and `no_proxy` in either case are read, as the
        /// AWS CLI does. Without them every connection is direct.
        public var environment: [String: String] = [:]

        public init() {}
    }
}
