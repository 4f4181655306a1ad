import CurlHTTP
import Testing

@testable import Commands

@Suite struct SessionTransportsTests {
    @Test(arguments: [(60, 10), (10, 10), (4, 4), (0, 10)])
    func nobodyWaitsLongForCredentialsWhateverTheOptionsSay(_ seconds: Int, _ expected: Int) {
        var configuration = CurlTransport.Configuration()
        configuration.connectTimeout = .seconds(seconds)
        configuration.readTimeout = .seconds(seconds)
        let hasty = SessionTransports.hasty(configuration)
        #expect(hasty.connectTimeout == .seconds(expected))
        #expect(hasty.readTimeout == .seconds(expected))
    }
}
