"""The moto end-to-end case: a stand-in for API Gateway that this project did not write, filled and read by boto3.

    moto_case.py serve                  start moto on a free port, print its URL, live until standard input ends
    moto_case.py seed URL DIRECTORY     create the APIs; write DIRECTORY/manifest.csv and DIRECTORY/expected.json
    moto_case.py verify URL DIRECTORY   read every integration; exit 1 and name each member that is not as expected
    moto_case.py original URL DIRECTORY read every integration; exit 1 and name each member that is not as it was seeded

The manifest has 200 rows over 20 APIs; 10 of them already hold. moto replaces a map where the real service merges into it,
so a row that sets request parameters names every key that its integration has. It also keeps a key that is sent with an
empty text, which removes it in the real service; such keys count as removed.
"""

import csv
import json
import logging
import os
import sys
from pathlib import Path

# Nothing of the caller's AWS setup may be read.
for name in [name for name in os.environ if name.startswith("AWS_")]:
    del os.environ[name]
os.environ["AWS_CONFIG_FILE"] = os.environ["AWS_SHARED_CREDENTIALS_FILE"] = os.devnull

import boto3  # noqa: E402
from botocore.config import Config  # noqa: E402

REGION = "us-east-1"
ACCOUNT = "123456789012"  # moto's only account
INTEGRATIONS_PER_API = 10
HTTP_APIS = [
    "accounts", "carts", "catalog", "checkout", "customers", "inventory", "invoices", "loyalty",
    "orders", "payments", "pricing", "reports", "returns", "reviews", "search", "shipping",
]  # fmt: skip
WEBSOCKET_APIS = ["live-orders", "live-tracking", "store-presence", "support-chat"]

# Every row sets these; the maps are columns of their own, one per key.
COLUMNS = {
    "integration_uri": "IntegrationUri",
    "timeout_in_millis": "TimeoutInMillis",
    "description": "Description",
}
HTTP_KEY = "overwrite:header.x-stage"
WEBSOCKET_KEY = "integration.request.header.x-stage"


def client(url, service="apigatewayv2"):
    return boto3.client(
        service,
        region_name=REGION,
        endpoint_url=url,
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(proxies={}, max_pool_connections=1),
    )


def lambda_uri(function):
    arn = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{function}"
    return f"arn:aws:apigateway:{REGION}:lambda:path/2015-03-31/functions/{arn}/invocations"


def before(api, index, is_websocket):
    values = {
        "IntegrationType": "AWS_PROXY",
        "IntegrationMethod": "POST",
        "IntegrationUri": lambda_uri(f"{api}-{index}-v1"),
        "PayloadFormatVersion": "1.0" if is_websocket else "2.0",
        "TimeoutInMillis": 5000,
        "Description": f"{api} {index}",
    }
    if index == 1:
        values["RequestParameters"] = {WEBSOCKET_KEY: "'blue'"} if is_websocket else {HTTP_KEY: "blue"}
    return values


def wanted(api, index, is_websocket):
    """The members that the row sets; one row in each of the first ten APIs already holds."""
    if index == 9 and api in HTTP_APIS[:10]:
        held = before(api, index, is_websocket)
        return {member: held[member] for member in COLUMNS.values()}
    values = {
        "IntegrationUri": lambda_uri(f"{api}-{index}-v2"),
        "TimeoutInMillis": 10_000 + 100 * index,
        "Description": f'{api} {index}, moved to "v2" – größer',
    }
    if index in (1, 2):
        values["RequestParameters"] = {WEBSOCKET_KEY: "'green'"} if is_websocket else {HTTP_KEY: "green"}
    return values


def serve():
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    print(f"http://{host}:{port}", flush=True)
    sys.stdin.read()
    server.stop()


def seed(url, directory):
    gateway = client(url)
    rows, expected, original, unchanged = [], {}, {}, 0
    for api in HTTP_APIS + WEBSOCKET_APIS:
        is_websocket = api in WEBSOCKET_APIS
        options = {"RouteSelectionExpression": "$request.body.action"} if is_websocket else {}
        protocol = "WEBSOCKET" if is_websocket else "HTTP"
        api_id = gateway.create_api(Name=api, ProtocolType=protocol, **options)["ApiId"]
        expected[api_id], original[api_id] = {}, {}
        for index in range(INTEGRATIONS_PER_API):
            old, new = before(api, index, is_websocket), wanted(api, index, is_websocket)
            integration = gateway.create_integration(ApiId=api_id, **old)
            live = settled(integration)
            integration_id = live["IntegrationId"]
            expected[api_id][integration_id] = live | new
            original[api_id][integration_id] = live
            unchanged += live == live | new
            row = {"api_id": api_id, "integration_id": integration_id}
            row |= {column: new[member] for column, member in COLUMNS.items()}
            row |= {f"request_parameters.{key}": text for key, text in new.get("RequestParameters", {}).items()}
            rows.append(row)
    columns = ["api_id", "integration_id", *COLUMNS]
    columns += [f"request_parameters.{key}" for key in (HTTP_KEY, WEBSOCKET_KEY)]
    with open(directory / "manifest.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    case = {"rows": len(rows), "unchanged": unchanged, "integrations": expected, "original": original}
    (directory / "expected.json").write_text(json.dumps(case, indent=2), encoding="utf-8")


def settled(integration):
    """An integration without the response's wrapping, absent members, removed keys and empty maps."""
    members = dict(integration)
    parameters = members.get("RequestParameters") or {}
    members["RequestParameters"] = {key: text for key, text in parameters.items() if text != ""} or None
    return {member: value for member, value in members.items() if member != "ResponseMetadata" and value is not None}


def verify(url, directory, state="integrations"):
    gateway = client(url)
    case = json.loads((directory / "expected.json").read_text(encoding="utf-8"))
    differences, read = [], 0
    for api_id, integrations in case[state].items():
        items = gateway.get_integrations(ApiId=api_id)["Items"]
        live = {item["IntegrationId"]: settled(item) for item in items}
        read += len(live)
        for integration_id in sorted(live.keys() | integrations.keys()):
            is_, should = live.get(integration_id, {}), integrations.get(integration_id, {})
            differences += [
                f"{api_id}/{integration_id}: {member} is {is_.get(member)!r}, not {should.get(member)!r}"
                for member in sorted(is_.keys() | should.keys())
                if is_.get(member) != should.get(member)
            ]
    for difference in differences:
        print(difference)
    print(f"{read} integrations read, {len(differences)} differences")
    return 1 if differences or read != case["rows"] else 0


def main(arguments):
    match arguments:
        case ["serve"]:
            return serve()
        case ["seed", url, directory]:
            return seed(url, Path(directory))
        case ["verify", url, directory]:
            return verify(url, Path(directory))
        case ["original", url, directory]:
            return verify(url, Path(directory), "original")
    print(__doc__, file=sys.stderr)
    return 64


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
