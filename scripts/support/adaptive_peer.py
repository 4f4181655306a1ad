"""The parts of scripts/bench-adaptive that are easier in Python.

    adaptive_peer.py manifest APIS INTEGRATIONS          print the rows of the second account
    adaptive_peer.py boto3 URL APIS INTEGRATIONS THREADS update the first account's with boto3's adaptive mode; print seconds
    adaptive_peer.py result URL OUTSIDE NOISE BOTO3 APPLY compare: OUTSIDE requests/s of somebody else, the chance of a throttle
                                                         that has no cause, and the two times
"""

import csv
import json
import sys
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor

# The sandbox's quota of each account.
RATE, BURST = 10, 40
TIMEOUT = 15000


def targets(first_api, apis, integrations):
    """Integration after integration, so that neighbours belong to different APIs and do not collide."""
    for integration in range(1, integrations + 1):
        for api in range(first_api, first_api + apis):
            yield f"api{api:07d}", f"int{integration:04d}"


def manifest(apis, integrations):
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["api_id", "integration_id", "timeout_in_millis"])
    writer.writerows((*target, TIMEOUT) for target in targets(apis + 1, apis, integrations))


def boto3_seconds(url, apis, integrations, threads):
    import boto3
    from botocore.config import Config

    # Three tries, the default, would give up rows; a row that fails would make the time meaningless.
    retries = {"mode": "adaptive", "total_max_attempts": 100}
    client = boto3.client(
        "apigatewayv2",
        endpoint_url=url,
        config=Config(max_pool_connections=threads, retries=retries, proxies={}),
    )

    def update(target):
        api, integration = target
        while True:
            try:
                return client.update_integration(ApiId=api, IntegrationId=integration, TimeoutInMillis=TIMEOUT)
            # botocore never repeats a conflict, and gives up when its retry quota of 500 is spent.
            except (client.exceptions.ConflictException, client.exceptions.TooManyRequestsException):
                time.sleep(0.5)

    started = time.perf_counter()
    with ThreadPoolExecutor(threads) as pool:
        for _ in pool.map(update, targets(1, apis, integrations)):
            pass
    print(round(time.perf_counter() - started, 2))


def result(url, outside, noise, seconds):
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(url + "/sandbox/statistics") as answer:
        usage = {account["account"]: account for account in json.load(answer)["usage"]}
    print(f"\n{'':22}{'seconds':>8}{'calls':>7}{'throttled':>17}{'of what was free':>18}{'others throttled':>18}")
    shares = []
    for name, account in (("boto3, adaptive mode", "000000000001"), ("apigw-migrate apply", "000000000002")):
        seen = usage[account]
        calls, throttled = seen["calls"], seen["throttled"]
        # More than all of it when the outside client was throttled, too.
        used = (calls - throttled) / ((BURST + (RATE - outside) * seconds[name]) * (1 - noise))
        others = seen["outsideThrottled"] / max(1, seen["outsideServed"] + seen["outsideThrottled"])
        shares.append(throttled / calls)
        print(f"{name:22}{seconds[name]:8.1f}{calls:7}{throttled:8} = {shares[-1]:6.1%}{used:18.1%}{others:18.1%}")
    if shares[1] > 0:
        print(f"\nThe throttled share of boto3 is {shares[0] / shares[1]:.1f} times that of apply.")
    else:
        print("\napply was never throttled.")


def main(command, *arguments):
    match command, *arguments:
        case ["manifest", apis, integrations]:
            manifest(int(apis), int(integrations))
        case ["boto3", url, apis, integrations, threads]:
            boto3_seconds(url, int(apis), int(integrations), int(threads))
        case ["result", url, outside, noise, boto3, apply]:
            seconds = {"boto3, adaptive mode": float(boto3), "apigw-migrate apply": float(apply)}
            result(url, float(outside), float(noise), seconds)
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main(*(sys.argv[1:] or [""]))
