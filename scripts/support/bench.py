"""The parts of scripts/bench that are easier in Python.

    bench.py free-port
    bench.py nginx-config PORT DIRECTORY
    bench.py wrk-script FILE
    bench.py manifest ROWS APIS FILE
    bench.py records ROWS FILE             a manifest to be read, CSV or JSON Lines by its suffix, with a URI of its own in each
                                           fourth row
    bench.py read FILE                     read it with Python's csv or json
    bench.py boto3 URL ROWS THREADS        print rows/s of boto3 on that many threads
    bench.py median NUMBER...
    bench.py ratio A B
"""

import csv
import json
import os
import socket
import statistics
import sys
import time
from concurrent.futures import ThreadPoolExecutor

# What every row sets; nginx answers with the same values, so that the check of the answer finds each row in effect.
URI = (
    "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/"
    "arn:aws:lambda:us-east-1:111122223333:function:orders-create-v2/invocations"
)
UPDATE = {"integrationUri": URI, "timeoutInMillis": 15000}
INTEGRATION = {
    "connectionType": "INTERNET",
    "integrationId": "int0001",
    "integrationMethod": "POST",
    "integrationType": "AWS_PROXY",
    "payloadFormatVersion": "2.0",
    **UPDATE,
}


def compact(value):
    return json.dumps(value, separators=(",", ":"))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        print(probe.getsockname()[1])


def nginx_config(port, directory):
    temporary = "\n".join(
        f"    {kind}_temp_path {directory}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    print(f"""
daemon off;
worker_processes 1;
pid {directory}/nginx.pid;
error_log {directory}/error.log;
events {{ worker_connections 4096; }}
http {{
    access_log off;
    keepalive_requests 1000000000;
    keepalive_timeout 600s;
    default_type application/json;
{temporary}
    server {{
        listen 127.0.0.1:{port} backlog=4096;
        location / {{ return 200 '{compact(INTEGRATION)}'; }}
        location ~ ^/v2/apis/[^/]+/integrations$ {{
{listing()}
        }}
    }}
}}""")


def wrk_script(path):
    with open(path, "w") as file:
        file.write('wrk.method = "PATCH"\nwrk.headers["Content-Type"] = "application/json"\n')
        file.write(f"wrk.body = '{compact(UPDATE)}'\n")


def targets(rows, apis):
    """Row after row of one API before the next, as people's exports are."""
    per_api = -(-rows // apis)
    return ((f"api{row // per_api:07d}", f"int{row % per_api:04d}") for row in range(rows))


def manifest(rows, apis, path):
    with open(path, "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["api_id", "integration_id", "integration_uri", "timeout_in_millis"])
        writer.writerows((*target, URI, UPDATE["timeoutInMillis"]) for target in targets(rows, apis))


def listing(count=50, at_once=8):
    """nginx's answer to GetIntegrations, in which every row finds its integration with another timeout than it wants.

    A text of nginx's configuration has at most 4,096 bytes, so the answer is put together of several.
    """
    items = [
        compact({**INTEGRATION, "integrationId": f"int{number:04d}", "timeoutInMillis": 20000}) for number in range(count)
    ]
    parts = [",".join(items[first : first + at_once]) for first in range(0, count, at_once)]
    lines = [f"            set $part{number} '{part}';" for number, part in enumerate(parts)]
    names = ",".join(f"${{part{number}}}" for number in range(len(parts)))
    return "\n".join([*lines, f"            return 200 '{{\"items\":[{names}]}}';"])


def records(rows, path):
    def record(number):
        uri = URI.replace("orders-create-v2", f"fn-{number // 4:06d}:live")
        return [f"api{number // 50:07d}", f"i{number:08d}", uri, 1000 + number % 29000]

    names = ["api_id", "integration_id", "integration_uri", "timeout_in_millis"]
    with open(path, "w", newline="") as file:
        if path.endswith(".jsonl"):
            file.writelines(json.dumps(dict(zip(names, record(number)))) + "\n" for number in range(rows))
            return
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(names)
        writer.writerows(record(number) for number in range(rows))


def read(path):
    with open(path, newline="") as file:
        for _ in map(json.loads, file) if path.endswith(".jsonl") else csv.reader(file):
            pass


def boto3_rate(url, rows, threads):
    import boto3
    from botocore.config import Config

    config = Config(max_pool_connections=threads, retries={"total_max_attempts": 1}, proxies={})
    client = boto3.client("apigatewayv2", endpoint_url=url, config=config)

    def update(target):
        api, integration = target
        client.update_integration(
            ApiId=api,
            IntegrationId=integration,
            IntegrationUri=URI,
            TimeoutInMillis=UPDATE["timeoutInMillis"],
        )

    update(("api0000000", "int0000"))  # opens the first connection and loads what boto3 loads late
    started = time.perf_counter()
    with ThreadPoolExecutor(threads) as pool:
        for _ in pool.map(update, targets(rows, apis=max(1, rows // 100))):
            pass
    print(round(rows / (time.perf_counter() - started), 1))


def main(command, *arguments):
    match command, *arguments:
        case ["free-port"]:
            free_port()
        case ["nginx-config", port, directory]:
            nginx_config(port, os.path.abspath(directory))
        case ["wrk-script", path]:
            wrk_script(path)
        case ["manifest", rows, apis, path]:
            manifest(int(rows), int(apis), path)
        case ["records", rows, path]:
            records(int(rows), path)
        case ["read", path]:
            read(path)
        case ["boto3", url, rows, threads]:
            boto3_rate(url, int(rows), int(threads))
        case ["median", *numbers]:
            print(f"{statistics.median(map(float, numbers)):.2f}")
        case ["ratio", a, b]:
            print(f"{float(a) / float(b):.2f}")
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main(*(sys.argv[1:] or [""]))
