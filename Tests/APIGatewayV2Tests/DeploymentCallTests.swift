import APIGatewayV2
import AWSCore
import Pacing
import Testing

/// The wire form of the operations on stages and deployments (the service model: methods, paths, members).
struct DeploymentCallTests {
    @Test func aDeploymentIsAPostWithItsStage() async throws {
        let transport = ScriptedTransport([
            (201, #"{"deploymentId":"d1","deploymentStatus":"PENDING","autoDeployed":false,"description":"x"}"#)
        ])
        let answer = try await transport.withAPIGateway { gateway in
            try await gateway.createDeployment(apiID: "a", stage: "prod", description: "x")
        }
        let made = try answer.value.get()
        #expect(made.id == "d1")
        #expect(made.status == .pending)
        #expect(made.description == "x")
        #expect(
            transport.sent == [
                ScriptedTransport.Sent(
                    method: "POST",
                    path: "/base/v2/apis/a/deployments",
                    contentType: "application/json",
                    body: #"{"stageName":"prod","description":"x"}"#
                )
            ]
        )
    }

    /// The service may have made one: a second call would make another.
    @Test func aDeploymentThatMayHaveBeenMadeIsNotAskedForAgain() async throws {
        let transport = ScriptedTransport([(500, #"{"message":"Internal server error"}"#)])
        let error = await #expect(throws: AWSError.self) {
            try await transport.withAPIGateway { gateway in
                _ = try await gateway.createDeployment(apiID: "a", stage: "prod", description: "x")
            }
        }
        #expect(error?.mayHaveBeenProcessed == true)
        #expect(transport.sent.count == 1)
    }

    @Test func aStageIsPointedToADeploymentByAPatchOfThatMember() async throws {
        let transport = ScriptedTransport([(200, #"{"stageName":"$default","deploymentId":"d0","autoDeploy":false}"#)])
        let answer = try await transport.withAPIGateway { gateway in
            try await gateway.updateStage(apiID: "a", name: "$default", deploymentID: "d0")
        }
        #expect(try answer.value.get().deploymentID == "d0")
        #expect(
            transport.sent == [
                ScriptedTransport.Sent(
                    method: "PATCH",
                    path: "/base/v2/apis/a/stages/%24default",
                    contentType: "application/json",
                    body: #"{"deploymentId":"d0"}"#
                )
            ]
        )
    }

    @Test func anExportNamesItsKindAndItsStage() async throws {
        let transport = ScriptedTransport([(200, #"{"openapi":"3.0.1"}"#), (200, #"{"openapi":"3.0.1"}"#)])
        try await transport.withAPIGateway { gateway in
            _ = try await gateway.export(apiID: "a", stage: "prod")
            _ = try await gateway.export(apiID: "a", stage: nil)
        }
        #expect(
            transport.sent.map(\.path) == [
                "/base/v2/apis/a/exports/OAS30?outputType=JSON&stageName=prod",
                "/base/v2/apis/a/exports/OAS30?outputType=JSON",
            ]
        )
    }

    @Test func aStatusThatIsNotKnownIsNone() async throws {
        let transport = ScriptedTransport([(200, #"{"deploymentId":"d1","deploymentStatus":"REPLACED"}"#)])
        let found = try await transport.withAPIGateway { try await $0.deployment(apiID: "a", id: "d1") }
        #expect(found.status == nil)
    }
}
