/// Asks a person for a one-time code, on the terminal. May be called for several profiles at the same time.
///
/// - Parameter question: `Enter MFA code for SERIAL: `.
/// - Returns: the six digits; white space around them is of no importance.
public typealias MFAPrompt = @Sendable (_ question: String) async throws -> String
