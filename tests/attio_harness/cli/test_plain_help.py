"""Help in plain words: no type of Python, and the usage as one would type it."""

from __future__ import annotations

import re

import pytest
from attio_harness import cli
from attio_harness.cli import COMMANDS
from attio_harness.cli.lazy import command_of

WORDS = [[*([row.group] if row.group else []), row.name] for row in COMMANDS]


@pytest.mark.parametrize("words", [[], *WORDS], ids=" ".join)
def test_no_command_tells_of_types(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        cli.main([*words, "--help"])
    told = capsys.readouterr().out
    assert stopped.value.code == 0
    assert re.findall(r"<\w+|\b(?:list|dict|int|str|bool|float)\[|\bNone\b|\[x?[<>]=|event\(s\)", told) == []
    (usage,) = re.findall(r"Usage: (.*)", told)
    assert not set(usage) & set("{}")


def test_the_usage_has_what_may_be_repeated_or_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    for words, usage in ((["check"], "[OPTIONS] EVENTS..."), (["init"], "[OPTIONS] [FOLDER]")):  # fmt: skip
        with pytest.raises(SystemExit):
            cli.main([*words, "-h"])
        assert f"Usage: attio-harness {words[0]} {usage} " in capsys.readouterr().out


@pytest.mark.parametrize("name", ["coverage", "plan", "redeliver", "shrink", "gate", "diff"])
def test_what_a_command_has_as_check_does_stands_in_the_same_order_with_the_same_default(name: str) -> None:
    commands = {row.name: command_of(row) for row in COMMANDS if not row.group}
    own, of_check = ({one.name: one.default for one in commands[each].params} for each in (name, "check"))
    assert [one for one in own.items() if one[0] in of_check] == [one for one in of_check.items() if one[0] in own]


@pytest.mark.parametrize(
    ("name", "there"),
    [
        ("check", "mode format output verbose"),
        ("check", "order processes engine master batch_wait"),
        ("check", "assume vary watch"),
        ("gate", "workspace base start"),
    ],
)
def test_an_option_stands_beside_what_it_belongs_to(name: str, there: str) -> None:
    (row,) = (row for row in COMMANDS if row.name == name and not row.group)
    assert f" {there} " in f" {' '.join(str(one.name) for one in command_of(row).params)} "


@pytest.mark.parametrize("columns", [40, 79, 80])
@pytest.mark.parametrize("words", [[], ["schema"], *WORDS], ids=" ".join)
def test_a_narrow_terminal_has_every_name_whole(
    words: list[str], columns: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    with pytest.raises(SystemExit):
        cli.main([*words, "--help"])
    told = capsys.readouterr().out
    assert [line for line in told.splitlines() if len(line) > columns] == []
    assert "…" not in told.replace("=…", "")
    row = next((one for one in COMMANDS if [*([one.group] if one.group else []), one.name] == words), None)
    names = (
        [one for param in command_of(row).params for one in param.opts if one[0] == "-"] if row else ["schema", "diff"]
    )
    assert [one for one in names if not re.search(rf"(?<![\w-]){one}(?![\w-])", told)] == []
