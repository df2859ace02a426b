"""The rules behind losses, for formats that need ids and help: who refuses, why, and what the attribute's type accepts.

Ids are `attio/<code>/<type>` (`attio/<code>` if no attribute is at fault), `segment/<code>`, `events/unreadable`,
`attio/unresolved` and `mapping/unread`. Explains codes; `advice.attribute_types` explains types.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from attio_harness.advice.attribute_types import ACCEPTS
from attio_harness.codes import CODES
from attio_harness.rejection import Rejection

__all__ = ["UNREAD", "UNREADABLE", "UNRESOLVED", "Rule", "rule_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A kind of finding. `level` is SARIF's; `name` is for people if the id is not in words; `markdown` is `help` in Markdown."""

    id: str
    title: str
    help: str
    level: str = "error"
    tags: tuple[str, ...] = ()
    name: str = ""
    markdown: str = ""


UNREADABLE = Rule(
    id="events/unreadable",
    title="Entries that are not events",
    help="The file has lines or elements that cannot be read as a Segment event; the rest was checked.",
    tags=("events",),
)

UNRESOLVED = Rule(
    id="attio/unresolved",
    title="Depends on a record that may be in Attio already",
    help="The event refers to a record that no event before it wrote. It is written if the record is in Attio already, and refused "
    "if not. Start the check from the records in Attio (--from), or assume that there are none (--existing none).",
    level="note",
    tags=("attio", "records"),
)
UNREAD = Rule(
    id="mapping/unread",
    title="A field that no event filled",
    help="The mapping reads a path of the event that none of the events has, or that is empty in all of them. Nothing is lost by it "
    "where the field is optional, and nothing arrives in it either. The path may be misspelt.",
    level="warning",
    tags=("mapping",),
)


def rule_of(loss: Rejection) -> Rule:
    """The rule of a loss; the same code and type always give an equal rule."""
    by = "segment" if loss.verdict == "invalid" else "attio"
    code = _slug(loss.code) or f"status_{loss.status or 'unknown'}"
    kind = _slug(loss.type or "")
    title, about = CODES.get(code, ("The event was not written", "The response's message says why."))
    if kind in ACCEPTS:
        about = f"{about} {ACCEPTS[kind].sentence}"
    if loss.verdict == "failed":
        title, about = (
            "The write failed and would be tried again",
            f"Segment tries again after such a response. {about}",
        )
    return Rule(
        id="/".join(part for part in (by, code, kind) if part) + ("/retried" if loss.verdict == "failed" else ""),
        title=f"{title} ({loss.type})" if kind in ACCEPTS else title,
        help=about,
        level="warning" if loss.verdict == "failed" else "error",
        tags=tuple(part for part in (by, "mapping", kind) if part),
    )


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9_.-]+", "_", text.lower())[:80].strip("_")
