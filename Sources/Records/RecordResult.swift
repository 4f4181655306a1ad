/// What a reader found next: a record, or what is wrong with it.
///
/// A bad record is a value and not a thrown error, because the reader goes on behind it.
public enum RecordResult<Value> {
    case record(Value)
    case bad(RecordError)
}

extension RecordResult: Sendable where Value: Sendable {}
extension RecordResult: Equatable where Value: Equatable {}

/// What a scanner did with the bytes it has.
enum ScanStep<Value> {
    case found(RecordResult<Value>)
    case needsInput
    case end
}
