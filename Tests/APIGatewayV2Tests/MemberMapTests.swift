import APIGatewayV2
import Testing

struct MemberMapTests {
    @Test func membersStandInTheOrderOfTheModelHoweverTheyWereSet() {
        var map: MemberMap<Int> = [.timeoutInMillis: 1, .connectionID: 2, .tlsConfig: 3]
        map[.description] = 4
        #expect(map.keys == [.connectionID, .description, .timeoutInMillis, .tlsConfig])
        #expect(map.map(\.value) == [2, 4, 1, 3])
    }

    @Test func aMemberIsReplacedAndRemoved() {
        var map: MemberMap<Int> = [.description: 1, .integrationURI: 2]
        map[.description] = 3
        map[.integrationURI] = nil
        map[.tlsConfig] = nil
        #expect(map == [.description: 3])
        #expect(map[.integrationURI] == nil)
        #expect(map[.integrationURI, default: 7] == 7)
    }

    @Test func whatIsFilteredAndMappedKeepsItsMembers() {
        let map: MemberMap<Int> = [.description: 1, .integrationURI: 2, .timeoutInMillis: 3]
        #expect(map.filter { $0.value > 1 } == [.integrationURI: 2, .timeoutInMillis: 3])
        #expect(map.mapValues(String.init) == [.description: "1", .integrationURI: "2", .timeoutInMillis: "3"])
    }
}
