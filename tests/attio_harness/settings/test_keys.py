"""The table of keys against the options that the commands have."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from attio_destination import PRESETS as OF_DESTINATION
from attio_harness.cli import COMMANDS
from attio_harness.cli.check_run import ENGINES
from attio_harness.cli.commands import Command
from attio_harness.cli.configured import OWN
from attio_harness.cli.lazy import command_of
from attio_harness.cli.next_words import key_of
from attio_harness.inputs.actions import ACTIONS
from attio_harness.inputs.timeline import ORDERS
from attio_harness.segment import REGIONS
from attio_harness.settings import KEYS, Key, keys_of
from attio_harness.settings.keys import COMMANDS as CONFIGURED
from attio_harness.settings.keys import NOT_CONFIGURED, named
from attio_harness.settings.values import PRESETS, read
from attio_harness.verdicts import EXISTING, MODES


def path(row: Command) -> str:
    return f"{row.group} {row.name}".strip()


@pytest.mark.parametrize("row", [row for row in COMMANDS if path(row) in CONFIGURED], ids=path)
def test_every_option_is_a_key_unless_it_is_for_one_call(row: Command) -> None:
    """A new option of a command needs a row in KEYS, or its name in NOT_CONFIGURED."""
    params: dict[str, Any] = {key_of(one): one for one in command_of(row).params if one.name not in OWN}
    assert set(params) - NOT_CONFIGURED == set(keys_of(path(row)))
    for name, key in keys_of(path(row)).items():
        takes_many = params[name].nargs == -1 or getattr(params[name], "multiple", False)
        assert (key.kind == "flag") == getattr(params[name], "is_flag", False), name
        assert not takes_many or key.kind in ("paths", "texts", "assumptions", "limits", "formats"), name


def test_every_table_is_a_command_or_the_plugin() -> None:
    assert set(CONFIGURED) - set(map(path, COMMANDS)) == {"pytest"}


@pytest.mark.parametrize("key", KEYS, ids=lambda key: f"{key.name} of {key.commands[0]}")
def test_every_row(key: Key) -> None:
    value = tomllib.loads(f"{key.name} = {key.example}")[key.name]
    assert read(key, value, "") is not None
    assert bool(key.words) == (key.kind == "word")
    # one row a name and command
    assert [one for one in named(key.name) if set(one.commands) & set(key.commands)] == [key]
    assert not key.top or sum(one.top for one in named(key.name)) == len(named(key.name))


def test_words_are_those_of_the_commands() -> None:
    words = {(key.name, key.commands[0]): key.words for key in KEYS if key.kind == "word"}
    assert words == {
        ("action", "check"): tuple(ACTIONS),
        ("engine", "check"): ENGINES,
        ("mode", "check"): (*MODES, "both"),
        ("mode", "explain"): tuple(MODES),
        ("order", "check"): tuple(ORDERS),
        ("existing", "check"): tuple(EXISTING),
        ("region", "pull"): tuple(REGIONS),
    }
    assert set(PRESETS) == set(OF_DESTINATION)
