/// A success whose body is not what the model promises, so that its effect is unknown.
public struct UnreadableAnswer: Error, Sendable, Equatable {
    public var problem: String

    public init(problem: String) {
        self.problem = problem
    }

    public var shortDescription: String { "the answer could not be read" }
}

extension UnreadableAnswer: CustomStringConvertible {
    public var description: String { "\(shortDescription): \(problem)" }
}
