"""An API Gateway behind TLS that answers every update, for the tests of what is spoken there.

    https_server.py DIRECTORY PROTOCOL...

PROTOCOL is what the server offers by ALPN: h2, http/1.1. Writes its certificate to DIRECTORY/ca.pem and prints its port.
Each request adds its HTTP version to DIRECTORY/versions. The program ends when its standard input does.
"""

import asyncio
import datetime
import ipaddress
import json
import os
import socket
import sys
import threading

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypercorn.asyncio import serve
from hypercorn.config import Config


def make_certificate(directory):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.timezone.utc)
    day = datetime.timedelta(days=1)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - day)
        .not_valid_after(now + day)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    with open(os.path.join(directory, "ca.pem"), "wb") as file:
        file.write(certificate.public_bytes(serialization.Encoding.PEM))
    with open(os.path.join(directory, "key.pem"), "wb") as file:
        file.write(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )


def make_app(directory):
    versions = open(os.path.join(directory, "versions"), "a", buffering=1)

    async def app(scope, receive, send):
        if scope["type"] != "http":
            return
        body = b""
        while True:
            event = await receive()
            body += event.get("body", b"")
            if not event.get("more_body"):
                break
        versions.write(scope["http_version"] + "\n")
        answer = {"integrationId": scope["path"].rsplit("/", 1)[-1], **json.loads(body or b"{}")}
        headers = [(b"content-type", b"application/json"), (b"x-amzn-requestid", b"1")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": json.dumps(answer).encode()})

    return app


def main(directory, *protocols):
    make_certificate(directory)
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    config = Config()
    config.bind = [f"fd://{listener.fileno()}"]
    config.certfile = os.path.join(directory, "ca.pem")
    config.keyfile = os.path.join(directory, "key.pem")
    config.alpn_protocols = list(protocols)
    config.errorlog = None
    listener.listen(128)
    print(listener.getsockname()[1], flush=True)
    threading.Thread(target=end_with_input, daemon=True).start()
    asyncio.run(serve(make_app(directory), config, shutdown_trigger=asyncio.Event().wait))


def end_with_input():
    """Ends the program at once, which would wait for its connections otherwise."""
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
