"""Compares update-integration with botocore's requests and the AWS CLI's speed; scripts/compare-cli runs it.

    compare_cli.py TOOL AWS INPUTS CALLS SEED
"""

import http.server
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time

import botocore.session

ENVIRONMENT = {
    "PATH": os.environ["PATH"],
    "HOME": "/nonexistent",
    "LANG": "C.UTF-8",
    "AWS_ACCESS_KEY_ID": "AKIASANDBOX111122223333",
    "AWS_SECRET_ACCESS_KEY": "sandbox-secret",
    "AWS_REGION": "us-east-1",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_PAGER": "",
    "no_proxy": "127.0.0.1",
}
ANSWER = b'{"integrationId":"i","integrationType":"HTTP_PROXY","timeoutInMillis":5000}'
CHARACTERS = "aZ09-_.~/:@%+ ,=;'\"\\{}[]$&?#!|<>\n\t\u00e9\u6771\U0001f680\u202b"
KEY_CHARACTERS = "aZ09-_./:# $\u00e9"


class Server(http.server.ThreadingHTTPServer):
    """Keeps the last request and answers each with the same integration."""

    daemon_threads = True
    last = None


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_PATCH(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.last = {
            "path": self.path,
            "body": json.loads(body),
            "content type": self.headers["Content-Type"],
            "signed headers": self.headers["Authorization"].split("SignedHeaders=")[1].split(",")[0],
        }
        self.send_response(200)
        self.send_header("Content-Length", str(len(ANSWER)))
        self.end_headers()
        self.wfile.write(ANSWER)

    def log_message(self, *arguments):
        pass


class Inputs:
    """Random parameters of UpdateIntegration, made from botocore's own model of it."""

    def __init__(self, shape, seed):
        self.shape = shape
        self.random = random.Random(seed)

    def next(self):
        members = self.shape.members
        names = [name for name in members if name in self.shape.required_members or self.random.random() < 0.3]
        parameters = {name: self.value(members[name]) for name in names}
        # An id of dots alone is refused by the command: as a path segment it would name another resource.
        for name in self.shape.required_members:
            parameters[name] = "a" + parameters[name]
        return parameters

    def value(self, shape):
        if shape.type_name == "structure":
            return {name: self.value(member) for name, member in shape.members.items() if self.random.random() < 0.8}
        if shape.type_name == "map":
            count = self.random.randrange(4)
            return {self.text(KEY_CHARACTERS, 12): self.value(shape.value) for _ in range(count)}
        if shape.type_name == "integer":
            return self.random.choice([50, 51, 29000, 30000, 99999999])
        if getattr(shape, "enum", None) and self.random.random() < 0.8:
            return self.random.choice(shape.enum)
        return self.text(CHARACTERS, 30) or "x"

    def text(self, characters, limit):
        return "".join(self.random.choice(characters) for _ in range(self.random.randint(1, limit)))


def arguments(parameters, as_options):
    """The command line that says the same: an option a member, or one JSON for all."""
    if not as_options:
        return ["--cli-input-json", json.dumps(parameters)]
    words = []
    for name, value in parameters.items():
        option = "--" + "".join(f"-{c.lower()}" if c.isupper() and i else c.lower() for i, c in enumerate(name))
        words.append(f"{option}={json.dumps(value) if isinstance(value, dict) else value}")
    return words


def compare_requests(server, url, tool, count, seed):
    session = botocore.session.get_session()
    client = session.create_client("apigatewayv2", endpoint_url=url)
    inputs = Inputs(client.meta.service_model.operation_model("UpdateIntegration").input_shape, seed)
    differences = 0
    for number in range(count):
        parameters = inputs.next()
        server.last = None
        client.update_integration(**parameters)
        wanted = server.last
        server.last = None
        command = [tool, "update-integration", "--endpoint-url", url, *arguments(parameters, number % 2)]
        result = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True)
        if result.returncode or server.last != wanted:
            differences += 1
            print(f"DIFFERS: {json.dumps(parameters)}\n  botocore: {wanted}\n  here:     {server.last} {result.stderr.strip()}")
    print(f"requests: {count} inputs, {differences} differ from botocore {botocore.__version__}")
    return differences


def seconds(command, count):
    with tempfile.TemporaryFile() as output:
        start = time.perf_counter()
        for _ in range(count):
            subprocess.run(command, env=ENVIRONMENT, stdout=output, check=True)
        return time.perf_counter() - start


def compare_speed(url, tool, cli, count):
    words = ["update-integration", "--endpoint-url", url, "--api-id", "a", "--integration-id", "i"]
    words += ["--timeout-in-millis", "5000", "--request-parameters", "append:header.x-a=1,overwrite:path=/v3"]
    ratios = []
    # Round by round: the ratio survives a machine whose speed drifts.
    rounds = max(1, min(5, count))
    for _ in range(rounds):
        ours = seconds([tool, *words], count // rounds)
        theirs = seconds([cli, "apigatewayv2", *words], count // rounds)
        ratios.append(theirs / ours)
        print(f"  {count // rounds} calls: {theirs:.2f} s by aws, {ours:.3f} s here")
    version = subprocess.run([cli, "--version"], capture_output=True, text=True).stdout.split()[0]
    shown = " ".join(f"{ratio:.0f}" for ratio in ratios)
    print(f"speed: {statistics.median(ratios):.0f} x {version} ({shown})")


def compare_start(tool, cli, count):
    """What a call takes before it does anything, in processor time too: the program's own, and the loader's."""
    rounds = max(1, min(5, count))
    shown = []
    for name, program in (("here", tool), ("aws", cli)):
        before = os.times()
        wall = min(seconds([program, "--version"], count // rounds) for _ in range(rounds)) / (count // rounds)
        after = os.times()
        spent = after.children_user + after.children_system - before.children_user - before.children_system
        shown.append(f"{name} {wall * 1000:.1f} ms, {spent * 1000 / (rounds * (count // rounds)):.1f} ms of processor time")
    print(f"start (--version): {'; '.join(shown)}")


def main():
    tool, cli, inputs, calls, seed = sys.argv[1:]
    os.environ.update(ENVIRONMENT)
    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_address[1]}"
    differences = compare_requests(server, url, os.path.abspath(tool), int(inputs), int(seed))
    compare_start(os.path.abspath(tool), cli, int(calls))
    compare_speed(url, os.path.abspath(tool), cli, int(calls))
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
