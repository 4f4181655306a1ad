import Testing

/// Policies as the tools that people use write them.
@Suite struct ToolPolicyTests {
    @Test(arguments: console + terraform + sam + serverless + cdk)
    func whatToolsWriteIsUnderstood(row: PolicyCase) throws {
        #expect(try row.found() == row.answer)
    }

    private static let orders = "arn:aws:lambda:us-east-1:111122223333:function:orders"

    private static func written(_ id: String, _ source: String, resource: String = orders, extra: String = "") -> String
    {
        """
        {"Sid":"\(id)","Effect":"Allow","Principal":{"Service":"apigateway.amazonaws.com"},"Action":"lambda:InvokeFunction",\
        "Resource":"\(resource)","Condition":{\(extra)"ArnLike":{"AWS:SourceArn":"\(source)"}}}
        """
    }

    /// A random id; for an HTTP API one statement per route, with `*` for the stage.
    private static let console: [PolicyCase] = [
        PolicyCase(
            "console, a route",
            written("0a1b2c3d-4e5f-5a6b-8c7d-9e0f1a2b3c4d", api("/*/*/orders")),
            answer: "yes 0a1b2c3d-4e5f-5a6b-8c7d-9e0f1a2b3c4d",
            routes: ["GET /orders"],
            function: orders
        ),
        PolicyCase(
            "console, the default route",
            written("5b2f", api("/*/$default")),
            answer: "yes 5b2f",
            routes: ["$default"],
            function: orders
        ),
        PolicyCase(
            "console, a greedy path",
            written("77aa", api("/*/*/{proxy+}")),
            answer: "yes 77aa",
            routes: ["ANY /{proxy+}"],
            function: orders
        ),
        PolicyCase(
            "console, a route added by hand later",
            written("77ab", api("/*/*/orders")),
            answer: "no",
            routes: ["GET /orders", "GET /users"],
            function: orders
        ),
        PolicyCase(
            "console, given to the function and called by its alias",
            written("77ac", api("/*/*/orders")),
            answer: "no"
        ),
    ]

    /// `aws_lambda_permission` with `source_arn = "${aws_apigatewayv2_api.this.execution_arn}/*/*"`.
    private static let terraform: [PolicyCase] = [
        PolicyCase(
            "Terraform, everything",
            written("AllowAPIGatewayInvoke", api("/*/*")),
            answer: "yes AllowAPIGatewayInvoke",
            function: orders
        ),
        PolicyCase(
            "Terraform, with qualifier",
            written("AllowExecutionFromAPIGateway", api("/*/*"), resource: orders + ":live"),
            answer: "yes AllowExecutionFromAPIGateway"
        ),
        PolicyCase(
            "Terraform, three parts for an HTTP API's default route",
            written("AllowExecutionFromAPIGateway", api("/*/*/*")),
            answer: "no",
            routes: ["$default"],
            function: orders
        ),
        PolicyCase(
            "Terraform, a stage and a method",
            written("apigw", api("/prod/POST/orders")),
            answer: "yes apigw",
            routes: ["POST /orders"],
            function: orders
        ),
        PolicyCase(
            "Terraform, without source_arn",
            #"{"Sid":"terraform-20260101120000000000000001","Effect":"Allow","Principal":{"Service":"apigateway.amazonaws.com"},"Action":"lambda:InvokeFunction","Resource":"\#(orders)"}"#,
            answer: "yes terraform-20260101120000000000000001",
            function: orders
        ),
    ]

    /// SAM makes a statement for each event, with `*` for what stands in braces.
    private static let sam: [PolicyCase] = [
        PolicyCase(
            "SAM, an HttpApi event",
            written("orders-app-OrdersFunctionGetPermission-1A2B3C4D5E6F", api("/*/GET/orders")),
            answer: "yes orders-app-OrdersFunctionGetPermission-1A2B3C4D5E6F",
            function: orders
        ),
        PolicyCase(
            "SAM, a path with a variable",
            written("orders-app-P-2", api("/*/GET/orders/*")),
            answer: "yes orders-app-P-2",
            routes: ["GET /orders/{id}"],
            function: orders
        ),
        PolicyCase(
            "SAM, any method",
            written("orders-app-P-3", api("/*/*/orders")),
            answer: "yes orders-app-P-3",
            routes: ["ANY /orders"],
            function: orders
        ),
        PolicyCase(
            "SAM, AutoPublishAlias",
            written("orders-app-P-4", api("/*/GET/orders"), resource: orders + ":live"),
            answer: "yes orders-app-P-4"
        ),
    ]

    /// The Serverless Framework gives one statement for the whole HTTP API, and one without a stage for WebSocket APIs.
    private static let serverless: [PolicyCase] = [
        PolicyCase(
            "Serverless, httpApi",
            written("orders-prod-OrdersLambdaPermissionHttpApi-AB12", api("/*")),
            answer: "yes orders-prod-OrdersLambdaPermissionHttpApi-AB12",
            stages: nil,
            routes: nil,
            function: orders
        ),
        PolicyCase(
            "Serverless, REST API",
            written("orders-prod-P-2", api("/*/*")),
            answer: "yes orders-prod-P-2",
            function: orders
        ),
        PolicyCase(
            "Serverless, websocket",
            #"{"Sid":"orders-prod-P-3","Effect":"Allow","Principal":{"Service":"apigateway.amazonaws.com"},"Action":"lambda:InvokeFunction","Resource":"\#(orders)"}"#,
            answer: "yes orders-prod-P-3",
            routes: ["$connect", "sendMessage"],
            function: orders
        ),
        PolicyCase(
            "Serverless, canary plugin: alias called, function permitted",
            written("orders-prod-P-4", api("/*"), resource: orders),
            answer: "no",
            function: orders + ":Live"
        ),
    ]

    /// CDK gives one statement for each route, with the path as the route has it, or `*/*` for the default route.
    private static let cdk: [PolicyCase] = [
        PolicyCase(
            "CDK, HttpLambdaIntegration",
            written("Stack-ApiGETordersPermission-1", api("/*/*/orders")),
            answer: "yes Stack-ApiGETordersPermission-1",
            function: orders
        ),
        PolicyCase(
            "CDK, a path with a variable",
            written("Stack-P-2", api("/*/*/orders/{id}")),
            answer: "yes Stack-P-2",
            routes: ["GET /orders/{id}", "DELETE /orders/{id}"],
            function: orders
        ),
        PolicyCase(
            "CDK, the default route",
            written("Stack-P-3", api("/*/*")),
            answer: "yes Stack-P-3",
            routes: ["$default"],
            function: orders
        ),
        PolicyCase(
            "CDK, WebSocketLambdaIntegration",
            written("Stack-P-4", api("/*/sendMessage")),
            answer: "yes Stack-P-4",
            routes: ["sendMessage"],
            function: orders
        ),
        PolicyCase(
            "CDK, LambdaRestApi with the test stage",
            written("Stack-P-5", api("/prod/ANY/*")),
            written("Stack-P-6", api("/test-invoke-stage/ANY/*")),
            answer: "cannot tell Stack-P-5",
            routes: ["ANY /{proxy+}"],
            function: orders
        ),
        PolicyCase(
            "CDK, addPermission with an account",
            written("Stack-P-7", api("/*/*"), extra: #""StringEquals":{"AWS:SourceAccount":"111122223333"},"#),
            answer: "yes Stack-P-7",
            function: orders
        ),
    ]
}
