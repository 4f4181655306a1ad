extension AWSError {
    /// The same with secrets of the request, which a service may quote, taken out of its message.
    func hiding(_ first: Secret, _ second: Secret? = nil) -> AWSError {
        var error = self
        let secrets = Credentials(accessKeyID: "", secretAccessKey: first, sessionToken: second)
        error.message = Redaction(secrets).apply(to: message)
        return error
    }
}
