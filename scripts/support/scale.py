"""The parts of scripts/scale that are easier in Python.

    scale.py config ACCOUNTS [--roles]              print an AWS config file with a profile for each account
    scale.py manifest ACCOUNTS APIS INTEGRATIONS    print a manifest sorted by account, as people's exports are
    scale.py measure URL BURST COMMAND...           run the command; print its time, processor time, memory, what the sandbox saw
"""

import csv
import json
import resource
import subprocess
import sys
import time
import urllib.request

REGION = "us-east-1"
RATE = 10


def account_ids(count):
    return (f"{number:012d}" for number in range(1, count + 1))


def lasting_keys(account):
    return f"aws_access_key_id = AKIASANDBOX{account}\naws_secret_access_key = sandbox-secret"


def config(count, roles):
    if roles:
        print(f"[profile source]\nregion = {REGION}\n{lasting_keys('000000000001')}\n")
    for account in account_ids(count):
        keys = lasting_keys(account)
        if roles:
            keys = f"role_arn = arn:aws:iam::{account}:role/migration\nsource_profile = source"
        print(f"[profile account-{account}]\nregion = {REGION}\n{keys}\n")


def manifest(count, apis, integrations):
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["profile", "api_id", "integration_id", "timeout_in_millis"])
    for index, account in enumerate(account_ids(count)):
        for api in range(1, apis + 1):
            for integration in range(1, integrations + 1):
                target = (f"account-{account}", f"api{index * apis + api:07d}", f"int{integration:04d}")
                writer.writerow((*target, 15000))


def statistics(url):
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(url + "/sandbox/statistics") as answer:
        return json.load(answer)


def measure(url, burst, command):
    started = time.monotonic()
    code = subprocess.run(command).returncode
    makespan = time.monotonic() - started
    usage_of_child = resource.getrusage(resource.RUSAGE_CHILDREN)
    memory = usage_of_child.ru_maxrss / 1024
    processor = usage_of_child.ru_utime + usage_of_child.ru_stime
    seen = statistics(url)
    usage = seen["usage"]
    busiest = max(account["calls"] for account in usage)
    ideal = max(0, (busiest - burst) / RATE)
    calls = sum(account["calls"] for account in usage)
    throttled = sum(account["throttled"] for account in usage)
    print(f"\naccounts     {len(usage):8}")
    print(f"updates      {seen['updatesApplied']:8}       {seen['repeatedUpdates']} repeated")
    print(f"calls        {calls:8}       {throttled} throttled, {seen['conflicts']} conflicts")
    outside = [sum(account[kind] for account in usage) for kind in ("outsideServed", "outsideThrottled")]
    if any(outside):
        print(f"of others    {sum(outside):8}       {outside[1]} throttled")
    if roles := seen["calls"].get("AssumeRole"):
        print(f"AssumeRole   {roles:8}")
    print(f"makespan     {makespan:8.2f} s     {calls / makespan:.0f} calls/s")
    print(f"ideal        {ideal:8.2f} s     ({busiest} calls of the busiest account - {burst}) / {RATE}")
    if ideal > 0:
        print(f"ratio        {makespan / ideal:8.2f}")
    print(f"processor    {processor:8.2f} s     {processor * 1e6 / max(1, calls):.0f} us a call")
    print(f"peak memory  {memory:8.1f} MiB")
    sys.exit(code)


def main(command, *arguments):
    match command, *arguments:
        case ["config", count, *options]:
            config(int(count), options == ["--roles"])
        case ["manifest", count, apis, integrations]:
            manifest(int(count), int(apis), int(integrations))
        case ["measure", url, burst, *command] if command:
            measure(url, int(burst), command)
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main(*(sys.argv[1:] or [""]))
