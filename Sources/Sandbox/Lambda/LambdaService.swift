import Foundation

/// The calls of Lambda that the sandbox answers.
struct LambdaService: Sendable {
    /// Bytes that a policy has at most.
    static let maximumPolicySize = 20_480

    let state: SandboxState
    /// From the call that gives a permission until clients have it.
    let permissionDelay: Duration

    /// - Parameter time: Seconds since 1970.
    func answer(
        _ route: Route,
        _ request: SignedRequest,
        scope: SandboxScope,
        time: Double
    ) throws(ServiceError) -> Answer {
        let name = try function(route, request, scope: scope)
        switch route.operation {
        case .getFunction: return try describe(name)
        case .getPolicy: return try policy(name)
        case .addPermission: return try addPermission(name, request, time: time)
        case .removePermission: return try removePermission(name, route["statementId"], request)
        default: throw .unknownOperation
        }
    }

    /// `Message` and `message` both occur in answers of Lambda.
    static func error(_ error: ServiceError) -> Answer {
        var text = JSONText()
        text.beginObject()
        if error.status == 429 {
            text.member("Reason", "CallerRateLimitExceeded")
            text.member("message", error.message)
        } else {
            text.member("Type", error.status < 500 ? "User" : "Service")
            text.member(error.status == 400 ? "message" : "Message", error.message)
        }
        text.endObject()
        let code = error.code == ServiceError.internalError.code ? "ServiceException" : error.code
        return Answer(status: error.status, contentType: Answer.json, errorType: code, body: text.bytes)
    }

    /// The function that a request names, in its path and in the parameter `Qualifier`.
    private func function(
        _ route: Route,
        _ request: SignedRequest,
        scope: SandboxScope
    ) throws(ServiceError) -> FunctionName {
        guard var name = FunctionName(route["functionName"], in: scope) else {
            throw .invalidParameter("\(route["functionName"]) is no function name")
        }
        if let qualifier = request.parameter("Qualifier") {
            if let derived = name.qualifier, derived != qualifier {
                throw .invalidParameter(
                    "The derived qualifier from the function name does not match the specified qualifier."
                )
            }
            name.qualifier = qualifier
        }
        if name.region != scope.region {
            throw .unknownFunction(
                "Functions from '\(name.region)' are not reachable in this region ('\(scope.region)')"
            )
        }
        if name.account != scope.account {
            throw .forbidden(
                "AccessDeniedException",
                "Account \(scope.account) is not authorized to perform: lambda:\(route.operation.rawValue) on resource: "
                    + name.arn
            )
        }
        return name
    }

    // MARK: - Reads

    private func describe(_ name: FunctionName) throws(ServiceError) -> Answer {
        guard let function = state.storedFunction(name.name, in: name.scope)?.function, function.has(name.qualifier)
        else {
            throw .unknownFunction("Function not found: \(name.arn)")
        }
        let version = name.qualifier.map { function.aliases?[$0] ?? $0 }
        return .ok { text in
            text.beginObject()
            text.key("Configuration")
            text.beginObject()
            text.member("FunctionName", name.name)
            text.member("FunctionArn", name.arn)
            text.member("Runtime", function.runtime ?? "provided.al2023")
            text.member("Role", "arn:\(Principal.partition(of: name.region)):iam::\(name.account):role/lambda")
            text.member("Handler", "bootstrap")
            text.member("CodeSize", 1024)
            text.member("Timeout", function.timeout ?? 3)
            text.member("MemorySize", 128)
            text.member("LastModified", "2024-01-01T00:00:00.000+0000")
            text.member("Version", version ?? SandboxFunction.latest)
            text.member("State", function.state ?? "Active")
            text.member("LastUpdateStatus", function.lastUpdateStatus ?? "Successful")
            text.member("PackageType", "Zip")
            text.endObject()
            text.key("Code")
            text.beginObject()
            text.member("RepositoryType", "S3")
            text.endObject()
            text.endObject()
        }
    }

    /// A function that is not there and one without a policy get the same answer.
    private func policy(_ name: FunctionName) throws(ServiceError) -> Answer {
        guard let stored = state.storedFunction(name.name, in: name.scope), stored.function.has(name.qualifier),
            !stored.statements(name.qualifier).isEmpty
        else { throw .unknownFunction("The resource you requested does not exist.") }
        return .ok { text in
            text.beginObject()
            text.member("Policy", Self.text(of: stored.statements(name.qualifier)))
            text.member("RevisionId", Self.revision(stored, name))
            text.endObject()
        }
    }

