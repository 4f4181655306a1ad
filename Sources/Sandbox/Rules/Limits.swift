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
