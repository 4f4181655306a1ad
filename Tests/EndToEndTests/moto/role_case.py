"""The moto case with signature checks on: integrations of two accounts, which only a role of the account may change.

    role_case.py seed URL DIRECTORY     create users, roles and APIs; write config, credentials, manifest.csv and
                                        expected.json to DIRECTORY; from then on moto checks every signature and policy
    role_case.py verify URL DIRECTORY   read every integration; exit 1 and name each one that is not as expected

The user may do nothing but assume the role `hop`, and `hop` nothing but assume the two roles that may write. The profile
`chained` assumes its role through `hop`; the rows of the other account name their role themselves. The last row's profile has
a wrong secret, and its integration stays as it is. `moto_case.py serve` starts moto.
"""

import csv
import json
import sys
import urllib.request
from pathlib import Path

sys.dont_write_bytecode = True
# First, as it takes the caller's AWS setup away.
from moto_case import ACCOUNT, REGION  # noqa: E402
import boto3  # noqa: E402
from botocore.config import Config  # noqa: E402

CHAINED_ACCOUNT = "210987654321"
COLUMN_ACCOUNT = "345678901234"
INTEGRATIONS = 5
TIMEOUT = 12_345


def role_arn(account, name):
    return f"arn:aws:iam::{account}:role/{name}"


def statement(action, resource="*", **others):
    allow = {"Effect": "Allow", "Action": action} | ({"Resource": resource} if resource else {}) | others
    return json.dumps({"Version": "2012-10-17", "Statement": [allow]})


def session(url, account):
    """A session in an account of moto, which lets anybody assume anything as long as it checks nothing."""
    boto3_session = boto3.Session(aws_access_key_id="test", aws_secret_access_key="test", region_name=REGION)
    sts = boto3_session.client("sts", endpoint_url=url, config=Config(proxies={}))
    keys = sts.assume_role(RoleArn=role_arn(account, "seed"), RoleSessionName="seed")["Credentials"]
    return boto3.Session(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"], REGION)


def client(boto3_session, service, url):
    return boto3_session.client(service, endpoint_url=url, config=Config(proxies={}))


def check_signatures(url, is_on):
    """Lets moto check each call from now on, or none of many."""
    count = b"0" if is_on else b"1000000"
    request = urllib.request.Request(f"{url}/moto-api/reset-auth", count, {"Content-Type": "text/plain"})
    urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request).read()


def make_role(iam, name, trusted, policy):
    trust = statement("sts:AssumeRole", resource=None, Principal={"AWS": trusted})
    iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust)
    iam.put_role_policy(RoleName=name, PolicyName="all", PolicyDocument=policy)


def seed(url, directory):
    iam = client(session(url, ACCOUNT), "iam", url)
    user = iam.create_user(UserName="migrator")["User"]["Arn"]
    keys = iam.create_access_key(UserName="migrator")["AccessKey"]
    policy = statement("sts:AssumeRole", role_arn(ACCOUNT, "hop"))
    iam.put_user_policy(UserName="migrator", PolicyName="hop", PolicyDocument=policy)
    targets = [role_arn(account, "deployer") for account in (CHAINED_ACCOUNT, COLUMN_ACCOUNT)]
    make_role(iam, "hop", user, statement("sts:AssumeRole", targets))

    rows, expected = [], {}
    for account in (CHAINED_ACCOUNT, COLUMN_ACCOUNT):
        account_session = session(url, account)
        make_role(
            client(account_session, "iam", url),
            "deployer",
            f"arn:aws:sts::{ACCOUNT}:assumed-role/hop/*",
            statement("apigateway:*"),
        )
        gateway = client(account_session, "apigatewayv2", url)
        api_id = gateway.create_api(Name="orders", ProtocolType="HTTP")["ApiId"]
        expected[account] = {"api": api_id, "timeouts": {}}
        for _ in range(INTEGRATIONS):
            integration = gateway.create_integration(ApiId=api_id, IntegrationType="HTTP_PROXY", TimeoutInMillis=5000)
            integration_id = integration["IntegrationId"]
            expected[account]["timeouts"][integration_id] = TIMEOUT
            names = ("chained", "") if account == CHAINED_ACCOUNT else ("hop", role_arn(account, "deployer"))
            rows.append([*names, account, api_id, integration_id, TIMEOUT])
    # The last one is not reached.
    expected[COLUMN_ACCOUNT]["timeouts"][integration_id] = 5000
    rows[-1][:2] = "mistaken", ""

    with open(directory / "manifest.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["profile", "role_arn", "account_id", "api_id", "integration_id", "timeout_in_millis"])
        writer.writerows(rows)
    (directory / "expected.json").write_text(json.dumps(expected), encoding="utf-8")
    (directory / "credentials").write_text(
        f"[user]\naws_access_key_id = {keys['AccessKeyId']}\naws_secret_access_key = {keys['SecretAccessKey']}\n"
        f"[mistaken]\naws_access_key_id = {keys['AccessKeyId']}\naws_secret_access_key = not-the-secret\n"
    )
    (directory / "config").write_text(
        f"[profile hop]\nrole_arn = {role_arn(ACCOUNT, 'hop')}\nsource_profile = user\n"
        f"[profile chained]\nrole_arn = {role_arn(CHAINED_ACCOUNT, 'deployer')}\nsource_profile = hop\n"
    )
    check_signatures(url, True)


def verify(url, directory):
    check_signatures(url, False)
    differences = 0
    for account, case in json.loads((directory / "expected.json").read_text(encoding="utf-8")).items():
        items = client(session(url, account), "apigatewayv2", url).get_integrations(ApiId=case["api"])["Items"]
        live = {item["IntegrationId"]: item["TimeoutInMillis"] for item in items}
        for integration_id in sorted(live.keys() | case["timeouts"].keys()):
            is_, should = live.get(integration_id), case["timeouts"].get(integration_id)
            if is_ != should:
                differences += 1
                print(f"{account}/{integration_id}: {is_}, not {should}")
    print(f"{differences} differences")
    return 1 if differences else 0


def main(arguments):
    match arguments:
        case ["seed", url, directory]:
            return seed(url, Path(directory))
        case ["verify", url, directory]:
            return verify(url, Path(directory))
    print(__doc__, file=sys.stderr)
    return 64


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
