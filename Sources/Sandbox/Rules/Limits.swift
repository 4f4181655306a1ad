/// Numbers and names that the service documents for integrations.
enum Limits {
    static let timeoutFloor = 50

    static func timeoutCeiling(isWebSocket: Bool) -> Int { isWebSocket ? 29_000 : 30_000 }

    static let integrationTypes = ["AWS", "HTTP", "MOCK", "HTTP_PROXY", "AWS_PROXY"]
    static let connectionTypes = ["INTERNET", "VPC_LINK"]
    static let contentHandlingStrategies = ["CONVERT_TO_BINARY", "CONVERT_TO_TEXT"]
    static let passthroughBehaviors = ["WHEN_NO_MATCH", "NEVER", "WHEN_NO_TEMPLATES"]

    /// The AWS service integrations of HTTP APIs and the request parameters that each needs.
    static let subtypes: [String: [String]] = [
        "AppConfig-GetConfiguration": ["Application", "Environment", "Configuration", "ClientId"],
        "EventBridge-PutEvents": ["Detail", "DetailType", "Source"],
        "Kinesis-PutRecord": ["StreamName", "Data", "PartitionKey"],
        "SQS-DeleteMessage": ["QueueUrl", "ReceiptHandle"],
        "SQS-PurgeQueue": ["QueueUrl"],
        "SQS-ReceiveMessage": ["QueueUrl"],
        "SQS-SendMessage": ["QueueUrl", "MessageBody"],
        "StepFunctions-StartExecution": ["StateMachineArn"],
        "StepFunctions-StartSyncExecution": ["StateMachineArn"],
        "StepFunctions-StopExecution": ["ExecutionArn"],
    ]
}

/// The keys that parameter mappings may have, for each protocol.
enum MappingRules {
    private static let names = ["header", "querystring"]

    /// `append|overwrite|remove:header.NAME`, the same for `querystring`, and `overwrite:path`.
    static func isRequestKey(_ key: String) -> Bool {
        key == "overwrite:path" || isAction(key, on: names)
    }

    /// `append|overwrite|remove:header.NAME` and `overwrite:statuscode`.
    static func isResponseKey(_ key: String) -> Bool {
        key == "overwrite:statuscode" || isAction(key, on: ["header"])
    }

    /// `integration.request.LOCATION.NAME` with the location header, querystring or path.
    static func isWebSocketKey(_ key: String) -> Bool {
        ["header", "querystring", "path"].contains { location in
            let prefix = "integration.request.\(location)."
            return key.hasPrefix(prefix) && key.utf8.count > prefix.utf8.count
        }
    }

    static func isStatusCode(_ text: String) -> Bool {
        text.utf8.count == 3 && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            && (200...599).contains(Int(text) ?? 0)
    }

    /// Whether a value that begins like a reference names something that exists.
    static func isSource(_ value: String) -> Bool {
        guard value.hasPrefix("$"), !value.hasPrefix("${") else { return true }
        return ["$request.", "$context.", "$stageVariables."].contains { value.hasPrefix($0) }
    }

    static func invalidExpression(_ error: String) -> ServiceError {
        .badRequest("Invalid mapping expression specified: Validation Result: warnings : [], errors : [\(error)]")
    }

    static func invalidSource(_ value: String, for key: String) -> ServiceError {
        .badRequest(
            "Invalid selection expression specified: Validation Result: warnings : [], "
                + "errors : [Invalid source: \(value) specified for destination: \(key)]"
        )
    }

    private static func isAction(_ key: String, on locations: [String]) -> Bool {
        for action in ["append", "overwrite", "remove"] {
            for location in locations {
                let prefix = "\(action):\(location)."
                if key.hasPrefix(prefix), key.utf8.count > prefix.utf8.count { return true }
            }
        }
        return false
    }
}
