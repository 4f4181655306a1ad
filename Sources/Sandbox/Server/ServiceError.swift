/// An error as the service answers it: `x-amzn-ErrorType` and `{"message": …}`, or XML when STS answers.
struct ServiceError: Error, Equatable {
    var status: Int
    var code: String
    var message: String

    static func badRequest(_ message: String) -> ServiceError {
        ServiceError(status: 400, code: "BadRequestException", message: message)
    }

    /// The service names the account, too.
    static func unknownAPI(_ apiID: String, account: String) -> ServiceError {
        ServiceError(
            status: 404,
            code: "NotFoundException",
            message: "Invalid API identifier specified \(account):\(apiID)"
        )
    }

    static let unknownIntegration = ServiceError(
        status: 404,
        code: "NotFoundException",
        message: "Invalid Integration identifier specified"
    )

    static let unknownOperation = ServiceError(
        status: 404,
        code: "UnknownOperationException",
        message: "The sandbox answers GetApi, GetApis, GetIntegration, GetIntegrations and UpdateIntegration only"
    )

    static let throttled = ServiceError(status: 429, code: "TooManyRequestsException", message: "Too Many Requests")

    static let conflict = ServiceError(
        status: 409,
        code: "ConflictException",
        message: "Unable to complete operation due to concurrent modification. Please try again later."
    )

    static let internalError = ServiceError(status: 500, code: "InternalFailure", message: "Internal server error")

    /// An error of STS.
    static func validation(_ message: String) -> ServiceError {
        ServiceError(status: 400, code: "ValidationError", message: message)
    }

    static func forbidden(_ code: String, _ message: String) -> ServiceError {
        ServiceError(status: 403, code: code, message: message)
    }
}
