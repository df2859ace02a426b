"""The result of a run, as text for a person and as JSON for its file."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from attio_emulator import ASSUMPTIONS

from attio_harness.exchanges.answers import compared
from attio_harness.exchanges.difference import ABSENT, Difference
from attio_harness.exchanges.ids import IdMap
from attio_harness.text.words import clean, counted
from attio_harness.verify.probes.table import UNSEEN
from attio_harness.verify.redact import Redactor
from attio_harness.verify.results import Finding, Found
from attio_harness.verify.scratch import Cleaned
from attio_harness.verify.seen import Exchange, Seen
from attio_harness.verify.steps import Ask

__all__ = ["as_json", "as_requests", "as_text", "block"]

_LONGEST = 400
"""The most characters of a value in the text; the file has all of it."""


def block(settings: Mapping[str, str]) -> str:
    """The `assumptions:` of a workspace file; empty if all have their defaults."""
    if not settings:
        return "assumptions: {}\n"
    return "assumptions:\n" + "".join(f"  {id}: {setting}\n" for id, setting in settings.items())


def as_text(
    found: Found,
    *,
    cleaned: Cleaned | None,
    file: str | None,
    redactor: Redactor,
    slowest: float | None = None,
    unreached: int = 0,
) -> str:
    """The counts, what differs, what to do; then what was found out about assumptions, and what could not be asked.

    `unreached` is the number of probes that a run which ended early did not reach. `slowest` is the longest wait, in seconds, until
    a delayed effect was seen; None if nothing was waited for.
    """
    counts = found.counts
    words = [f"{counts['equal']} equal", f"{counts['differs']} {'differs' if counts['differs'] == 1 else 'differ'}"]
    if counts["failed"]:
        words.append(f"{counts['failed']} without a response")
    lines = [f"{counted(found.asked, 'probe')}: {', '.join(words)}"]
    if unreached:
        lines.append(f"Ended early: {counted(unreached, 'probe')} not reached.")
    for one in found.findings:
        if one.verdict in ("differs", "failed"):
            lines += ["", *_shown(one, redactor)]
    lines += ["", *_to_do(found, file, so_far=", as far as was asked" if unreached else "")]
    lines += ["", *_told(found)]
    skipped = [one for one in found.findings if one.verdict == "skipped"]
    if skipped:
        lines += ["", f"Not asked ({len(skipped)}):"]
        lines += [f"  {one.probe.id}: {clean(redactor.text(one.reason))}" for one in skipped]
    if slowest is not None:
        lines += ["", f"What is done later was done within {slowest:.1f} seconds."]
    if cleaned is not None and cleaned.left:
        lines += ["", "Still there:", *(f"  {one}" for one in cleaned.left)]
    return "".join(f"{line}\n" for line in lines)


def _shown(one: Finding, redactor: Redactor) -> list[str]:
    lines = [f"{one.verdict}: {one.probe.id}: {one.probe.question}"]
    if one.verdict == "failed":
        return [*lines, f"  {clean(redactor.text(one.reason))}"]
    for side, seen in (("Attio", one.real), ("emulator", one.own)):
        lines.append(f"  {side + ':':9} {_value(seen, redactor)}")
    if one.settings:
        return [*lines, f"  agrees with {', '.join(f'{id}: {setting}' for id, setting in one.settings.items())}"]
    return [*lines, "  differs from every setting of the assumptions"]


def _value(seen: Seen | None, redactor: Redactor) -> str:
    if seen is None:
        return "nothing"
    text = seen.problem or json.dumps(redactor.value(seen.value), ensure_ascii=False)
    text = clean(text)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _to_do(found: Found, file: str | None, so_far: str) -> list[str]:
    where = f" Requests and answers stand in {file}." if file is not None else ""
    helped = any(one.settings for one in found.findings)
    unhelped = [one.probe.id for one in found.findings if one.verdict == "differs" and not one.settings]
    lines = []
    if not found.asked:
        return ["Nothing was asked, so nothing is known."]
    if helped:
        lines += [f"With this in its workspace file the emulator agrees{so_far}:", "", *block(found.block).splitlines()]
    elif found.agrees:
        lines.append(f"The emulator agrees{so_far}.{where}")
        return lines
    if helped and (unhelped or where):
        lines.append("")
    if unhelped:
        with_it = "with the file" if file is not None else "with the file that -o FILE writes"
        lines.append(f"No setting helps for {', '.join(unhelped)}: please report them {with_it}.")
    return [*lines, where.strip()] if where else lines


def _told(found: Found) -> list[str]:
    changed = {id for id in found.told if found.told[id] != found.settings[id]}
    confirmed = len(found.told) - len(changed)
    lines = [f"Assumptions: {confirmed} of {len(ASSUMPTIONS)} confirmed, {len(changed)} otherwise than here"]
    unseen = [id for id in ASSUMPTIONS if id not in found.told]
    asked = {id for one in found.findings for id in one.probe.about}
    # most of them, if the run had --probe or ended early
    beyond = [id for id in unseen if id not in asked and id not in UNSEEN]
    told = [id for id in unseen if id not in beyond]
    lines += [f"  not seen: {id}" + (f" ({UNSEEN[id]})" if id in UNSEEN else "") for id in told]
    return [*lines, f"  not asked: {counted(len(beyond), 'more', 'more')}"] if beyond else lines


# -- the file ----------------------------------------------------------------------------------------------------------


def as_json(
    found: Found,
    *,
    attio: str,
    at: datetime,
    scratch: Mapping[str, str],
    cleaned: Cleaned | None,
    redactor: Redactor,
    slowest: float | None = None,
    unreached: int = 0,
) -> dict[str, Any]:
    """All that a run found, as JSON values without secrets and names; the other arguments as in `as_text`."""
    return {
        "attio": attio,
        "at": at.isoformat(timespec="seconds"),
        "agrees": found.agrees,
        "counts": {verdict: found.counts[verdict] for verdict in ("equal", "differs", "failed", "skipped")},
        "unreached": unreached,
        "assumptions": found.block,
        "workspace_file": block(found.block),
        "told": dict(found.told),
        "compared_with": dict(found.settings),
        "not_visible": dict(UNSEEN),
        "scratch_attributes": dict(scratch),
        "left": list(cleaned.left) if cleaned is not None else None,
        "slowest_seconds": slowest,
        "probes": [_row(one, redactor) for one in found.findings],
    }


def _row(one: Finding, redactor: Redactor) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": one.probe.id,
        "question": one.probe.question,
        "about": list(one.probe.about),
        "verdict": one.verdict,
    }
    if one.reason:
        row["reason"] = redactor.text(one.reason)
    if one.verdict == "differs":
        row["agrees_with"] = None if one.settings is None else dict(one.settings)
    if one.real is not None and one.own is not None:
        row["attio"], row["emulator"] = _side(one.real, redactor), _side(one.own, redactor)
        row["differences"] = [_difference(where, each, redactor) for where, each in _differences(one.real, one.own)]
    return row


def _side(seen: Seen, redactor: Redactor) -> dict[str, Any]:
    return {"seen": redactor.value(seen.value), "exchanges": [_exchange(one, redactor) for one in seen.exchanges]}


_LONGEST_TEXT = 2000
_LONGEST_LIST = 20
"""The most elements shown of a list in a request; the probe of the limit sends thousands."""


def _exchange(one: Exchange, redactor: Redactor) -> dict[str, Any]:
    row: dict[str, Any] = {"method": one.ask.method, "path": redactor.text(one.ask.path)}
    if one.ask.query:
        row["query"] = redactor.value(dict(one.ask.query))
    if one.ask.form is not None:
        row["form"] = {name: redactor.text(str(part)) for name, part in one.ask.form.items()}
    if one.ask.body is not None:
        row["body"] = redactor.value(_shortened(one.ask.body))
    return row | {"status": one.answer.status, "answer": redactor.value(_shortened(one.answer.body))}


def _shortened(value: Any) -> Any:
    """A body with long lists and texts cut off, and how much is missing."""
    if isinstance(value, str) and len(value) > _LONGEST_TEXT:
        return f"{value[:_LONGEST_TEXT]}… and {len(value) - _LONGEST_TEXT:,} more"
    if isinstance(value, dict):
        return {name: _shortened(one) for name, one in value.items()}
    if isinstance(value, list):
        rest = len(value) - _LONGEST_LIST
        return [*map(_shortened, value[:_LONGEST_LIST]), *([f"… and {rest:,} more"] if rest > 0 else [])]
    return value


def _differences(real: Seen, own: Seen) -> list[tuple[str, Difference]]:
    """Where the answers differ member by member, even if the probe saw the same; IDs and times are not compared."""
    ids, out = IdMap(), list[tuple[str, Difference]]()
    for one, other in zip(real.exchanges, own.exchanges, strict=False):
        if (one.ask.method, len(one.ask.path.split("/"))) != (other.ask.method, len(other.ask.path.split("/"))):
            break
        left, right = (replace(each.answer, headers={}) for each in (one, other))
        where = f"{one.ask.method} {one.ask.path}"
        out += [(where, each) for each in compared(left, right, ids, counts=_counts)]
    return out


def _counts(value: Any) -> bool:
    """Everything but times, which always differ."""
    return not (isinstance(value, str) and len(value) >= 20 and value[4:5] == "-" and value[10:11] == "T")


def _difference(where: str, one: Difference, redactor: Redactor) -> dict[str, Any]:
    row: dict[str, Any] = {"request": redactor.text(where), "kind": one.kind, "pointer": one.pointer}
    for side, value in (("attio", one.left), ("emulator", one.right)):
        if value is not ABSENT:
            # the member's name distinguishes a secret from other texts
            row[side] = redactor.value(value, one.pointer.rpartition("/")[2])
    return row


def as_requests(title: str, exchanges: Sequence[Exchange]) -> str:
    """Requests as they would be sent, a line each."""
    return "".join(f"{line}\n" for line in (title, *(f"  {_request(one.ask)}" for one in exchanges), ""))


def _request(ask: Ask) -> str:
    query = "?" + "&".join(f"{name}={value}" for name, value in ask.query.items()) if ask.query else ""
    sent = ask.body if ask.form is None else {name: str(part) for name, part in ask.form.items()}
    body = "" if sent is None else " " + json.dumps(_shortened(sent), ensure_ascii=False)
    return f"{ask.method} {ask.path}{query}{body}"
