/// smithy-rs's cases for profile files (`profile-parser-tests.json`). What is expected is what botocore 1.43.11 makes of
/// the files; `differs` says why where the published outcome is another one: the AWS CLI is the reference here.
struct ProfileCase: Sendable {
    let name: String
    let config: String
    let credentials: String
    /// Of both files; `nil`: an error.
    let profiles: [String: [String: String]]?
    let ssoSessions: [String: [String: String]]
    let differs: String?

    private init(
        _ name: String,
        _ config: String,
        credentials: String = "",
        _ profiles: [String: [String: String]]?,
        ssoSessions: [String: [String: String]] = [:],
        differs: String? = nil
    ) {
        self.name = name
        self.config = config
        self.credentials = credentials
        self.profiles = profiles
        self.ssoSessions = ssoSessions
        self.differs = differs
    }

    static let all = [
        ProfileCase("Empty files have no profiles.", "", [:]),
        ProfileCase(
            "Profile names support alphanumeric characters and - / . % @ _ : +",
            "[profile some-thing:long/the_one%only.foo@bar+]\n[profile foo!bar]",
            ["some-thing:long/the_one%only.foo@bar+": [:], "foo!bar": [:]],
            differs: "names may hold anything"
        ),
        ProfileCase("Profile definitions must end with brackets.", "[profile foo", nil),
        ProfileCase("Profile names should be trimmed.", "[profile \tfoo \t]", ["foo": [:]]),
        ProfileCase("Profiles can contain properties.", "[profile foo]\nname = value", ["foo": ["name": "value"]]),
        ProfileCase(
            "Equals signs are supported in property values.",
            "[profile foo]\nname = val=ue",
            ["foo": ["name": "val=ue"]]
        ),
        ProfileCase(
            "Profiles can contain multiple properties.",
            "[profile foo]\nname = value\nname2 = value2",
            ["foo": ["name": "value", "name2": "value2"]]
        ),
        ProfileCase("Property values can be empty.", "[profile foo]\nname =", ["foo": ["name": ""]]),
        ProfileCase("Property key cannot be empty.", "[profile foo]\n= value", nil),
        ProfileCase(
            "Property definitions must contain an equals sign.",
            "[profile foo]\nkey : value",
            ["foo": ["key": "value"]],
            differs: "`key: value` is fine"
        ),
        ProfileCase(
            "Blank lines are ignored.",
            "\t \n[profile foo]\n\t\n \nname = value\n\t \n[profile bar]\n \t",
            ["foo": ["name": "value"], "bar": [:]]
        ),
        ProfileCase(
            "All comment types can be used together.",
            "# Comment\n[profile foo] ; Comment\nname = value # Comment with ; sign",
            ["foo": ["name": "value # Comment with ; sign"]],
            differs: "a comment after a value is a part of it"
        ),
        ProfileCase(
            "Comments can be adjacent to profile names.",
            "[profile foo]; Adjacent semicolons\n[profile bar]# Adjacent pound signs",
            ["foo": [:], "bar": [:]]
        ),
        ProfileCase(
            "Continuation values include semicolon comments.",
            "[profile foo]\nname = value\n -continued ; Comment",
            ["foo": ["name": "value\n-continued ; Comment"]]
        ),
        ProfileCase("Continuations cannot be used outside of a profile.", " -continued", nil),
        ProfileCase("Continuations cannot be used outside of a property.", "[profile foo]\n -continued", nil),
        ProfileCase(
            "Duplicate properties in a profile use the last one defined.",
            "[profile foo]\nname = value\nname = value2",
            nil,
            differs: "a key that comes twice is an error"
        ),
        ProfileCase(
            "Duplicate properties in duplicate profiles use the last one defined (case insensitive).",
            "[profile foo]\nName = value\n[profile foo]\nname = value2",
            nil,
            differs: "a section that comes twice is an error"
        ),
        ProfileCase(
            "Default profile with profile prefix overrides default profile without prefix when profile prefix is last.",
            "[default]\nname2 = value2\n[profile default]\nname = value",
            ["default": ["name": "value"]]
        ),
        ProfileCase(
            "Invalid profile names are ignored.",
            "[profile in valid]\nname = value",
            credentials: "[in valid 2]\nname2 = value2",
            ["in valid 2": ["name2": "value2"]],
            differs: "any name is one in the credentials file"
        ),
        ProfileCase(
            "Invalid property names are ignored.",
            "[profile foo]\nin valid = value",
            ["foo": ["in valid": "value"]],
            differs: "keys may hold spaces"
        ),
        ProfileCase(
            "All valid property name characters are supported.",
            "[profile foo]\nABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_ = value",
            ["foo": ["abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz0123456789-_": "value"]]
        ),
        ProfileCase("Invalid sub-property definitions cause an error.", "[profile foo]\ns3 =\n invalid", nil),
        ProfileCase(
            "Sub-property definitions cannot have an empty name.",
            "[profile foo]\ns3 =\n = value",
            ["foo": ["s3": "\n= value"]],
            differs: "an empty name is none of a setting, but no error"
        ),
        ProfileCase(
            "Default profiles with mixed prefixes in the config file ignore the one without prefix when merging.",
            "[profile default]\nname = value\n[default]\nname2 = value2\n[profile default]\nname3 = value3",
            nil,
            differs: "a section that comes twice is an error"
        ),
        ProfileCase(
            "Default profiles with mixed prefixes merge with credentials",
            "[profile default]\nname = value\n[default]\nname2 = value2\n[profile default]\nname3 = value3",
            credentials: "[default]\nsecret=foo",
            nil,
            differs: "a section that comes twice is an error"
        ),
        ProfileCase("Config profiles without prefix are ignored.", "[foo]\nname = value", [:]),
        ProfileCase(
            "Credentials profiles with prefix are ignored.",
            "",
            credentials: "[profile foo]\nname = value",
            ["profile foo": ["name": "value"]],
            differs: "the whole is the name in the credentials file"
        ),
        ProfileCase(
            "profile name with extra whitespace",
            "[   profile foo    ]\nname = value\n[profile bar]",
            ["bar": [:]],
            differs: "with a space before it is no profile section"
        ),
        ProfileCase(
            "sso-session with properties",
            "[sso-session foo]\nname = value\n[profile bar]",
            ["bar": [:]],
            ssoSessions: ["foo": ["name": "value"]]
        ),
        ProfileCase(
            "A typo'd sso-session will be ignored",
            "[sso-sesion foo]\nname = value\n[profile bar]",
            ["bar": [:]]
        ),
    ]
}
