"""Losses grouped by kind, with the words that every shareable form shows: title, answer, mapping line, advice, samples.

Masks unless asked otherwise; knows no format. Whatever leaves this module can be encoded as UTF-8.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from attio_harness.formats.advice import advised
from attio_harness.formats.masking import mask_addresses, mask_found, mask_rejection, mask_type, mask_why
from attio_harness.report import EventRef, FilterRef, Read, Rejection, Report

__all__ = [
    "Kind",
    "SmallPrint",
    "by_subscription",
    "clean",
    "counted",
    "cut",
    "kinds_of",
    "place",
    "shown",
    "small_print",
    "types_of",
]


def clean(text: str) -> str:
    """The text with lone surrogates written out (`\\ud800`): every character can be encoded."""
    return text.encode("utf-8", "backslashreplace").decode()


def cut(text: str, most: int) -> str:
    """At most `most` characters, the last one `…` where something is left out."""
    return text if len(text) <= most else text[: most - 1] + "…"


def shown(value: Any, most: int = 80) -> str:
    """A value as JSON, cut."""
    text = json.dumps(value, ensure_ascii=False, default=str) if not isinstance(value, str) else _quoted(value, most)
    return cut(clean(text), most)


def _quoted(text: str, most: int) -> str:
    return json.dumps(text[: most + 1], ensure_ascii=False)


def counted(number: int, one: str, many: str | None = None) -> str:
    """`1 event`, `1,234 events`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def place(event: EventRef) -> str:
    """`events.ndjson:12`, in an array `events.json:12[3]`."""
    return clean(f"{event.file}:{event.line}" + (f"[{event.index}]" if event.index is not None else ""))


@dataclass(frozen=True, slots=True)
class Kind:
    """Losses of one kind, in order of their events; `losses` has what may be shown."""

    losses: Sequence[Rejection]

    @property
    def first(self) -> Rejection:
        return self.losses[0]

    @property
    def count(self) -> int:
        return len(self.losses)

    @property
    def title(self) -> str:
        """`users.plan (select)`, `the object deals`, or the field that Segment refuses."""
        one = self.first
        if one.object and one.attribute:
            return cut(f"{one.object}.{one.attribute}" + (f" ({one.type})" if one.type else ""), 120)
        if one.object:
            return cut(f"the object {one.object}", 120)
        return cut(one.mapping_pointer.rsplit("/", 1)[-1] or one.subscription, 120)

    @property
    def by(self) -> str:
        """Who refuses."""
        return "Segment" if self.first.verdict == "invalid" else "Attio"

    @property
    def said(self) -> str:
        """The first event's answer: status, code and message."""
        return cut(f"{self.first.status or ''} {self.first.code}: {self.first.message}".strip(), 600)

    @property
    def mapping(self) -> str:
        """`mapping.json:12`."""
        line = f":{self.first.mapping_line}" if self.first.mapping_line else ""
        return f"{self.first.mapping_file}{line}"

    @property
    def paths(self) -> str:
        """The event paths the mapping looked at, and where nothing was."""
        reads = self.first.reads
        text = ", ".join(read.path if read.found else f"{read.path} (nothing there)" for read in reads[:8])
        return cut(text + (f" and {len(reads) - 8} more" if len(reads) > 8 else ""), 600)

    @property
    def advice(self) -> Sequence[str]:
        """What to do, a line a sort of advice."""
        return [cut(line, 1000) for line in advised(self.losses, lambda value: shown(value, 40))]

    @property
    def partial(self) -> str:
        """Objects that were written all the same, or nothing."""
        written = [one for one in self.losses if one.partial]
        if not written:
            return ""
        objects = ", ".join(dict.fromkeys(slug for one in written for slug in one.partial))
        return objects if len(written) == self.count else f"{objects} (by {len(written):,} of them)"

    def values(self, most: int = 80) -> list[tuple[str, int]]:
        """The distinct values as JSON with how often each was lost, the most frequent first."""
        return Counter(shown(one.value, most) for one in self.losses if one.value is not None).most_common()

    @property
    def fingerprint(self) -> str:
        """32 hexadecimal digits that stay the same while the kind does: no counts, no lines, no values go in."""
        return hashlib.sha256(_json(_key(self.first)).encode()).hexdigest()[:32]


def _key(loss: Rejection) -> tuple[Any, ...]:
    return (*loss.kind, loss.type)


def _json(value: Any) -> str:
    return json.dumps(value, default=str)


