import Foundation
import Sandbox

/// The API and the integration of the example in the AWS CLI's manual of `update-integration`, on a sandbox.
enum IntegrationExample {
    static let uri =
        "arn:aws:apigateway:us-west-2:lambda:path/2015-03-31/functions/"
        + "arn:aws:lambda:us-west-2:123456789012:function:my-new-function/invocations"
    static let ids = ["--api-id", "a1b2c3d4", "--integration-id", "a1b2c3"]
    static let account = "123456789012"

    private static let state = """
        {"account":"123456789012","region":"us-west-2","api":{"apiId":"a1b2c3d4","name":"pets","protocolType":"HTTP",\
        "routeSelectionExpression":"$request.method $request.path"}}
        {"account":"123456789012","region":"us-west-2","apiId":"a1b2c3d4","integration":{"integrationId":"a1b2c3",\
        "connectionType":"INTERNET","integrationMethod":"POST","integrationType":"AWS_PROXY",\
        "integrationUri":"arn:aws:lambda:us-west-2:123456789012:function:my-old-function",\
        "payloadFormatVersion":"2.0","timeoutInMillis":5000}}

        """

    /// - Parameter body: gets a bench whose environment names the sandbox, the account's key and the region.
    static func with(
        _ configure: @Sendable (inout SandboxConfiguration) -> Void = { _ in },
        _ body: @Sendable (Workbench, SandboxServer) async throws -> Void
    ) async throws {
        var configuration = SandboxConfiguration(state: try SandboxState(jsonLines: Data(state.utf8)))
        configure(&configuration)
        try await withSandbox(configuration) { sandbox in
            try await Workbench.with { bench in
                var bench = bench
                bench.environment["AWS_ACCESS_KEY_ID"] = SandboxServer.accessKeyID(account: account)
                bench.environment["AWS_REGION"] = "us-west-2"
                bench.environment["AWS_ENDPOINT_URL"] = sandbox.url
                try await body(bench, sandbox)
            }
        }
    }
}
