"""What `check` and `vary` are called with from Python: what is none of it is one line that names the argument, before anything runs."""

from __future__ import annotations

import json
import re
from collections import OrderedDict, UserDict
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any
from uuid import UUID

import pytest
from attio_destination import PRESETS
from attio_emulator import Emulator, Workspace
from attio_harness import HarnessError, InputError, UsageError, check, vary
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
    ("action", 5, "found 5, expected the slug of an action"),
    ("destination", Path("prod"), "expected the ID, the name or the Terraform address of a destination"),
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
    with pytest.raises(UsageError, match="^order 'x' is not one of received, file$"):
        vary([EVENT], "published", WORKSPACE, order="x")  # type: ignore[arg-type]


@pytest.mark.parametrize("called", [check, vary])
@pytest.mark.parametrize("name", ["events", "subscriptions", "workspace", "start", "filters", "faults"])
@pytest.mark.parametrize("file", ["a\0b", "a\ud800b"])
def test_what_no_file_is_called_is_told(called: Callable[..., Any], name: str, file: str) -> None:
    with pytest.raises(InputError, match="^a.*b: is not a file name$"):
        called(**{**GIVEN, name: file})


TWO = [
    {
        "id": f"s{n}",
        "destinationId": f"d{n}",
        "actionSlug": "identifyUser",
        "trigger": 'type = "identify"',
        "settings": {},
    }
    for n in (1, 2)
]
STATE = Emulator(Workspace.standard()).snapshot()
FILES: Mapping[str, Any] = {
    "two.json": {"data": {"subscriptions": TWO}},
    "state.json": STATE,
    "records.json": {"id": {"workspace_id": "w"}, "values": {}},
    "main.tf": 'resource "a" "b" {}',
}
OPTIONS = [
    ({"action": "identify"}, "action='identify': the destination has identifyUser, groupWorkspace, assertRecord; did you mean identifyUser?"),
    ({"destination": "d"}, "destination='d': no subscription names its destination, so there is none to choose"),
    ({"subscriptions": "two.json", "destination": "prod"}, "destination='prod' is not one of d1, d2"),
    ({"subscriptions": {"subscribe": "", "mapping": {}}}, "the mapping: the subscription names no action, and its fields fit none (or several) of identifyUser, groupWorkspace, assertRecord; say which with action="),
    ({"workspace": "state.json"}, "state.json: is a saved state, not a workspace file: it is passed as start"),
    ({"workspace": "records.json"}, "records.json: is a response of Attio's API (records); attio-harness pull --records saves a state with them, which is passed as start"),
    ({"events": "main.tf"}, "main.tf: is Terraform's HCL, which holds mappings and filters; it is passed as subscriptions or filters"),
]  # fmt: skip


