"""`--assume` of check, explain and diff: settings of assumptions before those of the workspace file."""

from __future__ import annotations

import json
from typing import Any

import pytest
from attio_harness import UsageError, check

from .shell import EVENT, MAPPING, WORKSPACE, Shell

OTHER_CASE = json.dumps({**EVENT, "traits": {"email": "jane@acme.com", "plan": "enterprise"}})
EVENTS = ("events.ndjson",)
WITH = ("-m", "mapping.json", "-w", "workspace.yaml")
COMMANDS = {
    "check": ("check", *EVENTS, *WITH),
    "explain": ("explain", *EVENTS, *WITH),
    "diff": ("diff", "published", "mapping.json", *EVENTS, "-w", "workspace.yaml"),
}


@pytest.mark.parametrize("command", COMMANDS)
def test_a_setting_goes_before_that_of_the_workspace_file(shell: Shell, command: str) -> None:
    shell.write("events.ndjson", OTHER_CASE)
    shell.write("workspace.yaml", WORKSPACE + "assumptions: {option.title_case: exact}\n")
    assert shell(*COMMANDS[command])[0] == 1
    assert shell(*COMMANDS[command], "--assume", "option.title_case=any")[0] == 0


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("word", "line"),
    [
        ("option.title_case", "--assume: found 'option.title_case', expected ID=CHOICE, such as option.title_case=any"),
        ("option.titlecase=any", "--assume: found 'option.titlecase', expected the id of an assumption; did you mean 'option.title_case'? (`attio-harness fidelity` lists them)"),
        ("option.title_case=ANY", "--assume option.title_case: found 'ANY', expected exact or any; did you mean 'any'?"),
    ],
)  # fmt: skip
def test_a_wrong_one_is_one_line(shell: Shell, command: str, word: str, line: str) -> None:
    assert shell(*COMMANDS[command], "--assume", word) == (2, "", f"attio-harness: {line}\n")


def test_two_settings_of_one_assumption_do_not_go_together(shell: Shell) -> None:
    words = ("--assume", "option.title_case=any", "--assume", "option.title_case=exact")
    line = "attio-harness: --assume option.title_case: found both 'any' and 'exact', expected one setting\n"
    assert shell(*COMMANDS["check"], *words) == (2, "", line)
    assert shell(*COMMANDS["check"], *words[:2], *words[:2])[0] == 1


def test_a_workspace_file_has_no_say_in_segments_platform(shell: Shell) -> None:
    shell.write("workspace.yaml", WORKSPACE + "assumptions: {delivery.batch_wait: '5'}\n")
    line = (
        "attio-harness: workspace.yaml:8:15: /assumptions/delivery.batch_wait: found 'delivery.batch_wait', expected an assumption "
        "about Attio; this one is about Segment's platform: say --assume delivery.batch_wait=60\n"
    )
    assert shell(*COMMANDS["check"]) == (2, "", line)


def test_python_takes_the_same_settings() -> None:
    workspace: dict[str, Any] = {
        "objects": [
            {
                "api_slug": "users",
                "active": True,
                "attributes": [{"api_slug": "plan", "type": "select", "options": ["Enterprise"]}],
            }
        ]
    }
    events = [json.loads(OTHER_CASE)]
    assert check(events, [MAPPING], workspace).verdicts == {"rejected": 1}
    assert check(events, [MAPPING], workspace, assumptions={"option.title_case": "any"}).verdicts == {"written": 1}
    with pytest.raises(UsageError, match=r"^assumptions option\.title_case: found 'all', expected exact or any$"):
        check(events, [MAPPING], workspace, assumptions={"option.title_case": "all"})
