public import Records

/// The AWS CLI's shorthand syntax for maps: `key=value,key2=value2`.
///
/// - A key holds `A-Z a-z 0-9 - _ . # / :` and may be empty.
/// - A value is bare text, `'…'` (`\'` and `\\` inside), `"…"` (`\"` and `\\` inside), a list `[a,b]` or a map
///   `{k=v,k2=v2}`; nothing after the `=` is the empty string. Behind a key of the outermost map, `a,b` is a list too.
/// - Bare text may hold spaces inside and `\,` for a comma. It does not begin with `=`, and behind its first character
///   there is no quote, `}` or `]` (in the second and later items of a list `a,b`: no quote and no `=`).
/// - Spaces around `=`, `,` and brackets do not count.
///
/// - Behind `key@=`, the values that begin with `file://` are the texts of those files, where files may be read at all.
///
/// A text that the CLI accepts gives the same value here, with three exceptions that are errors: a key twice in an
/// inner map (the CLI drops the first), nesting past `maximumDepth`, and `a=b,c\,d=e` (the CLI drops `c`). Bare
/// characters past U+FFFF and spaces after a closing bracket at the end, which it refuses, are allowed.
public enum Shorthand {
    /// How deep lists and maps may nest: more than any member needs, less than would exhaust a thread's stack.
    public static let maximumDepth = 64

    /// Returns the text of the file that a value names, or the value itself when it names none; throws a message.
    public typealias FileLoader = (_ value: String) throws(FileProblem) -> String

    /// Why a file cannot be loaded, in words.
    public struct FileProblem: Error {
        public var message: String

        public init(message: String) {
            self.message = message
        }
    }

    /// Parses the text of a map; the result is an object.
    ///
    /// - Parameter loadFile: `nil`: `key@=` is an error.
    public static func parse(_ text: String, loadFile: FileLoader? = nil) throws(ShorthandError) -> JSONValue {
        var parser = ShorthandParser(text, loadFile: loadFile)
        return .object(try parser.parse())
    }
}
