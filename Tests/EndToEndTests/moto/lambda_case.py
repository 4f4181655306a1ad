"""Permissions of Lambda functions on moto, filled and read by boto3. `moto_case.py serve` is the server.

    lambda_case.py seed URL DIRECTORY     create two functions and three APIs; write DIRECTORY/manifest.csv
    lambda_case.py policy URL             print who may call the alias live of the new function, a line for each statement
"""

import csv
import io
import json
import sys
import zipfile
from pathlib import Path

from moto_case import ACCOUNT, REGION, client, lambda_uri

APIS, ROUTES = 3, 4


def seed(url, directory):
    role = client(url, "iam").create_role(RoleName="functions", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
    functions = client(url, "lambda")
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        archive.writestr("handler.py", "")
    for name in ("orders-v1", "orders-v2"):
        functions.create_function(
            FunctionName=name,
            Role=role,
            Runtime="python3.12",
            Handler="handler.main",
            Code={"ZipFile": code.getvalue()},
            Publish=True,
        )
        functions.create_alias(FunctionName=name, Name="live", FunctionVersion="1")
    gateway = client(url)
    with open(directory / "manifest.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["api_id", "integration_id", "integration_uri"])
        for number in range(APIS):
            api = gateway.create_api(Name=f"shop-{number}", ProtocolType="HTTP")["ApiId"]
            for _ in range(ROUTES):
                integration = gateway.create_integration(
                    ApiId=api,
                    IntegrationType="AWS_PROXY",
                    IntegrationUri=lambda_uri("orders-v1:live"),
                    PayloadFormatVersion="2.0",
                )
                writer.writerow([api, integration["IntegrationId"], lambda_uri("orders-v2:live")])


def policy(url):
    functions = client(url, "lambda")
    try:
        text = functions.get_policy(FunctionName="orders-v2", Qualifier="live")["Policy"]
    except functions.exceptions.ResourceNotFoundException:
        return
    apis = {api["ApiId"]: api["Name"] for api in client(url).get_apis()["Items"]}
    for statement in sorted(json.loads(text)["Statement"], key=lambda statement: statement["Sid"]):
        (condition,) = statement["Condition"].values()
        (source,) = condition.values()
        api = source.removeprefix(f"arn:aws:execute-api:{REGION}:{ACCOUNT}:").removesuffix("/*/*")
        named = statement["Sid"] == f"apigw-migrate-{api}"
        print(apis.get(api), statement["Effect"], statement["Principal"], statement["Action"], named)


def main(arguments):
    match arguments:
        case ["seed", url, directory]:
            return seed(url, Path(directory))
        case ["policy", url]:
            return policy(url)
    print(__doc__, file=sys.stderr)
    return 64


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
