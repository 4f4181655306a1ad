// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

/// Release builds for Linux have the Swift runtime and Foundation inside: they run where no Swift is installed, and start in
/// half the time. The other libraries stand here because only a program that is compiled with `--static-swift-stdlib` names
/// them by itself.
///
/// Their place in memory is fixed (`-no-pie`): 100,000 addresses are then written by the linker and not at each start, which
/// takes a third off the program's own part of a start. The libraries around it stay where the system puts them. No other
/// program looks names up in it, so it exports none.
let staticRuntime: [LinkerSetting] = [
    .unsafeFlags(
        ["-static-stdlib", "-Xclang-linker", "-no-pie", "-Xlinker", "--no-export-dynamic"]
            + [
                "Foundation", "FoundationEssentials", "FoundationInternationalization", "CoreFoundation",
                "_FoundationICU", "_FoundationCShims", "_FoundationCollections", "swiftSynchronization",
                "swift_RegexParser",
            ].map { "-l\($0)" },
        .when(platforms: [.linux], configuration: .release)
    )
]

let package = Package(
    name: "apigw-migrate",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "apigw-migrate", targets: ["apigw-migrate"]),
        .executable(name: "apigw-sandbox", targets: ["apigw-sandbox"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swhitty/FlyingFox", from: "0.27.1"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
    ],
    targets: [
        .executableTarget(
            name: "apigw-migrate",
            dependencies: ["Commands"],
            swiftSettings: settings,
            linkerSettings: staticRuntime
        ),
        .target(
            name: "Commands",
            dependencies: [
                "APIGatewayV2", "AWSCore", "CurlHTTP", "JMESPath", "Migration", "Pacing", "Records", "Reports",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "Reports",
            dependencies: ["APIGatewayV2", "JMESPath", "Migration", "Records"],
            swiftSettings: settings
        ),
        .target(
            name: "Migration",
            dependencies: [
                "APIGatewayV2", "AWSCore", "JMESPath", "Lambda", "Pacing", "Records",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "APIGatewayV2",
            dependencies: ["AWSCore", "Pacing", "Records", .product(name: "HTTPTypes", package: "swift-http-types")],
            swiftSettings: settings
        ),
        .target(
            name: "AWSCore",
            dependencies: [
                "Pacing", "Records",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Subprocess", package: "swift-subprocess"),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "Pacing",
            dependencies: [
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "HeapModule", package: "swift-collections"),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "Lambda",
            dependencies: ["AWSCore", "Records", .product(name: "HTTPTypes", package: "swift-http-types")],
            swiftSettings: settings
        ),
        .target(name: "JMESPath", dependencies: ["Records"], swiftSettings: settings),
        .target(name: "Records", swiftSettings: settings),
        .target(
            name: "CurlHTTP",
            dependencies: [
                "AWSCore", "CCurl",
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
            ],
            swiftSettings: settings
        ),
        .systemLibrary(
            name: "CCurl",
            pkgConfig: "libcurl",
            providers: [.apt(["libcurl4-openssl-dev"]), .brew(["curl"])]
        ),
        .executableTarget(
            name: "apigw-sandbox",
            dependencies: ["Sandbox", .product(name: "ArgumentParser", package: "swift-argument-parser")],
            swiftSettings: settings
        ),
        .target(
            name: "Sandbox",
            dependencies: [
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "FlyingSocks", package: "FlyingFox"),
            ],
            swiftSettings: settings
        ),
        .target(name: "TestSupport", dependencies: ["Pacing"], path: "Tests/TestSupport", swiftSettings: settings),
        .testTarget(
            name: "LambdaTests",
            dependencies: [
                "Lambda", "AWSCore", "Pacing", .product(name: "HTTPTypes", package: "swift-http-types"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "JMESPathTests",
            dependencies: ["JMESPath", "Records", "TestSupport"],
            swiftSettings: settings
        ),
        .testTarget(name: "RecordsTests", dependencies: ["Records"], swiftSettings: settings),
        .testTarget(
            name: "PacingTests",
            dependencies: ["Pacing", "TestSupport", .product(name: "HeapModule", package: "swift-collections")],
            swiftSettings: settings
        ),
        .testTarget(
            name: "AWSCoreTests",
            dependencies: [
                "AWSCore", "Pacing", "Records", "TestSupport",
                .product(name: "HTTPTypes", package: "swift-http-types"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "CurlHTTPTests",
            dependencies: ["CurlHTTP", "AWSCore", .product(name: "HTTPTypes", package: "swift-http-types")],
            swiftSettings: settings
        ),
        .testTarget(
            name: "APIGatewayV2Tests",
            dependencies: [
                "APIGatewayV2", "AWSCore", "Pacing", "Records", "TestSupport",
                .product(name: "HTTPTypes", package: "swift-http-types"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "MigrationTests",
            dependencies: [
                "Migration", "APIGatewayV2", "AWSCore", "CurlHTTP", "Lambda", "Pacing", "Records", "Sandbox",
                "TestSupport",
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "ReportsTests",
            dependencies: ["Reports", "JMESPath", "Migration", "Records"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "CommandsTests",
            dependencies: [
                "Commands", "APIGatewayV2", "AWSCore", "CurlHTTP", "Migration", "Pacing", "Records", "Reports",
                "TestSupport",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "SandboxTests",
            dependencies: ["Sandbox", .product(name: "FlyingSocks", package: "FlyingFox")],
            swiftSettings: settings
        ),
        .testTarget(
            name: "EndToEndTests",
            dependencies: ["Sandbox", "TestSupport"],
            exclude: ["https", "moto", "Snapshots"],
            swiftSettings: settings
        ),
    ]
)
