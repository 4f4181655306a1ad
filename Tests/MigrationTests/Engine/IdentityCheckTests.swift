import APIGatewayV2
import AWSCore
import Pacing
import Synchronization
import Testing

@testable import Migration

struct IdentityCheckTests {
    private static let role = "arn:aws:iam::111122223333:role/Deploy"

    private func group(_ id: Int64, _ profile: String, role: String? = nil, region: String = "eu-west-1")
        -> MigrationGroup
    {
        MigrationGroup(
            id: id,
            credentials: CredentialSet(profile: profile, roleARN: role),
            region: region,
            openRows: 1
        )
    }

    private func check(
        _ groups: [MigrationGroup],
        _ answer: @escaping @Sendable (CredentialSet, String) throws -> Identity
    ) async throws -> (found: [Identification], asked: [CredentialSet]) {
        let connector = AnsweringConnector(answer)
        let found = try await IdentityCheck(connector: connector).run(groups)
        return (found, connector.asked)
    }

    private static func identity(_ account: String) -> Identity {
        Identity(caller: CallerIdentity(account: account, arn: "arn", userID: "id"), expiry: .never)
    }

    private static func refusal(_ code: String, status: Int = 403) -> AWSError {
        AWSError(operation: "GetCallerIdentity", code: code, message: "no", httpStatus: status)
    }

    @Test func eachSetIsAskedForOnceAndEveryGroupLearnsItsAccount() async throws {
        let groups = [
            group(1, "a"), group(2, "b"), group(3, "a", region: "us-east-1"), group(4, "a", role: Self.role),
        ]
        let (found, asked) = try await check(groups) { set, _ in
            Self.identity(set.roleARN == nil ? "00000000000\(set.profile == "a" ? 1 : 2)" : "111122223333")
        }
        #expect(Set(asked).count == asked.count)
        #expect(found.map(\.credentials) == [1, 2, 4].map { id in groups[id - 1].credentials })
        let accounts = found.flatMap(\.groups).sorted { $0.id < $1.id }.map(\.accountID)
        #expect(accounts == ["000000000001", "000000000002", "000000000001", "111122223333"])
    }

    @Test func hundredsOfSetsAreAskedForAFewAtATime() async throws {
        let groups = (1...300).map { group(Int64($0), "p\($0)") }
        let (found, asked) = try await check(groups) { set, _ in Self.identity(set.profile) }
        #expect(asked.count == 300)
        #expect(found.map(\.credentials.profile) == (1...300).map { "p\($0)" })
    }

    @Test(arguments: ["InvalidClientTokenId", "SignatureDoesNotMatch", "ExpiredToken", "UnrecognizedClientException"])
    func whatSTSRefusesIsParkedAndTheOthersAreNot(code: String) async throws {
        let (found, _) = try await check([group(1, "a"), group(2, "b")]) { set, _ in
            if set.profile == "a" { throw Self.refusal(code) }
            return Self.identity("000000000002")
        }
        let parkings = found.flatMap(\.groups).map(\.parking?.code)
        #expect(parkings == [code, nil])
    }

    @Test func aRegionThatIsTurnedOffDoesNotParkTheOthers() async throws {
        let groups = [group(1, "a", region: "ap-east-1"), group(2, "a"), group(3, "b", region: "ap-east-1")]
        let (found, _) = try await check(groups) { _, region in
            if region == "ap-east-1" { throw Self.refusal("InvalidClientTokenId") }
            return Self.identity("000000000001")
        }
        let all = found.flatMap(\.groups).sorted { $0.id < $1.id }
        #expect(all.map(\.accountID) == ["000000000001", "000000000001", nil])
        #expect(all.map(\.parking?.code) == [nil, nil, "InvalidClientTokenId"])
    }

    /// What API Gateway, or a stand-in for it, answers to a call that is none of its own.
    @Test(arguments: [
        ("MissingAuthenticationTokenException", 403), ("InvalidSignatureException", 403), ("404", 404), ("500", 500),
        ("AccessDenied", 403), ("UnreadableReply", 200),
    ])
    func aServerWithoutSTSHindersNobody(code: String, status: Int) async throws {
        let groups = [group(1, "a"), group(2, "a", role: Self.role)]
        let (found, _) = try await check(groups) { _, _ in throw Self.refusal(code, status: status) }
        #expect(found.flatMap(\.groups).map(\.parking) == [nil, nil])
        #expect(found.flatMap(\.groups).map(\.accountID) == [nil, "111122223333"])

        // A role's account is known all the same.
        let (guarded, _) = try await check(groups.map(\.guarded)) { _, _ in throw Self.refusal(code, status: status) }
        #expect(guarded.flatMap(\.groups).map(\.parking?.code) == ["AccountUnknown", nil])
        #expect(guarded.flatMap(\.groups).compactMap(\.parking?.concernsCredentials) == [false])
    }

    @Test func onlyGroupsWithAGuardAreParkedWhenTheAccountIsNotKnown() async throws {
        let groups = [group(1, "a").guarded, group(2, "b"), group(3, "c").guarded, group(4, "c", region: "us-east-1")]
        let (found, _) = try await check(groups) { _, _ in throw Self.refusal("500", status: 500) }
        #expect(found.flatMap(\.groups).map(\.parking?.code) == ["AccountUnknown", nil, "AccountUnknown", nil])
    }

