"""The words of a command that repeats a run from Python, and what has none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from attio_emulator import Workspace
from attio_harness.run.words import words_of

FILES = {"subscriptions": ["a.json", Path("b c.json")], "workspace": "w.yaml"}


@pytest.mark.parametrize(
    ("given", "configured", "explain", "lint"),
    [
        (FILES, {}, "-m a.json -m 'b c.json' -w w.yaml", "a.json 'b c.json' -w w.yaml"),
        (FILES, FILES, "", ""),
        (FILES, {"subscriptions": ["a.json"]}, "-m a.json -m 'b c.json' -w w.yaml", "a.json 'b c.json' -w w.yaml"),
        ({**FILES, "mode": "auto", "existing": "none"}, {"mode": "batch"} | FILES, "--mode auto --existing none", ""),
        ({**FILES, "assumptions": {"a.b": "x"}, "integrations": False}, FILES, "--assume a.b=x --ignore-integrations", ""),
        ({**FILES, "filters": ("f.json",), "action": "identifyUser"}, FILES, "--filters f.json --action identifyUser", "--action identifyUser"),
        ({"subscriptions": "a.json", "start": "s.json"}, {}, "-m a.json --from s.json", None),
        # what only Python has cannot be named
        ({**FILES, "subscriptions": [{"partnerAction": "identifyUser"}]}, {}, None, None),
        ({**FILES, "workspace": {"name": "Acme"}}, {}, None, None),
        ({**FILES, "workspace": Workspace.standard()}, {}, None, None),
        ({**FILES, "start": {"version": 1}}, {}, None, "a.json 'b c.json' -w w.yaml"),
    ],
)  # fmt: skip
def test_words_are_what_the_configuration_does_not_say(
    given: dict[str, Any], configured: dict[str, Any], explain: str | None, lint: str | None
) -> None:
    expected = {"explain": explain, "lint": lint}
    found = words_of(given, {"explain": configured, "lint": configured})
    assert found == {name: words for name, words in expected.items() if words is not None}


def test_a_mode_that_the_configuration_has_otherwise_is_said() -> None:
    assert (
        words_of({**FILES, "mode": "auto"}, {"explain": FILES | {"mode": "batch"}, "lint": FILES})["explain"]
        == "--mode auto"
    )
