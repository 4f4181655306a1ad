/// smithy-rs's recorded cases for the whole chain and for profiles (`default-provider-chain`, `profile-provider`). Failures
/// are in our words; `differs` says why where the published outcome is another one.
struct ChainCase: Sendable {
    struct Exchange: Sendable {
        let method: String
        let url: String
        let status: Int
        let body: String

        init(_ method: String, _ url: String, _ status: Int, _ body: String) {
            self.method = method
            self.url = url
            self.status = status
            self.body = body
        }
    }

    let name: String
    let profile: String?
    let environment: [String: String]
    let files: [String: String]
    let exchanges: [Exchange]
    let key: String?
    let secret: String?
    let token: String?
    let account: String?
    let expiry: Double?
    let failure: String?
    let differs: String?

    private init(
        _ name: String,
        profile: String? = nil,
        environment: [String: String],
        files: [String: String] = [:],
        exchanges: [Exchange] = [],
        key: String? = nil,
        secret: String? = nil,
        token: String? = nil,
        account: String? = nil,
        expiry: Double? = nil,
        failure: String? = nil,
        differs: String? = nil
    ) {
        self.name = name
        self.profile = profile
        self.environment = environment
        self.files = files
        self.exchanges = exchanges
        self.key = key
        self.secret = secret
        self.token = token
        self.account = account
        self.expiry = expiry
        self.failure = failure
        self.differs = differs
    }

