import Foundation

/// Where the built programs are.
enum Binaries {
    static let tool = folder.appending(path: "apigw-migrate")
    static let sandbox = folder.appending(path: "apigw-sandbox")

    /// Beside the test bundle, as `swift build` puts them; `APIGW_MIGRATE_TEST_BINARIES` names another folder.
    private static let folder: URL = {
        if let path = ProcessInfo.processInfo.environment["APIGW_MIGRATE_TEST_BINARIES"] {
            return URL(fileURLWithPath: path, isDirectory: true)
        }
        // On macOS the tests are a bundle that another program loads; elsewhere they are a program.
        let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL
        let tests = bundle ?? Bundle.main.executableURL ?? URL(fileURLWithPath: CommandLine.arguments[0])
        return tests.resolvingSymlinksInPath().deletingLastPathComponent()
    }()
}

/// Files of the repository, found from this one.
enum Repository {
    private static let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    private static let root = tests.deletingLastPathComponent().deletingLastPathComponent()

    static func document(_ name: String) -> URL { root.appending(path: "docs/\(name)") }
    static func sample(_ name: String) -> URL { root.appending(path: "samples/\(name)") }
    static func snapshot(_ name: String) -> URL { tests.appending(path: "Snapshots/\(name).txt") }
    static let httpsServer = tests.appending(path: "https/https_server.py")
    static func moto(_ script: String) -> URL { tests.appending(path: "moto/\(script).py") }
}
