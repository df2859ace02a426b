"""Every option of every command with a wrong value: one line that says which option or what value, and exit code 2.

The list is that of the commands themselves, so a new option is in it; one that takes any text says so in ANYTHING.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from attio_harness.cli import COMMANDS
from attio_harness.cli.commands import Command
from attio_harness.cli.lazy import command_of
from attio_harness.settings import keys_of

from .shell import Shell

RUN = ("-m", "mapping.json", "-w", "workspace.yaml")
BASE: Mapping[str, Sequence[str]] = {
    "anonymize": ("events.ndjson",),
    "check": ("events.ndjson", *RUN),
    "conform": ("--live",),
    "coverage": ("events.ndjson", *RUN),
    "diff": ("mapping.json", "mapping.json", "events.ndjson", "-w", "workspace.yaml"),
    "explain": ("events.ndjson:1", *RUN),
    "gate": ("events.ndjson", *RUN),
    "lint": ("mapping.json", "-w", "workspace.yaml"),
    "plan": ("events.ndjson", *RUN),
    "pull": ("--base-url", "http://127.0.0.1:1"),
    "redeliver": ("events.ndjson", *RUN),
    "replay": ("traffic.har",),
    "schema diff": ("workspace.yaml", "workspace.yaml"),
    "serve": ("-m", "mapping.json"),
    "shrink": ("events.ndjson", *RUN),
    "verify": ("--attio", "http://127.0.0.1:1"),
}
"""What a command needs besides the option."""

BESIDE: Mapping[tuple[str, str], Sequence[str]] = {
    ("pull", "--records"): ("--state", "crm.json"),
    ("pull", "--save-filters"): ("--segment",),
    ("pull", "--destination"): ("--segment",),
    ("pull", "--region"): ("--segment",),
    ("init", "--destination"): ("--from-segment",),
    ("generate", "--action"): RUN,
    ("generate", "--destination"): RUN,
    ("serve", "--token-env"): ("--attio", "http://127.0.0.1:1"),
    **{(name, "--admin-token-file"): ("--allow-remote",) for name in ("emulate", "serve")},
}
"""What an option needs besides."""

WRONG = "what is/not"
ANYTHING = {
    ("serve", "--write-key"): "any text",
    ("anonymize", "--key"): "any text",
    ("anonymize", "--fake"): "any path in an event",
    ("anonymize", "--keep"): "any path in an event",
    ("pull", "--records"): "asked of the workspace",
    ("pull", "--destination"): "asked of Segment",
    ("init", "--destination"): "asked of Segment",
}
"""Options that take any text, or whose words only a server knows."""


NOT_ALWAYS = {
    ("diff", "--mapping"): "of --base, and no matter where OLD and NEW are named",
    ("pull", "--base-url"): "said by the call above",
    ("serve", "--token-env"): "the call above names --attio, which is what is told",
    ("serve", "--mapping"): "the call above names it, and would serve",
    ("schema diff", "--destination"): "for commands that are given mappings",
    **{
        (name, "--destination"): "gives way to a mapping that is typed"
        for name in ("check", "explain", "plan", "coverage", "redeliver", "diff", "shrink", "gate", "generate", "lint")
    },
}
"""Options that a configuration may have for calls of another kind."""


def path(row: Command) -> str:
    return f"{row.group} {row.name}".strip()


def long(param: Any) -> str:
    return str(next(word for word in param.opts if word.startswith("--")))


OPTIONS = [
    pytest.param(path(row), param, id=f"{path(row)} {long(param)}")
    for row in COMMANDS
    for param in command_of(row).params
    if param.param_type_name == "option"
]


@pytest.fixture
def shell(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> Shell:
    shell.write("traffic.har", json.dumps({"log": {"version": "1.2", "creator": {}, "entries": []}}))
    for name in ("ATTIO_API_KEY", "SEGMENT_TOKEN"):
        monkeypatch.setenv(name, "k" * 64)
    for server in ("attio_harness.serve", "attio_harness.local_segment.server"):
        monkeypatch.setattr(f"{server}.serve", lambda *words, **named: pytest.fail("a server was started"))
    return shell


@pytest.mark.parametrize(("command", "param"), OPTIONS)
def test_a_wrong_value_is_one_line(shell: Shell, command: str, param: Any) -> None:
    option = long(param)
    if (command, option) in ANYTHING:
        return
    words = [f"{option}={WRONG}"] if getattr(param, "is_flag", False) else [option, WRONG]
    before = sorted(one.name for one in shell.folder.iterdir())
    base = [word for word in BASE.get(command, ()) if option not in BASE.get(command, ())]
    code, out, err = shell(*command.split(), *base, *BESIDE.get((command, option), ()), *words)
    assert (code, out, err.count("\n")) == (2, "", 1), err
    assert option in err or WRONG in err
    assert not re.search(r"\bNone\b|Errno|Traceback|pydantic|Input should|ValueError|object at 0x", err), err
    assert sorted(one.name for one in shell.folder.iterdir()) == before


CONFIGURED = [param for param in OPTIONS if long(param.values[1]).removeprefix("--") in keys_of(str(param.values[0]))]


@pytest.mark.parametrize(("command", "param"), CONFIGURED)
def test_a_wrong_value_of_the_configuration_is_told_with_its_line(shell: Shell, command: str, param: Any) -> None:
    option = long(param)
    key = option.removeprefix("--")
    if (command, option) in ANYTHING or (command, option) in NOT_ALWAYS:
        return
    is_number = keys_of(command)[key].kind == "number"
    text = f"[{command.replace(' ', '.')}]\n{key} = {-1.5 if is_number else json.dumps(WRONG)}\n"
    shell.write("attio-harness.toml", text)
    words = [word for word in BASE.get(command, ()) if word != option]
    code, out, err = shell(*command.split(), *words, *BESIDE.get((command, option), ()))
    if f"-{key[0]}" in words and key in ("mapping", "workspace"):
        # the word of the call goes before
        assert "attio-harness.toml" not in err
    else:
        assert (code, out, err.count("\n")) == (2, "", 1), err
        assert "attio-harness.toml:2" in err
        assert option not in err.replace("see attio-harness", "").partition(" (see")[0]