    static let all = [
        ChainCase(
            "ecs_credentials",
            environment: [
                "HOME": "/home", "AWS_REGION": "us-east-1",
                "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/v2/credentials/52b19262-e7aa-4f56-a1cd-b958dcde8f3b",
            ],
            exchanges: [
                .init(
                    "GET",
                    "http://169.254.170.2/v2/credentials/52b19262-e7aa-4f56-a1cd-b958dcde8f3b",
                    200,
                    "{\"RoleArn\":\"arn:aws:iam::123456789:role/ecs-task-role\",\"AccessKeyId\":\"ASIARCORRECT\",\"SecretAccessKey\":\"secretkeycorrect\",\"Token\":\"tokencorrect\",\"AccountId\":\"012345678901\",\"Expiration\" : \"2009-02-13T23:31:30Z\"}"
                )
            ],
            key: "ASIARCORRECT",
            secret: "secretkeycorrect",
            token: "tokencorrect",
            account: "012345678901",
            expiry: 1234567890
        ),
        ChainCase(
            "ecs_credentials_invalid_profile",
            environment: [
                "HOME": "/home", "AWS_REGION": "us-east-1",
                "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/v2/credentials/52b19262-e7aa-4f56-a1cd-b958dcde8f3b",
            ],
            files: ["/home/.aws/config": "# a profile that isn't the `default` profile\n[profile notdefault]\na = b\n"],
            exchanges: [
                .init(
                    "GET",
                    "http://169.254.170.2/v2/credentials/52b19262-e7aa-4f56-a1cd-b958dcde8f3b",
                    200,
                    "{\"RoleArn\":\"arn:aws:iam::123456789:role/ecs-task-role\",\"AccessKeyId\":\"ASIARCORRECT\",\"SecretAccessKey\":\"secretkeycorrect\",\"Token\":\"tokencorrect\",\"AccountId\":\"012345678901\",\"Expiration\" : \"2009-02-13T23:31:30Z\"}"
                )
            ],
            key: "ASIARCORRECT",
            secret: "secretkeycorrect",
            token: "tokencorrect",
            account: "012345678901",
            expiry: 1234567890
        ),
        ChainCase(
            "eks_pod_identity_credentials",
            environment: [
                "HOME": "/home", "AWS_REGION": "us-east-1",
                "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://169.254.170.23/v1/credentials",
                "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/token.jwt",
            ],
            files: ["/token.jwt": "sometoken"],
            exchanges: [
                .init(
                    "GET",
                    "http://169.254.170.23/v1/credentials",
                    200,
                    "{\"RoleArn\":\"arn:aws:iam::123456789:role/eks-pod-identity-role\",\"AccessKeyId\":\"ASIARCORRECT\",\"SecretAccessKey\":\"secretkeycorrect\",\"Token\":\"tokencorrect\",\"AccountId\":\"012345678901\",\"Expiration\" : \"2009-02-13T23:31:30Z\"}"
                )
            ],
            key: "ASIARCORRECT",
            secret: "secretkeycorrect",
            token: "tokencorrect",
            account: "012345678901",
            expiry: 1234567890
        ),
        ChainCase(
            "environment_variables",
            environment: [
                "HOME": "/home", "AWS_ACCESS_KEY_ID": "foo", "AWS_SECRET_ACCESS_KEY": "bar",
                "AWS_ACCOUNT_ID": "123456789001", "EXPOSE_SECRETS_FOR_TESTS": "",
            ],
            key: "foo",
            secret: "bar",
            account: "123456789001"
        ),
        ChainCase(
            "environment_variables_blank",
            environment: [
                "HOME": "/home", "AWS_ACCESS_KEY_ID": " ", "AWS_SECRET_ACCESS_KEY": " ", "AWS_PROFILE": "some_profile",
            ],
            files: [
                "/home/.aws/config":
                    "[default]\nregion = us-east-1\naws_access_key_id = incorrect_key\naws_secret_access_key = incorrect_secret\n\n[profile some_profile]\nregion = us-east-2\naws_access_key_id = correct_key\naws_secret_access_key = correct_secret\n"
            ],
            key: " ",
            secret: " ",
            differs: "CONTRACT, section 4: only what is empty counts as unset"
        ),
        ChainCase(
            "imds_assume_role",
            environment: ["HOME": "/home"],
            files: [
                "/home/.aws/config":
                    "[default]\nregion = us-east-1\nrole_arn = arn:aws:iam::130633740322:role/imds-chained-role-test\ncredential_source = Ec2InstanceMetadata\n"
            ],
            exchanges: [
                .init("PUT", "http://169.254.169.254/latest/api/token", 200, "imdssesiontoken=="),
                .init(
                    "GET",
                    "http://169.254.169.254/latest/meta-data/iam/security-credentials/",
                    200,
                    "imds-assume-role-test"
                ),
                .init(
                    "GET",
                    "http://169.254.169.254/latest/meta-data/iam/security-credentials/imds-assume-role-test",
                    200,
                    "{\n  \"Code\" : \"Success\",\n  \"LastUpdated\" : \"2021-09-21T17:31:21Z\",\n  \"Type\" : \"AWS-HMAC\",\n  \"AccessKeyId\" : \"ASIARSTSBASE\",\n  \"SecretAccessKey\" : \"secretbase\",\n  \"Token\" : \"tokenbase\",\n  \"Expiration\" : \"2021-09-21T23:33:13Z\"\n}"
                ),
                .init(
                    "POST",
                    "https://sts.us-east-1.amazonaws.com/",
                    200,
                    "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\n  <AssumeRoleResult>\n    <AssumedRoleUser>\n      <AssumedRoleId>AROAR42TAWARILN3MNKUT:assume-role-from-profile-1632246085998</AssumedRoleId>\n      <Arn>arn:aws:sts::130633740322:assumed-role/imds-chained-role-test/assume-role-from-profile-1632246085998</Arn>\n    </AssumedRoleUser>\n    <Credentials>\n      <AccessKeyId>ASIARCORRECT</AccessKeyId>\n      <SecretAccessKey>secretkeycorrect</SecretAccessKey>\n      <SessionToken>tokencorrect</SessionToken>\n      <Expiration>2021-09-21T18:41:26Z</Expiration>\n    </Credentials>\n  </AssumeRoleResult>\n  <ResponseMetadata>\n    <RequestId>d9d47248-fd55-4686-ad7c-0fb7cd1cddd7</RequestId>\n  </ResponseMetadata>\n</AssumeRoleResponse>\n"
                ),
            ],
            key: "ASIARCORRECT",
            secret: "secretkeycorrect",
            token: "tokencorrect",
            account: "130633740322",
            expiry: 1632249686
        ),
        ChainCase(
            "imds_default_chain_error",
            environment: ["HOME": "/home", "AWS_REGION": "us-east-1"],
            files: ["/home/.aws/config": ""],
            exchanges: [
                .init("PUT", "http://169.254.169.254/latest/api/token", 200, "faketoken"),
                .init(
                    "GET",
                    "http://169.254.169.254/latest/meta-data/iam/security-credentials/",
                    404,
                    "<?xml version=\"1.0\" encoding=\"iso-8859-1\"?>\n<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Transitional//EN\"\n\t\t \"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd\">\n<html xmlns=\"http://www.w3.org/1999/xhtml\" xml:lang=\"en\" lang=\"en\">\n <head>\n  <title>404 - Not Found</title>\n </head>\n <body>\n  <h1>404 - Not Found</h1>\n </body>\n</html>\n"
                ),
            ],
            failure: "EC2 instance metadata: /latest/meta-data/iam/security-credentials/ answered HTTP 404"
        ),
        ChainCase(
            "imds_disabled",
            environment: ["HOME": "/home", "AWS_EC2_METADATA_DISABLED": "True"],
            failure: "turned off by AWS_EC2_METADATA_DISABLED"
        ),
        ChainCase(
            "prefer_environment",
            environment: [
                "HOME": "/home", "AWS_ACCESS_KEY_ID": "correct_key", "AWS_SECRET_ACCESS_KEY": "correct_secret",
            ],
            files: [
                "/home/.aws/credentials": "[base]\naws_access_key_id = AKIAFAKE\naws_secret_access_key = FAKE\n",
                "/home/.aws/config":
                    "[default]\nregion = us-east-1\nrole_arn = arn:aws:iam::123456789:role/integration-test\nsource_profile = base\n\n[profile base]\nregion = us-east-1\n",
            ],
            key: "correct_key",
            secret: "correct_secret"
        ),
        ChainCase(
            "profile_overrides_web_identity",
            environment: [
                "AWS_ROLE_ARN": "arn:aws:iam::123456789:role/RoleB", "AWS_WEB_IDENTITY_TOKEN_FILE": "/token.jwt",
                "AWS_PROFILE": "A", "HOME": "/home",
            ],
            files: [
                "/token.jwt": "shouldnotbeused\n",
                "/home/.aws/config":
                    "[profile A]\nrole_arn = arn:aws:iam::123456789:role/RoleA\ncredential_source = Environment\n",
            ],
            failure: "no credentials in the credential_source Environment of the profile \"A\""
        ),
        ChainCase(
            "profile_static_keys",
            environment: ["HOME": "/home"],
            files: [
                "/home/.aws/credentials":
                    "[default]\naws_access_key_id = correct_key\naws_secret_access_key = correct_secret\n",
                "/home/.aws/config":
                    "[default]\nregion = us-east-1\naws_access_key_id = correct_key\naws_secret_access_key = correct_secret\n\n[profile secondary]\nregion = us-east-2\naws_access_key_id = correct_key_secondary\naws_secret_access_key = correct_secret_secondary\n",
            ],
            key: "correct_key",
            secret: "correct_secret"
        ),
        ChainCase(
            "sso_assume_role",
            environment: ["HOME": "/home", "AWS_REGION": "us-west-2", "AWS_PROFILE": "sso-test"],
            files: [
                "/home/.aws/config":
                    "[profile sso-test]\nsso_start_url = https://ssotest.awsapps.com/start\nsso_region = us-east-2\nsso_account_id = 123456789\nsso_role_name = MySsoRole\nregion = us-east-2\n",
                "/home/.aws/sso/cache/dace00cba5f8355ec9d274ceb2bcebdfbeed0e12.json":
                    "{\n  \"accessToken\": \"a-token\",\n  \"expiresAt\": \"2080-10-16T03:56:45Z\",\n  \"startUrl\": \"https://ssotest.awsapps.com/start\"\n}\n",
            ],
            exchanges: [
                .init(
                    "GET",
                    "https://portal.sso.us-east-2.amazonaws.com/federation/credentials?account_id=123456789&role_name=MySsoRole",
                    200,
                    "{\"roleCredentials\":{\"accessKeyId\":\"ASIARCORRECT\",\"secretAccessKey\":\"secretkeycorrect\",\"sessionToken\":\"tokencorrect\",\"expiration\":1234567890000}}"
                )
            ],
            key: "ASIARCORRECT",
            secret: "secretkeycorrect",
            token: "tokencorrect",
            account: "123456789",
            expiry: 1234567890
        ),
        ChainCase(
            "sso_no_token_file",
            environment: ["HOME": "/home", "AWS_REGION": "us-west-2", "AWS_PROFILE": "sso-test"],
            files: [
                "/home/.aws/config":
                    "[profile sso-test]\nsso_start_url = https://ssotest.awsapps.com/start\nsso_region = us-east-2\nsso_account_id = 123456789\nsso_role_name = MySsoRole\nregion = us-east-2\n",
                "/home/.aws/sso/cache/differenthashthatdoesntmatch.json":
                    "{\n  \"accessToken\": \"a-token\",\n  \"expiresAt\": \"2080-10-16T03:56:45Z\",\n  \"startUrl\": \"https://ssotest.awsapps.com/start\"\n}\n",
            ],
            failure: "/home/.aws/sso/cache/dace00cba5f8355ec9d274ceb2bcebdfbeed0e12.json"
        ),
        ChainCase(
            "web_identity_token_source_profile",
            environment: ["AWS_REGION": "us-east-1", "AWS_PROFILE": "A", "HOME": "/home"],
            files: [
                "/token.jwt": "sometoken\n",
                "/home/.aws/config":
                    "[profile A]\nrole_arn = arn:aws:iam::123456789:role/RoleA\nsource_profile = B\n[profile B]\nrole_arn = arn:aws:iam::123456789012:role/s3-reader\nweb_identity_token_file = /token.jwt\n",
            ],
            exchanges: [
                .init(
                    "POST",
                    "https://sts.us-east-1.amazonaws.com/",
                    200,
                    "<AssumeRoleWithWebIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\n  <AssumeRoleWithWebIdentityResult>\n    <Audience>my-cluster.sk1.us-west-2.eks.amazonaws.com</Audience>\n    <AssumedRoleUser>\n      <AssumedRoleId>AROARABCDEFGHIJKLMNOP:web-identity-token-profile-1629230104118</AssumedRoleId>\n      <Arn>arn:aws:sts::123456789012:assumed-role/s3-reader/web-identity-token-profile-1629230104118</Arn>\n    </AssumedRoleUser>\n    <Provider>arn:aws:iam::123456789012:oidc-provider/s3-us-west-2.amazonaws.com/oidc-test-cdmhfjgxzauxyyfmqpizcquyfjirrdoo</Provider>\n    <Credentials>\n      <AccessKeyId>ASIARABCDEFGHIJKLMNOP</AccessKeyId>\n      <SecretAccessKey>TESTSECRET</SecretAccessKey>\n      <SessionToken>TESTSESSIONTOKEN</SessionToken>\n      <Expiration>2021-08-17T20:55:04Z</Expiration>\n    </Credentials>\n    <SubjectFromWebIdentityToken>system:serviceaccount:default:default</SubjectFromWebIdentityToken>\n  </AssumeRoleWithWebIdentityResult>\n  <ResponseMetadata>\n    <RequestId>bcbd8b6a-8a55-4610-b2d7-455d198bc197</RequestId>\n  </ResponseMetadata>\n</AssumeRoleWithWebIdentityResponse>\n"
                ),
                .init(
                    "POST",
                    "https://sts.us-east-1.amazonaws.com/",
                    200,
                    "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\n  <AssumeRoleResult>\n    <AssumedRoleUser>\n      <AssumedRoleId>AROARABCDEFGHIJKLMNOP:assume-role-provider-session</AssumedRoleId>\n      <Arn>arn:aws:sts::123456789012:assumed-role/integration-test/assume-role-provider-session</Arn>\n    </AssumedRoleUser>\n    <Credentials>\n      <AccessKeyId>ASIARTESTID</AccessKeyId>\n      <SecretAccessKey>TESTSECRETKEY</SecretAccessKey>\n      <SessionToken>TESTSESSIONTOKEN</SessionToken>\n      <Expiration>2021-08-05T19:58:02Z</Expiration>\n    </Credentials>\n  </AssumeRoleResult>\n  <ResponseMetadata>\n    <RequestId>c2e971c2-702d-4124-9b1f-1670febbea18</RequestId>\n  </ResponseMetadata>\n</AssumeRoleResponse>\n"
                ),
            ],
            key: "ASIARTESTID",
            secret: "TESTSECRETKEY",
            token: "TESTSESSIONTOKEN",
            account: "123456789012",
            expiry: 1628193482
        ),
        ChainCase(
            "assume_role_override_global_env_url",
            profile: "default",
            environment: ["HOME": "/home", "AWS_ENDPOINT_URL": "http://aws.global-env-override"],
            files: [
                "/home/.aws/credentials": "[base]\naws_access_key_id = AKIAFAKE\naws_secret_access_key = FAKE\n",
                "/home/.aws/config":
                    "[default]\nregion = us-east-1\nrole_arn = arn:aws:iam::123456789:role/integration-test\nsource_profile = base\n\n[profile base]\nregion = us-east-1\n",
            ],
            failure: "is plain http to another machine",
            differs: "DESIGN, section 7: plain http to another machine has to be asked for by an option"
        ),
        ChainCase(
            "assume_role_override_service_env_url",
            profile: "default",
            environment: ["HOME": "/home", "AWS_ENDPOINT_URL_STS": "http://aws.sts-env-override"],
            files: [
                "/home/.aws/credentials": "[base]\naws_access_key_id = AKIAFAKE\naws_secret_access_key = FAKE\n",
                "/home/.aws/config":
                    "[default]\nregion = us-east-1\nrole_arn = arn:aws:iam::123456789:role/integration-test\nsource_profile = base\n\n[profile base]\nregion = us-east-1\n",
            ],
            failure: "is plain http to another machine",
            differs: "DESIGN, section 7: plain http to another machine has to be asked for by an option"
        ),
        ChainCase(
            "e2e_assume_role",
            profile: "default",
            environment: [
                "HOME": "/home", "AWS_ACCOUNT_ID": "123456789002", "AWS_ACCESS_KEY_ID": "foo",
                "AWS_SECRET_ACCESS_KEY": "bar",
            ],
            files: [
                "/home/.aws/credentials":
                    "[base]\naws_access_key_id = AKIAFAKE\naws_secret_access_key = FAKE\naws_account_id = 123456789001\n",
                "/home/.aws/config":
                    "[default]\nregion = us-east-1\nrole_arn = arn:aws:iam::123456789:role/integration-test\nsource_profile = base\n\n[profile base]\nregion = us-east-1\n",
            ],
            exchanges: [
                .init(
                    "POST",
                    "https://sts.us-east-1.amazonaws.com/",
                    200,
                    "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\n  <AssumeRoleResult>\n    <AssumedRoleUser>\n      <AssumedRoleId>AROARABCDEFGHIJKLMNOP:assume-role-provider-session</AssumedRoleId>\n      <Arn>arn:aws:sts::123456789012:assumed-role/integration-test/assume-role-provider-session</Arn>\n    </AssumedRoleUser>\n    <Credentials>\n      <AccessKeyId>ASIARTESTID</AccessKeyId>\n      <SecretAccessKey>TESTSECRETKEY</SecretAccessKey>\n      <SessionToken>TESTSESSIONTOKEN</SessionToken>\n      <Expiration>2021-08-05T19:58:02Z</Expiration>\n    </Credentials>\n  </AssumeRoleResult>\n  <ResponseMetadata>\n    <RequestId>c2e971c2-702d-4124-9b1f-1670febbea18</RequestId>\n  </ResponseMetadata>\n</AssumeRoleResponse>\n"
                )
            ],
            key: "ASIARTESTID",
            secret: "TESTSECRETKEY",
            token: "TESTSESSIONTOKEN",
            account: "123456789012",
            expiry: 1628193482
        ),
        ChainCase(
            "e2e_fips_and_dual_stack_sts",
            profile: "default",
            environment: ["HOME": "/home"],
            files: [
                "/home/.aws/credentials": "[base]\naws_access_key_id = AKIAFAKE\naws_secret_access_key = FAKE\n",
                "/home/.aws/config":
                    "[default]\nregion = us-east-1\nrole_arn = arn:aws:iam::123456789:role/integration-test\nsource_profile = base\nuse_fips_endpoint = true\nuse_dualstack_endpoint = true\n\n[profile base]\nregion = us-east-1\n",
            ],
            exchanges: [
                .init(
                    "POST",
                    "https://sts-fips.us-east-1.api.aws/",
                    200,
                    "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\n  <AssumeRoleResult>\n    <AssumedRoleUser>\n      <AssumedRoleId>AROARABCDEFGHIJKLMNOP:assume-role-provider-session</AssumedRoleId>\n      <Arn>arn:aws:sts::123456789012:assumed-role/integration-test/assume-role-provider-session</Arn>\n    </AssumedRoleUser>\n    <Credentials>\n      <AccessKeyId>ASIARTESTID</AccessKeyId>\n      <SecretAccessKey>TESTSECRETKEY</SecretAccessKey>\n      <SessionToken>TESTSESSIONTOKEN</SessionToken>\n      <Expiration>2021-08-05T19:58:02Z</Expiration>\n    </Credentials>\n  </AssumeRoleResult>\n  <ResponseMetadata>\n    <RequestId>c2e971c2-702d-4124-9b1f-1670febbea18</RequestId>\n  </ResponseMetadata>\n</AssumeRoleResponse>\n"
                )
            ],
            key: "ASIARTESTID",
            secret: "TESTSECRETKEY",
            token: "TESTSESSIONTOKEN",
            account: "123456789012",
            expiry: 1628193482
        ),
        ChainCase(
            "invalid_config",
            profile: "default",
            environment: ["HOME": "/home"],
            files: ["/home/.aws/config": "[default]\n= us-east-1\n\n[profile base]\nregion = us-east-1\n"],
            failure: "/home/.aws/config:2: a key is missing"
        ),
        ChainCase(
            "retry_on_error",
            profile: "default",
            environment: ["HOME": "/home"],
            files: [
                "/home/.aws/credentials": "[base]\naws_access_key_id = AKIAFAKE\naws_secret_access_key = FAKE\n",
                "/home/.aws/config":
                    "[default]\nregion = us-east-1\nrole_arn = arn:aws:iam::123456789:role/integration-test\nsource_profile = base\n\n[profile base]\nregion = us-east-1\n",
            ],
            exchanges: [
                .init("POST", "https://sts.us-east-1.amazonaws.com/", 503, ""),
                .init(
                    "POST",
                    "https://sts.us-east-1.amazonaws.com/",
                    200,
                    "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\n  <AssumeRoleResult>\n    <AssumedRoleUser>\n      <AssumedRoleId>AROARABCDEFGHIJKLMNOP:assume-role-provider-session</AssumedRoleId>\n      <Arn>arn:aws:sts::123456789012:assumed-role/integration-test/assume-role-provider-session</Arn>\n    </AssumedRoleUser>\n    <Credentials>\n      <AccessKeyId>ASIARTESTID</AccessKeyId>\n      <SecretAccessKey>TESTSECRETKEY</SecretAccessKey>\n      <SessionToken>TESTSESSIONTOKEN</SessionToken>\n      <Expiration>2021-08-05T19:58:02Z</Expiration>\n    </Credentials>\n  </AssumeRoleResult>\n  <ResponseMetadata>\n    <RequestId>c2e971c2-702d-4124-9b1f-1670febbea18</RequestId>\n  </ResponseMetadata>\n</AssumeRoleResponse>\n"
                ),
            ],
            key: "ASIARTESTID",
            secret: "TESTSECRETKEY",
            token: "TESTSESSIONTOKEN",
            account: "123456789012",
            expiry: 1628193482
        ),
        ChainCase(
            "sso_credentials",
            profile: "default",
            environment: ["HOME": "/home"],
            files: [
                "/home/.aws/credentials": "",
                "/home/.aws/config":
                    "[profile default]\nsso_session = dev\nsso_account_id = 012345678901\nsso_role_name = SampleRole\nregion = us-east-1\n\n[sso-session dev]\nsso_region = us-east-1\nsso_start_url = https://d-abc123.awsapps.com/start\n",
                "/home/.aws/sso/cache/34c6fceca75e456f25e7e99531e2425c6c1de443.json":
                    "{\n    \"accessToken\": \"secret-access-token\",\n    \"expiresAt\": \"2199-11-14T04:05:45Z\",\n    \"refreshToken\": \"secret-refresh-token\",\n    \"clientId\": \"ABCDEFG323242423121312312312312312\",\n    \"clientSecret\": \"ABCDE123\",\n    \"registrationExpiresAt\": \"2199-03-06T19:53:17Z\",\n    \"region\": \"us-east-1\",\n    \"startUrl\": \"https://d-abc123.awsapps.com/start\"\n}\n",
            ],
            exchanges: [
                .init(
                    "GET",
                    "https://portal.sso.us-east-1.amazonaws.com/federation/credentials?role_name=SampleRole&account_id=012345678901",
                    200,
                    "{\"roleCredentials\":{\"accessKeyId\":\"ASIARTESTID\",\"secretAccessKey\":\"TESTSECRETKEY\",\"sessionToken\":\"TESTSESSIONTOKEN\",\"expiration\": 1651516560000}}"
                )
            ],
            key: "ASIARTESTID",
            secret: "TESTSECRETKEY",
            token: "TESTSESSIONTOKEN",
            account: "012345678901",
            expiry: 1651516560
        ),
        ChainCase(
            "sso_override_global_env_url",
            profile: "default",
            environment: ["HOME": "/home", "AWS_ENDPOINT_URL": "http://aws.global-env-override"],
            files: [
                "/home/.aws/credentials": "",
                "/home/.aws/config":
                    "[profile default]\nsso_session = dev\nsso_account_id = 012345678901\nsso_role_name = SampleRole\nregion = us-east-1\n\n[sso-session dev]\nsso_region = us-east-1\nsso_start_url = https://d-abc123.awsapps.com/start\n",
                "/home/.aws/sso/cache/34c6fceca75e456f25e7e99531e2425c6c1de443.json":
                    "{\n    \"accessToken\": \"secret-access-token\",\n    \"expiresAt\": \"2199-11-14T04:05:45Z\",\n    \"refreshToken\": \"secret-refresh-token\",\n    \"clientId\": \"ABCDEFG323242423121312312312312312\",\n    \"clientSecret\": \"ABCDE123\",\n    \"registrationExpiresAt\": \"2199-03-06T19:53:17Z\",\n    \"region\": \"us-east-1\",\n    \"startUrl\": \"https://d-abc123.awsapps.com/start\"\n}\n",
            ],
            failure: "is plain http to another machine",
            differs: "DESIGN, section 7: plain http to another machine has to be asked for by an option"
        ),
        ChainCase(
            "sso_token",
            profile: "default",
            environment: ["HOME": "/home", "AWS_EC2_METADATA_DISABLED": "true"],
            files: [
                "/home/.aws/credentials": "",
                "/home/.aws/config":
                    "[profile default]\nsso_session = dev\nregion = us-east-1\n\n[sso-session dev]\nsso_region = us-east-1\nsso_start_url = https://d-abc123.awsapps.com/start\n",
                "/home/.aws/sso/cache/34c6fceca75e456f25e7e99531e2425c6c1de443.json":
                    "{\n    \"accessToken\": \"secret-access-token\",\n    \"expiresAt\": \"2199-11-14T04:05:45Z\",\n    \"refreshToken\": \"secret-refresh-token\",\n    \"clientId\": \"ABCDEFG323242423121312312312312312\",\n    \"clientSecret\": \"ABCDE123\",\n    \"registrationExpiresAt\": \"2199-03-06T19:53:17Z\",\n    \"region\": \"us-east-1\",\n    \"startUrl\": \"https://d-abc123.awsapps.com/start\"\n}\n",
            ],
            failure: "no credentials: neither AWS_ACCESS_KEY_ID nor keys"
        ),
    ]
}
