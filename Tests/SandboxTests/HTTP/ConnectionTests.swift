import Testing

@testable import Sandbox

/// What a connection to the server does when its client behaves in all the ways that clients do.
@Suite struct ConnectionTests {
    private static let path = "/v2/apis/api0000001/integrations/int0001"

    private func withServer(
        _ change: (inout SandboxConfiguration) -> Void = { _ in },
        _ body: (SandboxServer) async throws -> Void
    ) async throws {
        var configuration = SandboxConfiguration(state: .generated(apis: 1, integrations: 3), checksSignatures: false)
        change(&configuration)
        try await withSandbox(configuration, body)
    }

    private func patch(_ body: String, head: String = "") -> String {
        "PATCH \(Self.path) HTTP/1.1\r\nHost: h\r\nContent-Length: \(body.utf8.count)\r\n\(head)\r\n\(body)"
    }

    @Test func requestsSentTogetherAreAnsweredInTheirOrder() async throws {
        try await withServer { sandbox in
            var client = try await RawClient(sandbox.url)
            try await client.send(
                (1...3).map { "GET /v2/apis/api0000001/integrations/int000\($0) HTTP/1.1\r\n\r\n" }.joined()
            )
            for number in 1...3 {
                let answer = try await client.answer()
                #expect(answer.status == 200)
                #expect(answer.body.contains(#""integrationId":"int000\#(number)""#))
            }
        }
    }

    @Test func aClientThatHasEndedItsSideGetsItsAnswer() async throws {
        try await withServer { sandbox in
            var client = try await RawClient(sandbox.url)
            try await client.send(patch(#"{"description":"x"}"#))
            client.endSending()
            let text = await client.readToEnd()
            #expect(text.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(text.hasSuffix("}"))
        }
    }

    @Test func clientsThatVanishHoldUpNobody() async throws {
        try await withServer { sandbox in
            for _ in 0..<50 {
                let client = try await RawClient(sandbox.url)
                try await client.send(patch(#"{"description":"half"}"#).dropLast().description)
                client.close()
                let other = try await RawClient(sandbox.url)
                try await other.send(patch(#"{"description":"whole"}"#))
                other.close()
            }
            var client = try await RawClient(sandbox.url)
            try await client.send("GET \(Self.path) HTTP/1.1\r\n\r\n")
            let answer = try await client.answer()
            #expect(answer.status == 200)
            #expect(!answer.body.contains("half"))
        }
    }

    @Test func aLargeBodyIsTakenAndATooLargeOneRefused() async throws {
        try await withServer { sandbox in
            var client = try await RawClient(sandbox.url)
            let padding = String(repeating: " ", count: 1_000_000)
            try await client.send(patch(#"{"timeoutInMillis":777}"# + padding))
            let answer = try await client.answer()
            #expect(answer.status == 200)
            #expect(answer.body.contains(#""timeoutInMillis":777"#))
            try await client.send("PATCH \(Self.path) HTTP/1.1\r\nContent-Length: 2000000\r\n\r\n")
            let refusal = await client.readToEnd()
            #expect(refusal.hasPrefix("HTTP/1.1 413 Content Too Large\r\n"))
            #expect(refusal.contains("\r\nConnection: close\r\n"))
        }
    }

    @Test func aClientThatExpectsToContinueIsToldTo() async throws {
        try await withServer { sandbox in
            var client = try await RawClient(sandbox.url)
            let body = #"{"timeoutInMillis":778}"#
            try await client.send(
                patch("", head: "Expect: 100-continue\r\n").replacing(": 0", with: ": \(body.utf8.count)")
            )
            #expect(await client.read(through: "\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n")
            try await client.send(body)
            #expect(try await client.answer().body.contains(#""timeoutInMillis":778"#))
        }
    }

    @Test(arguments: [SandboxFault.resetBefore, .resetAfter, .hang])
    func aFaultyConnectionEndsWithoutAnAnswer(_ fault: SandboxFault) async throws {
        try await withServer {
            $0.faults = [fault: 1]
            $0.hangLimit = .milliseconds(1)
        } _: { sandbox in
            var client = try await RawClient(sandbox.url)
            try await client.send(patch(#"{"description":"new"}"#))
            #expect(await client.readToEnd() == "")
            #expect(
                sandbox.state.integration("int0001", apiID: "api0000001")?.description
                    == (fault == .resetAfter ? "new" : nil)
            )
        }
    }

    @Test func aTruncatedAnswerIsHalfOfWhatItPromises() async throws {
        try await withServer {
            $0.faults = [.truncated: 1]
        } _: { sandbox in
            var client = try await RawClient(sandbox.url)
            try await client.send("GET \(Self.path) HTTP/1.1\r\n\r\n")
            let parts = await client.readToEnd().split(separator: "\r\n\r\n")
            let promised = try #require(parts[0].split(separator: "Content-Length: ").last.flatMap { Int($0) })
            #expect(parts[1].utf8.count == promised / 2)
        }
    }

    @Test func theEndOfTheServerEndsItsConnections() async throws {
        var clients: [RawClient] = []
        try await withServer { sandbox in
            for _ in 0..<3 { clients.append(try await RawClient(sandbox.url)) }
            try await clients[0].send("GET \(Self.path) HTTP/1.1\r\n\r\n")
            _ = try await clients[0].answer()
            try await clients[1].send("GET ")
        }
        for var client in clients { #expect(await client.readToEnd() == "") }
    }

    @Test func requestIDsHoldControlCharactersWhenAsked() async throws {
        try await withServer {
            $0.sendsControlCharacters = true
        } _: { sandbox in
            var client = try await RawClient(sandbox.url)
            try await client.send("GET /v2/apis/none HTTP/1.1\r\n\r\n")
            let head = try await client.answer().head
            let line = try #require(head.split(separator: "\r\n").first { $0.hasPrefix("x-amzn-requestid: ") })
            #expect(line.unicodeScalars.contains("\u{1B}") && line.unicodeScalars.contains("\u{9B}"))
        }
    }

    @Test func theDateIsThatOfTheServersClock() async throws {
        try await withServer { sandbox in
            sandbox.moveClock(by: .seconds(-Int(sandbox.clock.now) + 1_772_600_767))
            var client = try await RawClient(sandbox.url)
            try await client.send("GET /sandbox/statistics HTTP/1.1\r\n\r\n")
            #expect(try await client.answer().head.contains("\r\ndate: wed, 04 mar 2026 05:0"))
        }
    }
}