    private static func text(of statements: [SandboxStatement]) -> String {
        var text = JSONText()
        text.beginObject()
        text.member("Version", "2012-10-17")
        text.member("Id", "default")
        text.key("Statement")
        text.beginArray()
        for statement in statements { statement.write(to: &text) }
        text.endArray()
        text.endObject()
        return String(decoding: text.bytes, as: UTF8.self)
    }

    private static func revision(_ stored: StoredFunction, _ name: FunctionName) -> String {
        let count = StateGenerator.padded(stored.revisions[name.qualifier ?? ""] ?? 0, digits: 12)
        return "00000000-0000-4000-8000-" + count
    }

    // MARK: - Writes

    private func addPermission(
        _ name: FunctionName,
        _ request: SignedRequest,
        time: Double
    ) throws(ServiceError) -> Answer {
        let body = try PermissionBody.decode(request.body)
        let statement = body.statement(on: name.arn)
        let start = time + permissionDelay / .seconds(1)
        try change(name) { stored throws(ServiceError) in
            try Self.check(body.revisionID, stored, name)
            let statements = stored.statements(name.qualifier)
            if statements.contains(where: { $0.sid == statement.sid }) {
                throw ServiceError(
                    status: 409,
                    code: "ResourceConflictException",
                    message:
                        "The statement id (\(body.statementID)) provided already exists. Please provide a new statement "
                        + "id, or remove the existing statement."
                )
            }
            let size = Self.text(of: statements + [statement]).utf8.count
            if size > Self.maximumPolicySize {
                throw ServiceError(
                    status: 400,
                    code: "PolicyLengthExceededException",
                    message: "The final policy size (\(size)) is bigger than the limit (\(Self.maximumPolicySize))."
                )
            }
            stored.add(statement, to: name.qualifier, startingAt: start)
        }
        return .ok(status: 201) { text in
            var written = JSONText()
            statement.write(to: &written)
            text.beginObject()
            text.member("Statement", String(decoding: written.bytes, as: UTF8.self))
            text.endObject()
        }
    }

    private func removePermission(
        _ name: FunctionName,
        _ sid: String,
        _ request: SignedRequest
    ) throws(ServiceError) -> Answer {
        try change(name) { stored throws(ServiceError) in
            try Self.check(request.parameter("RevisionId"), stored, name)
            guard stored.statements(name.qualifier).contains(where: { $0.sid == sid }) else {
                throw .unknownFunction("Statement \(sid) is not found in resource policy.")
            }
            stored.removeStatement(sid, from: name.qualifier)
        }
        return .noContent
    }

    private func change(
        _ name: FunctionName,
        _ body: (inout StoredFunction) throws(ServiceError) -> Void
    ) throws(ServiceError) {
        if name.qualifier == SandboxFunction.latest {
            throw .invalidParameter("We currently do not support adding policies for $LATEST.")
        }
        let changed: Void? = try state.changeFunction(name.name, in: name.scope) { stored throws(ServiceError) in
            guard stored.function.has(name.qualifier) else {
                let isVersion = name.qualifier.flatMap { Int($0) } != nil
                throw .unknownFunction(
                    isVersion ? "Function not found: \(name.arn)" : "Cannot find alias arn: \(name.arn)"
                )
            }
            try body(&stored)
        }
        if changed == nil { throw .unknownFunction("Function not found: \(name.arn)") }
    }

    private static func check(_ revision: String?, _ stored: StoredFunction, _ name: FunctionName) throws(ServiceError)
    {
        guard let revision, revision != self.revision(stored, name) else { return }
        throw ServiceError(
            status: 412,
            code: "PreconditionFailedException",
            message:
                "The Revision Id provided does not match the latest Revision Id. Call the GetPolicy API to retrieve the "
                + "latest Revision Id"
        )
    }
}

extension ServiceError {
    fileprivate static func invalidParameter(_ message: String) -> ServiceError {
        ServiceError(status: 400, code: "InvalidParameterValueException", message: message)
    }

    fileprivate static func unknownFunction(_ message: String) -> ServiceError {
        ServiceError(status: 404, code: "ResourceNotFoundException", message: message)
    }
}
