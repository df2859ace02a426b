"""A person at the command line, for the tests of commands: a folder with an event, a mapping and a workspace."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from attio_harness import cli

from tests.attio_harness.subscriptions import IDENTIFY

FIXTURES = Path(__file__).parents[3] / "fixtures"
EVENT = {
    "type": "identify",
    "userId": "u1",
    "messageId": "m1",
    "traits": {"email": "jane@acme.com", "plan": "Enterprise+"},
}
MAPPING = IDENTIFY
WORKSPACE = """
name: Acme
objects:
  - api_slug: users
    active: true
    attributes:
      - {api_slug: plan, type: select, options: [Free, Enterprise]}
"""


class Shell:
    """Runs the command line in a folder of its own."""

    def __init__(self, folder: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
        self.folder, self._captured = folder, capfdbinary
        self.write("events.ndjson", json.dumps(EVENT) + "\n")
        self.write("mapping.json", json.dumps(MAPPING, indent=2))
        self.write("workspace.yaml", WORKSPACE)

    def write(self, name: str, content: str | bytes) -> None:
        data = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
        (self.folder / name).write_bytes(data)

    def __call__(self, *words: str) -> tuple[int, str, str]:
        self._captured.readouterr()
        with pytest.raises(SystemExit) as stopped:
            cli.main(words)
        out, err = self._captured.readouterr()
        assert b"Traceback" not in err
        return int(stopped.value.code or 0), out.decode(), err.decode()

    def check(
        self,
        *more: str,
        events: str = "events.ndjson",
        mapping: str = "mapping.json",
        workspace: str = "workspace.yaml",
    ) -> tuple[int, str, str]:
        return self("check", events, "-m", mapping, "-w", workspace, *more)
