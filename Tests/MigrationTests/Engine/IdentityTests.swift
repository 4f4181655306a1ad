import AWSCore
import Migration
import Testing

struct IdentityTests {
    @Test(
        arguments: [
            (nil, nil, .never), ("token", nil, .unknown), ("token", 1_795_453_380, .at(1_795_453_380)),
            (nil, 1_795_453_380, .at(1_795_453_380)),
        ] as [(String?, Double?, Identity.Expiry)]
    )
    func temporaryCredentialsExpireAlsoWhenNobodySaysWhen(
        _ token: String?,
        _ expiration: Double?,
        _ expiry: Identity.Expiry
    ) {
        let credentials = Credentials(
            accessKeyID: "AKID",
            secretAccessKey: Secret("secret"),
            sessionToken: token.map(Secret.init),
            expiration: expiration
        )
        #expect(Identity.Expiry(of: credentials) == expiry)
    }
}
