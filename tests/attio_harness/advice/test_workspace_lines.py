"""Lines of a workspace file that advice names: whoever writes them there as they stand loses that event no more."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from attio_emulator import Workspace
from attio_harness import check

WORKSPACE = """name: Acme
members: {members}
objects:
  - api_slug: people
    attributes:
      - api_slug: plan
        type: select
        options: {options}
      - {{api_slug: owner, type: actor-reference}}
      {attribute}
"""
TEXTS = [
    " Free",
    "yes",
    "null",
    "1",
    "2024-01-01",
    "a: b",
    "#1",
    "- x",
    "[a]",
    "{a}",
    "Pro, yearly",
    'say "hi"',
    "`x`",
    "Trial (30 days)",
]


def mapping(**attributes: Any) -> list[dict[str, Any]]:
    read = {"email_addresses": {"@path": "$.traits.email"}, **attributes}
    fields = {"object": "people", "matching_attribute": "email_addresses", "attributes": read}
    return [{"partnerAction": "assertRecord", "subscribe": 'type = "identify"', "mapping": fields}]


def workspace(folder: Path, *, options: str = "[Basic]", members: str = "[]", attribute: str = "") -> Workspace:
    file = folder / "workspace.yaml"
    file.write_text(WORKSPACE.format(options=options, members=members, attribute=attribute), "utf-8")
    return Workspace.load(file)


def lost(value: str, subscriptions: list[dict[str, Any]], into: Workspace) -> list[str]:
    """What the advice about each loss tells to write, without the dash of a list."""
    events = [
        {"type": "identify", "messageId": "m", "userId": "u", "traits": {"email": "jane@acme.com", "value": value}}
    ]
    hints = [one.hint for one in check(events, subscriptions, into).rejections]
    return [found[1] for hint in hints if (found := re.search(r"`- ([^`]*)`", hint))]


@pytest.mark.parametrize("layout", ["[Basic, {}]", "[{}]", "\n          - Basic\n          - {}"])
@pytest.mark.parametrize("title", TEXTS)
def test_an_option(tmp_path: Path, title: str, layout: str) -> None:
    plan = mapping(plan={"@path": "$.traits.value"})
    (line,) = lost(title, plan, workspace(tmp_path))
    assert lost(title, plan, workspace(tmp_path, options=layout.format(line))) == []


@pytest.mark.parametrize("slug", ["tier", "1", "no", "0x1f", "2024-01-01"])
def test_an_attribute(tmp_path: Path, slug: str) -> None:
    named = mapping(**{slug: {"@path": "$.traits.value"}})
    (line,) = lost("gold", named, workspace(tmp_path))
    assert lost("gold", named, workspace(tmp_path, attribute=f"- {line}")) == []


def test_a_member(tmp_path: Path) -> None:
    owner = mapping(owner={"@path": "$.traits.value"})
    (line,) = lost("ann.o'neil+crm@acme.com", owner, workspace(tmp_path))
    assert lost("ann.o'neil+crm@acme.com", owner, workspace(tmp_path, members=f"[{line}]")) == []
