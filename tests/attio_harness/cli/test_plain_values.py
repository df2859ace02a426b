"""Values that are taken as they stand are what typer's validators make of them, for every option of every command."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from attio_harness.cli import COMMANDS
from attio_harness.cli.commands import Command
from attio_harness.cli.lazy import command_of
from attio_harness.cli.plain_values import taken_plainly

VALUES: tuple[object, ...] = (
    *(None, "", "a", "-", "a b", "b\u00fccher", "half \udcff", "\U0001f600", b"bytes", "0", "8700", "65535", "65536", "007", "-1", "+1"),
    *(" 1", "1.5", "1_0", "1e3", "nan", "\u0661", "9" * 18, "9" * 30, "1\n"),
    *(0, 1, -1, 65536, 2**70, 0.0, -0.5, 1.5, float("nan"), float("inf"), True),
    *((), [], ("a",), ["a", ""], ("a", "half \udcff"), ("\u00fc",), ("a", None), (1,)),
)  # fmt: skip


def _outcome(coerce: Callable[[Any], Any], value: Any) -> object:
    try:
        made = coerce(value)
    except Exception as error:
        return type(error), str(error)
    return type(made), repr(made)


@pytest.mark.parametrize("row", COMMANDS, ids=lambda row: f"{row.group} {row.name}".strip())
def test_every_value_of_every_option_is_what_its_validator_makes_of_it(row: Command) -> None:
    params = command_of(row).params
    if not all(hasattr(one, "get_runtime_param") for one in params):
        pytest.skip("this typer has no validators")
    expected = {one.name: [_validated(one, value) for value in VALUES] for one in params}
    taken_plainly(params)
    found = {one.name: [_validated(one, value) for value in VALUES] for one in params}
    assert found == expected


def _validated(param: Any, value: Any) -> object:
    return _outcome(lambda given: param.get_runtime_param().coerce(given, param=param, ctx=None), value)


def test_plain_words_import_no_validators_and_others_do() -> None:
    # each in a process of its own, forked from one that has imported what all of them need
    program = """
import json, os, sys
from attio_harness.cli import main
import attio_harness.serve
attio_harness.serve.emulate = print
for line in sys.stdin:
    if os.fork() == 0:
        try:
            main(json.loads(line))
        except SystemExit:
            pass
        sys.stderr.write(f"{'pydantic' in sys.modules}\\n")
        sys.stderr.flush()
        os._exit(0)
    os.wait()
"""
    cases: tuple[tuple[list[str], bool], ...] = (
        (["--port", "8700", "--host-name", "one", "--host-name", "two", "-w", "none.yaml"], False),
        (["--port", "0", "--seed", "3", "--state", "state.json", "--strict-auth"], False),
        (["--batch-lag", "1.5"], True),
        (["--port", "-1"], True),
    )
    asked = "".join(json.dumps(["emulate", *words]) + "\n" for words, _ in cases)
    done = subprocess.run([sys.executable, "-c", program], input=asked, capture_output=True, text=True)
    told = [line for line in done.stderr.splitlines() if line in ("True", "False")]
    assert told == [str(imported) for _, imported in cases], done.stderr