    @Test func aRegionWhoseSTSIsSilentIsNotAskedAgainAndAgain() async throws {
        let groups = (1...200).map { group(Int64($0), "p\($0)", region: $0.isMultiple(of: 2) ? "a" : "b") }
        let (found, asked) = try await check(groups) { set, region in
            if region == "b" { return Self.identity("1") }
            let lost = TransportError(phase: .connect, reason: .timedOut, host: "sts", message: "no answer")
            throw AWSError(operation: "GetCallerIdentity", code: "ConnectTimeout", message: "", transport: lost)
        }
        // No more than were under way before three had failed.
        #expect(asked.count <= 100 + 3 + 16)
        let unknown = found.filter { if case .unknown = $0.finding { true } else { false } }
        #expect(unknown.count == 100)
    }

    /// It was said that they are used, and that STS does not say whose they are since the run is stopping.
    @Test func aRunThatIsStoppedHasFoundNothingOut() async throws {
        var stopped = AWSError(operation: "GetCallerIdentity", code: "NotSent", message: "the run is stopping")
        stopped.isDrained = true
        await #expect(throws: CancellationError.self) {
            try await check([group(1, "a")]) { [stopped] _, _ in throw stopped }
        }
    }

    // MARK: Waiting

    private static func timing(sleep: @escaping @Sendable (Duration) async throws -> Void) -> Timing {
        Timing(now: { .zero }, wallClock: { 0 }, sleep: sleep, random: { 0 })
    }

    /// The first of seventeen answers. The last one is asked when that is known, and then the time is up.
    @Test func whoDoesNotAnswerForLongIsNamed() async throws {
        let isLastAsked = Mutex(false)
        let notes = Notes()
        let connector = AnsweringConnector { set, _ in
            if set.profile == "p17" { isLastAsked.withLock { $0 = true } }
            while set.profile != "p1", notes.all.isEmpty { await Task.yield() }
            return Self.identity(set.profile)
        }
        let timing = Self.timing { duration in
            #expect(duration == .seconds(3))
            while !isLastAsked.withLock(\.self) { await Task.yield() }
        }
        let check = IdentityCheck(connector: connector, timing: timing) { notes.add($0, $1) }
        let found = try await check.run((1...17).map { group(Int64($0), "p\($0)") })
        #expect(found.count == 17)
        #expect(notes.all.map(\.total) == [17])
        #expect(notes.all.map(\.missing) == [(2...17).map { CredentialSet(profile: "p\($0)") }])
    }

    /// The first sixteen hang, and nobody behind them was asked until they had timed out.
    @Test func sourcesThatHangDoNotKeepTheOthersFromBeingAsked() async throws {
        let answered = Mutex<Set<String>>([])
        let connector = AnsweringConnector { set, _ in
            while set.profile.hasPrefix("hung"), answered.withLock(\.count) < 4 { await Task.yield() }
            answered.withLock { _ = $0.insert(set.profile) }
            return Self.identity(set.profile)
        }
        let groups = (1...20).map { group(Int64($0), $0 <= 16 ? "hung\($0)" : "p\($0)") }
        let check = IdentityCheck(connector: connector, timing: Self.timing { _ in await Task.yield() })
        let order = Mutex<[String]>([])
        _ = try await check.run(groups) { found in order.withLock { $0.append(found.credentials.profile) } }
        #expect(Set(order.withLock { $0.prefix(4) }) == ["p17", "p18", "p19", "p20"])
    }

    @Test func nothingIsSaidOfThoseWhoAnswerInTime() async throws {
        let notes = Notes()
        let timing = Self.timing { _ in for await _ in AsyncStream<Never>(Never.self, { _ in }) {} }
        let connector = AnsweringConnector { set, _ in Self.identity(set.profile) }
        let check = IdentityCheck(connector: connector, timing: timing) { notes.add($0, $1) }
        #expect(try await check.run([group(1, "a"), group(2, "b")]).count == 2)
        #expect(notes.all.isEmpty)
    }
}

extension MigrationGroup {
    fileprivate var guarded: MigrationGroup {
        var group = self
        group.hasAccountGuard = true
        return group
    }
}

/// What was said about waiting.
private final class Notes: Sendable {
    private let notes = Mutex<[(missing: [CredentialSet], total: Int)]>([])

    var all: [(missing: [CredentialSet], total: Int)] { notes.withLock(\.self) }

    func add(_ missing: [CredentialSet], _ total: Int) { notes.withLock { $0.append((missing, total)) } }
}

/// Answers as a test says.
private final class AnsweringConnector: Connector {
    private let answer: @Sendable (CredentialSet, String) async throws -> Identity
    private let sets = Mutex<[CredentialSet]>([])

    init(_ answer: @escaping @Sendable (CredentialSet, String) async throws -> Identity) {
        self.answer = answer
    }

    var asked: [CredentialSet] { sets.withLock(\.self) }

    func identity(of credentials: CredentialSet, region: String) async throws -> Identity {
        sets.withLock { $0.append(credentials) }
        return try await answer(credentials, region)
    }

    func client(
        for service: Service,
        _ group: MigrationGroup,
        throttledBy gateGroup: RequestGate.Group
    ) throws -> AWSClient {
        throw CancellationError()
    }
}