@pytest.mark.parametrize("called", [check, vary])
@pytest.mark.parametrize(("given", "said"), OPTIONS)
def test_an_option_of_the_command_line_is_told_as_an_argument(
    called: Callable[..., Any], given: dict[str, Any], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, content in FILES.items():
        (tmp_path / name).write_text(content if isinstance(content, str) else json.dumps(content))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(HarnessError) as refused:
        called(**{**GIVEN, **given})
    assert str(refused.value) == said


def test_vary_takes_one_subscription_as_check_does() -> None:
    """Also by its types, which `mypy` reads here."""
    for one in (asdict(PRESETS["published"][0]), PRESETS["published"][0]):
        assert vary(EVENT, one, WORKSPACE).report.to_dict() == check(EVENT, one, WORKSPACE).to_dict()


LOOP: dict[str, Any] = {}
LOOP["again"] = LOOP
NO_JSON = [
    ({"at": datetime(2026, 3, 2)}, "/at is a Python datetime; expected what JSON has"),
    ({"ids": ["a", ({"b": UUID(int=1)},)]}, "/ids/1/0/b is a Python UUID; expected what JSON has"),
    ({"amount": Decimal("1.5")}, "/amount is a Python Decimal; expected what JSON has"),
    ({"seats": {1: 2}}, "/seats has a number as a key; expected text"),
    ({"a/b": {None: 2}}, "/a~1b has null as a key; expected text"),
    ({"place": {(1, 2): 3}}, "/place has an array as a key; expected text"),
    (MappingProxyType({"tags": {"a"}}), "/tags is a Python set; expected what JSON has"),
]


@pytest.mark.parametrize(("traits", "why"), NO_JSON)
def test_an_event_that_no_json_could_have_brought_is_told_and_the_others_go_on(
    traits: Mapping[str, Any], why: str
) -> None:
    report = check([{**EVENT, "traits": traits}, EVENT], "published", WORKSPACE)
    assert report.verdicts == {"written": 1}
    (one,) = report.unreadable
    assert (one["file"], one["line"]) == ("<python>", 1)
    assert one["why"].startswith(f"event at /traits{why}")


@pytest.mark.parametrize("key", [3, None, ("a",)])
def test_a_key_of_an_event_is_text(key: Any) -> None:
    event: Any = {**EVENT, key: "x"}
    (one,) = check([event], "published", WORKSPACE).unreadable
    assert re.fullmatch(r"event has (a number|null|an array) as a key; expected text", one["why"])


@pytest.mark.parametrize(
    ("type", "why"), [(datetime(2026, 3, 2), "/type is a Python datetime"), (b"track", "/type is a Python bytes")]
)
def test_a_type_of_another_kind_is_no_mistake_of_ours(type: Any, why: str) -> None:
    (one,) = check([{**EVENT, "type": type}], "published", WORKSPACE).unreadable
    assert one["why"].startswith(f"event at {why}; expected what JSON has")


MAPPING = {"email_address": "jane@acme.com", "user_id": "u"}


@pytest.mark.parametrize(
    ("members", "why"),
    [
        ({"mapping": {**MAPPING, "user_id": UUID(int=1)}}, "subscriptions: /1/mapping/user_id is a Python UUID; expected what JSON has"),
        ({"mapping": {3: 4}}, "subscriptions: /1/mapping has a number as a key; expected text"),
        ({"mapping": {"mapping"}}, "subscriptions: /1/mapping is a Python set; expected what JSON has"),
        ({"subscribe": b"type = track"}, "subscriptions: /1/subscribe is a Python bytes; expected what JSON has"),
        ({"mapping": LOOP}, "the subscriptions: /1 is nested too deeply or contains itself"),
    ],
)  # fmt: skip
def test_a_subscription_that_no_json_could_have_brought_is_refused_with_its_place(
    members: dict[str, Any], why: str
) -> None:
    saved = {"partnerAction": "identifyUser", "subscribe": 'type = "identify"', "mapping": MAPPING, **members}
    with pytest.raises(UsageError) as refused:
        check(EVENT, ["published", saved], WORKSPACE)
    assert str(refused.value).startswith(why)


class Text(StrEnum):
    IDENTIFY = "identify"
    PRO = "Pro"


def test_values_of_other_kinds_are_what_json_makes_of_them() -> None:
    traits = {"email": "jane@acme.com", "plan": Text.PRO, "tags": ("a", "b")}
    plain: dict[str, Any] = {**EVENT, "traits": {**traits, "plan": "Pro", "tags": ["a", "b"]}}
    saved: dict[str, Any] = {
        "partnerAction": "identifyUser",
        "subscribe": 'type = "identify"',
        "mapping": {"email_address": {"@path": "$.traits.email"}, "user_id": {"@path": "$.traits.tags[1]"}},
    }
    wanted = check(plain, saved, WORKSPACE).to_dict()
    assert wanted["verdicts"]["written"] == 1
    kinds: tuple[Any, ...] = (MappingProxyType, UserDict, OrderedDict)
    for kind in kinds:
        event = kind({**EVENT, "type": Text.IDENTIFY, "traits": kind(traits)})
        mapping = kind({name: kind(inner) for name, inner in saved["mapping"].items()})
        assert check([event], kind({**saved, "mapping": mapping}), WORKSPACE).to_dict() == wanted


def test_a_tuple_is_an_array() -> None:
    wrong: Any = {"partnerAction": "identifyUser", "subscribe": ("identify",), "mapping": MAPPING}
    with pytest.raises(InputError, match="`subscribe` must be FQL text, found an array"):
        check(EVENT, [wrong], WORKSPACE)


@pytest.mark.parametrize(
    ("levels", "why"),
    [(300, "levels, where 200 are allowed (limit event_depth)"), (5000, "the event is nested too deeply")],
)
def test_tuples_are_counted_as_other_arrays_are(levels: int, why: str) -> None:
    deep: Any = ()
    for _ in range(levels):
        deep = (deep,)
    (one,) = check([{**EVENT, "traits": {"deep": deep}}], "published", WORKSPACE).unreadable
    assert why in one["why"]


def test_a_run_has_a_subscription() -> None:
    with pytest.raises(UsageError, match="^no subscription to check$"):
        check([], [], {"objects": []})