def kinds_of(report: Report, *, show_values: bool = False) -> list[Kind]:
    """Every kind of loss, the most frequent first. Kinds are told apart masked, so that they are the same either way."""
    groups: dict[tuple[Any, ...], list[Rejection]] = {}
    for loss in report.rejections:
        masked = mask_rejection(loss)
        groups.setdefault(_key(masked), []).append(_encodable(loss if show_values else masked))
    return [Kind(losses) for losses in sorted(groups.values(), key=len, reverse=True)]


def _encodable(loss: Rejection) -> Rejection:
    texts = {name: clean(getattr(loss, name)) for name in _TEXTS if isinstance(getattr(loss, name), str)}
    event = loss.event
    return replace(
        loss,
        **texts,  # type: ignore[arg-type]
        event=replace(
            event,
            file=clean(event.file),
            message_id=clean(event.message_id) if event.message_id else event.message_id,
            type=clean(event.type) if event.type else event.type,
        ),
        reads=tuple(Read(path=clean(read.path), value=read.value, found=read.found) for read in loss.reads),
        partial=tuple(clean(slug) for slug in loss.partial),
    )


_TEXTS = ("subscription", "mapping_file", "mapping_pointer", "object", "attribute", "type", "code", "message", "hint")


def by_subscription(
    report: Report, kinds: Sequence[Kind], *, show_values: bool
) -> list[tuple[Mapping[str, Any], list[Kind]]]:
    """Every subscription of the run with its kinds of loss, none included; a loss of no known one gets a row of its own."""
    rows: list[tuple[Mapping[str, Any], list[Kind]]] = []
    for row in report.subscriptions:
        texts = {key: clean(value) for key, value in row.items() if isinstance(value, str)}
        masked = {} if show_values else {key: mask_addresses(text) for key, text in texts.items() if key != "file"}
        rows.append(({**row, **texts, **masked}, []))
    for kind in kinds:
        home = next((row for row in rows if _is_of(kind.first, row[0])), None)
        if home is None:
            first = kind.first
            home = ({"name": first.subscription, "action": first.action, "file": first.mapping_file, "pointer": ""}, [])
            rows.append(home)
        home[1].append(kind)
    return rows


def _is_of(loss: Rejection, row: Mapping[str, Any]) -> bool:
    pointer = str(row.get("pointer") or "").rstrip("/")
    inside = loss.mapping_pointer == pointer or loss.mapping_pointer.startswith((f"{pointer}/", f"{pointer}#"))
    return loss.subscription == row["name"] and loss.mapping_file == row.get("file") and (inside or not pointer)


def types_of(report: Report, *, show_values: bool) -> list[tuple[str, int]]:
    """Types of events with how many there were, the most frequent first."""
    counts: Counter[str] = Counter()
    for name, count in report.types.items():
        counts[clean(name) if show_values else mask_type(name)] += count
    return sorted(counts.items(), key=lambda row: -row[1])


class SmallPrint(NamedTuple):
    """Lines about what is no loss: entries that could not be read, why events went nowhere, and the notes."""

    unreadable: Sequence[str]
    filtered: Sequence[str]
    unmatched: Sequence[str]
    notes: Sequence[str]

    @property
    def titled(self) -> Sequence[tuple[str, Sequence[str]]]:
        """The lines under the headings that every form gives them."""
        titles = ("Could not be read", "Why events were filtered", "Why events matched nothing", "Notes")
        return [(title, lines) for title, lines in zip(titles, self, strict=True) if lines]


def small_print(report: Report, *, show_values: bool = False) -> SmallPrint:
    """What is to be told beside the losses, a line each."""
    unreadable = [
        f"{_at(row)}: {row['why'] if show_values else mask_why(str(row['why']))}" for row in report.unreadable
    ]
    filtered = [f"{one.count:,} × {one.reason}: {one.why}{_by(one.filter)}" for one in report.filtered_reasons]
    reasons = [
        f"{reason.count:,} × {reason.subscription}: {reason.clause} was false, found "
        + cut(reason.found if show_values else mask_found(reason.found, reason.clause), 200)
        + (f", taken by {reason.filter}" if reason.filter else "")
        for reason in report.unmatched_reasons
    ]
    notes = [(f"{_at(row)}: " if row.get("file") else "") + str(row["what"]) for row in report.notes]
    keep = clean if show_values else lambda line: clean(mask_addresses(line))
    return SmallPrint(*([cut(keep(line), 600) for line in lines] for lines in (unreadable, filtered, reasons, notes)))


def _by(one: FilterRef | None) -> str:
    return f" ({one.file}{f':{one.line}' if one.line else ''})" if one else ""


def _at(row: Mapping[str, Any]) -> str:
    line = f":{row['line']}" if row.get("line") else ""
    return f"{row['file']}{line}" + (f"[{row['index']}]" if row.get("index") is not None else "")
