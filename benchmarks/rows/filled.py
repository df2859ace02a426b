"""`python -m rows.filled PEOPLE PORT` serves what `attio-harness emulate` serves, with so many people from the start."""

from __future__ import annotations

import sys

from attio_emulator.faces.server import serve
from attio_harness.serve import ServerOptions, door, listen, maker

from rows.people import put


def main(people: int, port: int) -> None:
    options = ServerOptions(port=port)
    emulator = maker(options)()
    for person in range(people):
        put(emulator, person, person)
    guard, started = door(options)
    serve(emulator, listen(options), guard=guard, started=started, limits=options.limits)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
