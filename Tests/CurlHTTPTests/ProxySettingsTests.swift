import Testing

@testable import CurlHTTP

/// Expected values: botocore 1.43.11 with Python 3.11, `get_environ_proxies` and `ProxyConfiguration.proxy_url_for`. A
/// port is added where they name none.
@Suite
struct ProxySettingsTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var environment: [String: String]
        var scheme = "https"
        var authority = "a.example.com"
        var proxy: String?

        var testDescription: String { "\(scheme)://\(authority) with \(environment)" }

        init(_ environment: [String: String], _ scheme: String, _ authority: String, _ proxy: String?) {
            (self.environment, self.scheme, self.authority, self.proxy) = (environment, scheme, authority, proxy)
        }

        /// Both proxies set, and `no_proxy`.
        init(no: String, _ authority: String, _ proxy: String?) {
            let environment = ["http_proxy": "http://p:1", "https_proxy": "http://q:2", "no_proxy": no]
            self.init(environment, "https", authority, proxy)
        }
    }

    static let both = ["http_proxy": "http://p:1", "https_proxy": "http://q:2"]
    static let host = "a.example.com"

    @Test(arguments: [
        Case([:], "https", host, nil),
        Case(both, "http", host, "http://p:1"),
        Case(both, "https", host, "http://q:2"),
        Case(["HTTP_PROXY": "http://up:1"], "http", host, "http://up:1"),
        Case(["HTTPS_PROXY": "http://up:1"], "https", host, "http://up:1"),
        Case(["HTTPS_PROXY": "http://up:1", "https_proxy": "http://low:2"], "https", host, "http://low:2"),
        Case(["HTTPS_PROXY": "http://up:1", "https_proxy": ""], "https", host, nil),
        Case(["HTTPS_PROXY": ""], "https", host, nil),
        Case(["ALL_PROXY": "http://all:1", "all_proxy": "http://all:1"], "https", host, nil),
        Case(["https_proxy": "q:2"], "https", host, "http://q:2"),
        Case(["https_proxy": "//q:2"], "https", host, "http://q:2"),
        Case(["https_proxy": "https://q:2"], "https", host, "https://q:2"),
        Case(["https_proxy": "http://q"], "https", host, "http://q:80"),
        Case(["https_proxy": "https://q/"], "https", host, "https://q:443"),
        Case(["https_proxy": "http://[::1]:3128"], "https", host, "http://[::1]:3128"),
        Case(["HTTP_PROXY": "http://up:1", "REQUEST_METHOD": "GET"], "http", host, nil),
        Case(["http_proxy": "http://low:1", "REQUEST_METHOD": "GET"], "http", host, "http://low:1"),
        Case(no: "*", host, nil),
        Case(no: "example.com", host, nil),
        Case(no: "example.com", "a.example.com:8443", nil),
        Case(no: ".example.com", host, nil),
        Case(no: "..example.com", host, nil),
        Case(no: "ple.com", host, "http://q:2"),
        Case(no: "a.example.com", host, nil),
        Case(no: "EXAMPLE.COM", host, nil),
        Case(no: " example.com , other", host, nil),
        Case(no: "other,*", host, "http://q:2"),
        Case(no: "other", host, "http://q:2"),
        Case(no: "", host, "http://q:2"),
        Case(no: ",", host, "http://q:2"),
        Case(no: "com", host, nil),
        Case(no: "a.example.com:443", host, "http://q:2"),
        Case(no: "a.example.com:8443", "a.example.com:8443", nil),
        Case(no: "10.0.0.0/8", "10.1.2.3", "http://q:2"),
        Case(no: "10.1.2.3", "10.1.2.3:8080", nil),
        Case(no: "localhost,127.0.0.1", "127.0.0.1:4566", nil),
        Case(no: "[::1]", "[::1]:80", nil),
        Case(both.merging(["NO_PROXY": "example.com"]) { $1 }, "https", host, nil),
        Case(both.merging(["NO_PROXY": "example.com", "no_proxy": ""]) { $1 }, "https", host, "http://q:2"),
        Case(both.merging(["NO_PROXY": "example.com", "no_proxy": "other"]) { $1 }, "https", host, "http://q:2"),
    ])
    func theProxyIsTheOneThatTheAWSCLIWouldUse(_ example: Case) throws {
        let settings = try ProxySettings(environment: example.environment)
        #expect(settings.proxy(scheme: example.scheme, authority: example.authority)?.url == example.proxy)
    }

    @Test func nameAndPasswordAreDecodedAndKeptOutOfTheAddress() throws {
        let proxy = try Proxy("http://us%40er:p%3Ass%zz@proxy.example.com:3128", variable: "http_proxy")
        #expect(proxy.url == "http://proxy.example.com:3128")
        #expect(proxy.userName == "us@er")
        #expect(proxy.password == "p:ss%zz")
    }

    @Test(arguments: ["http://name@host:1", "http://:secret@host:1", "http://name:@host:1"])
    func aNameWithoutAPasswordIsNotSent(_ value: String) throws {
        let proxy = try Proxy(value, variable: "http_proxy")
        #expect(proxy.url == "http://host:1")
        #expect(proxy.userName == nil)
        #expect(proxy.password == nil)
    }

    @Test(arguments: [
        "socks5://u:geheim@host:1", "http://u:geheim@", "http://u:geheim@host:99999", "http://u:geheim@ho st:1",
        "http://u:geheim@host:x",
    ])
    func aProxyThatCannotBeUsedIsRefusedWithoutQuotingIt(_ value: String) {
        let error = #expect(throws: CurlSetupError.self) {
            var configuration = CurlTransport.Configuration()
            configuration.environment = ["https_proxy": value]
            _ = try CurlTransport(configuration)
        }
        #expect(error?.message.contains("https_proxy") == true)
        #expect(error?.message.contains("geheim") == false)
        #expect(error?.isUserError == true)
    }

    /// Not botocore's rule: the token that authorizes the request would go to the proxy.
    @Test(arguments: ["169.254.169.254", "169.254.170.2:80", "[fd00:ec2::23]", "[FD00:EC2::254]:80"])
    func theServicesThatHandOutCredentialsAreAskedDirectly(authority: String) throws {
        #expect(try ProxySettings(environment: Self.both).proxy(scheme: "http", authority: authority) == nil)
    }
}
