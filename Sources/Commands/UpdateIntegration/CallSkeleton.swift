import APIGatewayV2
import Records

/// What `--generate-cli-skeleton` prints.
enum CallSkeleton {
    static func input() -> String { JSONWriter(indent: 4).string(.object(Skeleton.input)) + "\n" }

    /// The input as YAML, with what each member is as a comment.
    static func yamlInput() -> String {
        Skeleton.input.members.map { member in
            let known = Member(anySpelling: member.key)
            var comment =
                known?.summary ?? "[REQUIRED] Which \(member.key == "ApiId" ? "API" : "integration") to change."
            if case .enumeration(let values) = known?.rule.kind {
                comment += " Valid values are: \(values.joined(separator: ", "))."
            }
            let lines = YAMLOutput.text(of: .object(JSONObject([(member.key, member.value)]))).split(separator: "\n")
            return ([lines[0] + " # " + comment] + lines.dropFirst()).joined(separator: "\n") + "\n"
        }.joined()
    }
}
