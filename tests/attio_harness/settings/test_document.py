"""What a document says for each command, and everything that is wrong with it."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from attio_harness.settings.document import read_document


def values(text: str, command: str, folder: str = "") -> dict[str, Any]:
    commands, mistakes = read_document(tomllib.loads(text), folder)
    assert mistakes == []
    return {name: found.value for name, found in commands[command].items()}


def problems(text: str) -> list[str]:
    return [one.problem for one in read_document(tomllib.loads(text), "")[1]]


def test_a_table_wins_over_the_top_for_its_command() -> None:
    text = 'mode = "single"\nworkspace = "w.yaml"\n[check]\nmode = "batch"\n[schema.diff]\nformat = "json"\n'
    assert values(text, "check") == {"mode": "batch", "workspace": "w.yaml"}
    assert values(text, "diff") == {"mode": "single", "workspace": "w.yaml"}
    assert values(text, "schema diff") == {"format": ["json"]}
    assert values(text, "generate") == {"workspace": "w.yaml"}
    assert values(text, "pull") == {}


def test_gate_is_what_it_runs_says() -> None:
    text = """
mode = "single"
[lint]
ignore = "AH407"
format = "sarif"
[diff]
mode = "auto"
existing = "none"
[check]
mode = "batch"
max-failures = 5
output = "check.txt"
[gate]
max-failures = 1
"""
    assert values(text, "gate") == {"mode": "batch", "ignore": ["AH407"], "existing": "none", "max-failures": 1}
    # both ways compared is for check alone
    assert values('[check]\nmode = "both"\n', "gate") == {}


def test_names_are_read_alike_with_both_strokes() -> None:
    assert values("max_failures = 1\n[check]\nmin-written = 2", "check") == {"max-failures": 1, "min-written": 2}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('mapping = "published"', ["published"]),
        ('mapping = ["a.json", "/b.json", "-"]', ["../conf/a.json", "/b.json", "-"]),
        ('events = "events/"', ["../conf/events/"]),
        ('events = "../*.ndjson"', ["../*.ndjson"]),
        ('workspace = "w.yaml"', "../conf/w.yaml"),
        ('format = ["text", "json:out/r.json", "html:-"]', ["text", "json:../conf/out/r.json", "html:-"]),
        ('[assume]\noption.title_case = "any"\n"delivery.batch_wait" = 5', ["option.title_case=any", "delivery.batch_wait=5"]),
        ('assume = ["option.title_case=any"]', ["option.title_case=any"]),
        ("assume = {x = true}", ["x=true"]),
        ('max-failures = "2.5%"', "2.5%"),
        ("batch-wait = 0.5", 0.5),
        ("ignore-integrations = false", False),
    ],
)  # fmt: skip
def test_every_kind_of_value(text: str, value: Any) -> None:
    assert list(values(text, "check", "../conf").values()) == [value]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('mod = "batch"', "there is no key mod; did you mean mode?"),
        ("[check]\nmax-failure = 1", "there is no key max-failure; did you mean max-failures?"),
        ("prot = 1", "there is no key prot; did you mean port, which belongs in [emulate], [serve]?"),
        ("port = 1", "port does not belong at the top, but in [emulate], [serve]"),
        ('[lint]\nmax_failures = 1', "max-failures does not belong in [lint], but at the top and in [check], [plan], [gate], [pytest]"),
        ("[emulate]\nxyz = 1", "there is no key xyz; the keys in [emulate] are admin-token-file, allow-remote, batch-lag, faults, host, host-name, limit, port, rate-limit, seed, state, strict-auth, webhook-host, workspace, workspace-per-token"),
        ("[chek]\nmode = 1", "there is no table [chek]; did you mean [check]?"),
        ("[limits]\nline_bytes = 1000", "there is no table [limits]; did you mean [limit]?"),
        ("[check.limits]\nline_bytes = 1000", "there is no table [check.limits]; did you mean [check.limit]?"),
        ('[assumptions]\n"option.title_case" = "any"', "there is no table [assumptions]; did you mean [assume]?"),
        ("[check.filter]\na = 1", "there is no table [check.filter]; did you mean [check]?"),
        ("[schema.dif]\nmode = 1", "there is no table [schema.dif]; did you mean [schema.diff]?"),
        ('[tool.attio-harness]\nmode = "single"', "found a table [tool]; outside of pyproject.toml, keys belong at the top, without [tool.attio-harness]"),
        ("check = true", "found true as check, expected a table, [check]"),
        ("check = 2020-01-01", "found 2020-01-01 as check, expected a table, [check]"),
        ('mode = "bacth"', 'mode: found "bacth", expected one of auto, single, batch, both; did you mean batch?'),
        ("mode = 5", "mode: found 5, expected one of auto, single, batch, both"),
        ("[mapping]\na = 1", 'mapping: found a table, expected a text or a list of texts, such as mapping = "mapping.json"'),
        ("mapping = [1]", 'mapping: found 1, expected a text, such as mapping = "mapping.json"'),
        ("workspace = ''", "workspace: found an empty text; leave the line out, or say what is meant"),
        ('workspace = ["a"]', 'workspace: found a list, expected a text, such as workspace = "workspace.yaml"'),
        ('[check]\nvary = "yes"', 'check.vary: found "yes", expected true or false, without quotation marks'),
        ('max-failures = "5 %"', 'max-failures: found "5 %", expected a whole number or a share in quotation marks, such as "5%"'),
        ("max-failures = 0.05", 'max-failures: found 0.05, expected a whole number or a share in quotation marks, such as "5%"'),
        ("max-failures = -1", 'max-failures: found -1, expected a whole number or a share in quotation marks, such as "5%"'),
        ('batch-wait = "5"', 'batch-wait: found "5", expected a number, such as batch-wait = 60'),
        ("batch-wait = inf", "batch-wait: found inf, expected a number, such as batch-wait = 60"),
        ("batch-wait = 2020-01-01", "batch-wait: found 2020-01-01, expected a number, such as batch-wait = 60"),
        ("assume = {a = [1]}", "assume: a: found a list, expected a text or a number"),
        ('batch-wait = 1\nbatch_wait = 2', "batch_wait stands there twice, as batch-wait and as batch_wait"),
    ],
)  # fmt: skip
def test_every_mistake(text: str, problem: str) -> None:
    assert problems(text) == [problem]


def test_all_mistakes_at_once() -> None:
    assert len(problems('mod = 1\nmode = "x"\n[chek]\n[lint]\nport = 1')) == 4


def test_a_word_at_the_top_is_for_the_commands_that_know_it() -> None:
    """`both` is a mode of check alone."""
    assert values('mode = "both"', "check") == {"mode": "both"}
    assert values('mode = "both"', "explain") == {}
