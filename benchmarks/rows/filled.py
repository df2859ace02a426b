"""`python filled.py PEOPLE PORT`: what `attio-harness emulate` serves, with so many people in it before anybody calls."""

from __future__ import annotations

import sys

from attio_emulator import Emulator, Request
from attio_emulator.faces.server import serve
from attio_harness.serve import ServerOptions, door, listen, maker

__all__ = ["fill"]

_PATH = "/v2/objects/people/records?matching_attribute=email_addresses"


def fill(emulator: Emulator, people: int) -> None:
    """Raises ValueError where a person is refused."""
    for index in range(people):
        values = {
            "email_addresses": [f"user{index}@example.com"],
            "name": f"User{index}, Sample",
            "job_title": f"Title {index}",
        }
        answer = emulator.handle(Request.make("PUT", _PATH, json={"data": {"values": values}}, token="any"))
        if answer.status != 200:
            raise ValueError(f"expected an assert to be answered with 200, found {answer.status}: {answer.body!r}")


def main(people: int, port: int) -> None:
    options = ServerOptions(port=port)
    emulator = maker(options)()
    fill(emulator, people)
    guard, started = door(options)
    serve(emulator, listen(options), guard=guard, started=started, limits=options.limits)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
