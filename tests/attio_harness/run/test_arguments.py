"""What `check` and `vary` are called with from Python: what is none of it is one line that names the argument, before anything runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from attio_harness import UsageError, check, vary
from attio_harness.run.arguments import ARGUMENTS

EVENT = {"type": "identify", "messageId": "m", "userId": "u", "traits": {"email": "jane@acme.com"}}
WORKSPACE = {"objects": [{"api_slug": "users", "active": True}]}
GIVEN: dict[str, Any] = {"events": [EVENT], "subscriptions": ["published"], "workspace": WORKSPACE}

UNFIT = [
    ("events", None, "found null, expected events as dicts, or paths of event files"),
    ("events", 5, "found 5, expected events as dicts, or paths of event files"),
    ("events", b"{}", "expected events as dicts, or paths of event files"),
    ("subscriptions", None, "found null, expected the path of a mapping file, a preset, a subscription as a dict, or a list of them"),
    ("subscriptions", 5, "found 5, expected the path of a mapping file"),
    ("workspace", 5, "found 5, expected the path of a workspace file, its dict form or a Workspace"),
    ("start", 5, "found 5, expected the path of a state, or what Emulator.snapshot() gave"),
    ("filters", 5, "found 5, expected paths of filter files"),
    ("filters", [5], "found [5], expected paths of filter files"),
    ("integrations", "no", 'found "no", expected True or False'),
    ("assumptions", "option.title_case=any", "expected a dict of IDs and their settings"),
    ("faults", 5, "found 5, expected a list of fault rules"),
    ("seed", "x", 'found "x", expected a whole number'),
    ("seed", True, "found true, expected a whole number"),
    ("strict_auth", "no", 'found "no", expected True or False'),
    ("baseline", 5, "found 5, expected the path of a baseline"),
]  # fmt: skip


@pytest.mark.parametrize("called", [check, vary])
@pytest.mark.parametrize(("name", "value", "said"), UNFIT)
def test_it_is_told_by_its_name(called: Callable[..., Any], name: str, value: Any, said: str) -> None:
    with pytest.raises(UsageError) as refused:
        called(**{**GIVEN, name: value})
    assert str(refused.value).startswith(f"{called.__name__}({name}=...): found ")
    assert said in str(refused.value)


def test_every_row_of_the_table_is_asked_for() -> None:
    assert {name for name, _, _ in UNFIT} == {*ARGUMENTS}


@pytest.mark.parametrize("name", ["max_failures", "min_written", "max_unresolved"])
def test_a_limit_has_the_name_that_python_has_for_it(name: str) -> None:
    unfit: dict[str, Any] = {name: "5 percent"}
    with pytest.raises(UsageError, match=f"^{name} '5 percent' is neither a whole number nor a share such as 5%$"):
        check(**GIVEN, **unfit)


def test_vary_takes_what_check_takes(tmp_path: Path) -> None:
    (tmp_path / "faults.json").write_text('[{"status": 429, "times": 1}]')
    more: dict[str, Any] = {
        "faults": str(tmp_path / "faults.json"),
        "max_failures": "50%",
        "min_written": 1,
        "max_unresolved": 0,
    }
    one = vary(EVENT, "published", WORKSPACE, **more).report
    assert one.to_dict() == check(EVENT, "published", WORKSPACE, **more).to_dict()
    assert one.outcome.passed
    with pytest.raises(UsageError, match="^order 'x' is none of received, file$"):
        vary([EVENT], "published", WORKSPACE, order="x")  # type: ignore[arg-type]
