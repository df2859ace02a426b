"""The compared servers: how to start each, its first request, and its memory afterwards.

Prism answers by the OpenAPI document that `ATTIO_OPENAPI` names, as its users have it. Attio's is not part of this project: without it,
Prism answers by a document of the one call that is timed, four times as fast (5,990 requests a second, 1,454 by Attio's of October 2026).
"""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

__all__ = ["MOTO", "OURS", "PRISM", "Running", "Server", "Silent", "document", "memory", "started"]

_BENCHMARKS = Path(__file__).resolve().parent.parent
_PEERS = _BENCHMARKS / "peers"
_OF_PEERS = Path(sys.prefix) / "of_peers" / "bin"
_JSON = {"content-type": "application/json", "authorization": "Bearer any"}
_ASSERT = "/v2/objects/people/records?matching_attribute=email_addresses"
# every value in a list: Attio's document allows nothing else
_PERSON = {"email_addresses": ["first@example.com"], "name": ["User, First"], "job_title": ["Title 0"]}
_NAMED = os.environ.get("ATTIO_OPENAPI")
_DOCUMENT = Path(_NAMED).resolve() if _NAMED else None
_TABLE = {
    "TableName": "people",
    "KeySchema": [{"AttributeName": "email", "KeyType": "HASH"}],
    "AttributeDefinitions": [{"AttributeName": "email", "AttributeType": "S"}],
    "BillingMode": "PAY_PER_REQUEST",
}
_DYNAMO = {
    "content-type": "application/x-amz-json-1.0",
    "x-amz-target": "DynamoDB_20120810.CreateTable",
    "authorization": "AWS4-HMAC-SHA256 Credential=any/20250101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=any",
}


class Silent(Exception):
    """A server ended, answered with an error or did not answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """`first` is the request whose response ends a cold start: method, path, headers, body, and a member of the response."""

    name: str
    command: Sequence[str]
    needs: Path
    first: tuple[str, str, Mapping[str, str], object, str]

    @property
    def missing(self) -> str | None:
        return (
            None
            if self.needs.exists()
            else f"{self.name} is not installed: {self.needs} is not there; make bench installs it"
        )


_PUT = ("PUT", _ASSERT, _JSON, {"data": {"values": _PERSON}}, "data")
OURS = Server(
    name="attio-harness emulate",
    command=(str(Path(sys.executable).with_name("attio-harness")), "emulate", "--port", "{port}"),
    needs=Path(sys.executable),
    first=_PUT,
)
MOTO = Server(
    name="moto_server",
    command=(str(_OF_PEERS / "moto_server"), "-p", "{port}"),
    needs=_OF_PEERS / "moto_server",
    first=("POST", "/", _DYNAMO, _TABLE, "TableDescription"),
)
PRISM = Server(
    name="Prism",
    command=(
        "node",
        str(_PEERS / "prism/node_modules/.bin/prism"),
        "mock",
        "-p",
        "{port}",
        "-v",
        "silent",
        str(_DOCUMENT or _PEERS / "prism/records.json"),
    ),
    needs=_PEERS / "prism/node_modules/.bin/prism",
    first=_PUT,
)


def document() -> str:
    """By what Prism answers. Raises OSError or ValueError if that cannot be read."""
    if _DOCUMENT is None:
        return "a document of the call that is timed, far smaller than Attio's, which ATTIO_OPENAPI would name"
    told = json.loads(_DOCUMENT.read_text())
    if not isinstance(told, dict) or "paths" not in told:
        raise ValueError(f"{_DOCUMENT} has no paths")
    count = sum(name in _METHODS for path in told["paths"].values() for name in path)
    return f"Attio's OpenAPI document, {count} operations"


_METHODS = ("get", "put", "post", "patch", "delete")


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A server that answered, `seconds` after its process started."""

    port: int
    process: int
    seconds: float


@contextmanager
def started(server: Server, *, within: float = 60) -> Iterator[Running]:
    """A server in its own process until the block ends; raises Silent if it does not answer within so many seconds."""
    port = _free()
    command = [word.replace("{port}", str(port)) for word in server.command]
    begin = time.perf_counter()
    with subprocess.Popen(command, cwd=_BENCHMARKS, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            _wait(server, port, process, begin + within)
            yield Running(port=port, process=process.pid, seconds=time.perf_counter() - begin)
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def _wait(server: Server, port: int, process: subprocess.Popen[bytes], end: float) -> None:
    while time.perf_counter() < end:
        if process.poll() is not None:
            raise Silent(f"{server.name} ended with code {process.returncode} before it answered")
        try:
            if _answered(server, port):
                return
        except OSError:
            time.sleep(0.001)
    raise Silent(f"{server.name} did not answer")


def _answered(server: Server, port: int) -> bool:
    method, path, headers, body, member = server.first
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        client.request(method, path, json.dumps(body), dict(headers))
        answer = client.getresponse()
        text = answer.read()
    finally:
        client.close()
    if answer.status != 200 or member not in json.loads(text):
        raise Silent(f"{server.name} answered {answer.status} to its first request: {text[:200]!r}")
    return True


def _free() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
    return port


def memory(process: int) -> float:
    """MiB of a process and those it started, as the kernel counts them (RSS)."""
    pages, kids = 0.0, [process]
    while kids:
        one = kids.pop()
        try:
            status = Path(f"/proc/{one}/status").read_text()
            kids += map(int, Path(f"/proc/{one}/task/{one}/children").read_text().split())
        except OSError:
            continue
        pages += next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:")), 0)
    return pages / 1024
