"""The losses of the page, and the unresolved events: every group unfolds to its events, one row each.

The page's filters read the `data-` attributes of a group.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attio_harness.formats.advice import advised
from attio_harness.formats.groups import LossGroup, order_of
from attio_harness.formats.html.parts import code, prose, table, text
from attio_harness.formats.locations import place_of
from attio_harness.formats.masking import unnumbered
from attio_harness.formats.unresolved import NeedGroup, what_to_do
from attio_harness.formats.unresolved import title as unresolved_title
from attio_harness.rejection import Rejection
from attio_harness.text.words import counted, cut, shown
from attio_harness.verdicts import NAMED

__all__ = ["losses", "tools", "waiting"]

_MOST_GROUPS = 500
_MOST_EVENTS = 1_000
_MOST_WAITING = 200
_MOST_EVENTS_IN_ALL = 5_000


_FACETS = (("verdict", "Verdict"), ("subscription", "Subscription"), ("kind", "Response"))


def tools() -> str:
    """Search and filters of losses and unresolved events; the script fills and shows them. Without it, all groups are shown."""
    choices = "".join(
        f'<div><label for="by-{name}">{label}</label><select id="by-{name}" name="{name}"><option value="">all</option></select></div>'
        for name, label in _FACETS
    )
    return (
        '<div class="tools" id="tools" role="search" aria-label="Losses and unresolved events" hidden="hidden">'
        f"{choices}"
        '<div><label for="search">Find</label>'
        '<input id="search" type="search" placeholder="attribute, value, message, line"/></div>'
        '<button id="reset" type="button">Show all</button><button id="toggle" type="button">Open all</button>'
        '<p id="told" role="status"></p></div>'
    )


def losses(groups: Sequence[LossGroup]) -> Iterator[str]:
    """The section with all groups, and the number of those left out."""
    if not groups:
        return
    lost = sum(group.count for group in groups[_MOST_GROUPS:])
    yield (
        f'<section class="found" data-unlisted="{lost}" aria-labelledby="losses">'
        f'<h2 id="losses">Losses by kind, {order_of(groups)}</h2>'
    )
    # the most frequent groups take it first; the others are listed without events
    room = _MOST_EVENTS_IN_ALL
    for number, group in enumerate(groups[:_MOST_GROUPS], 1):
        listed = group.losses[: min(_MOST_EVENTS, room)]
        room -= len(listed)
        yield _group(number, group, listed, alone=len(groups) == 1)
    if len(groups) > _MOST_GROUPS:
        more = f"{counted(len(groups) - _MOST_GROUPS, 'more kind')} with {counted(lost, 'loss', 'losses')}"
        yield f"<p>{more} are not listed here; all of them are with --format json.</p>"
    yield "</section>"


def _group(number: int, group: LossGroup, listed: Sequence[Rejection], *, alone: bool) -> str:
    one = group.first
    data = _data(one.verdict, one.subscription, one.code or "none", group.count)
    facts = [
        ("To do", "<br/>".join(f'<span class="todo">{prose(line)}</span>' for line in group.advice)),
        (group.by, f"{code(one.answer)} {text(cut(one.message, 600))}"),
        ("Mapping", _mapping(group)),
    ]
    if group.paths:
        facts.append(("Reads", code(group.paths)))
    values = group.values()
    if values:
        facts.append(("Values" if len(values) > 1 else "Value", _values(values)))
    if group.assumptions:
        facts.append(("Rests on", f"what is assumed: {text(group.assumptions)}"))
    if group.also:
        facts.append(("Also", text(group.also)))
    if group.partial:
        facts.append(("Partial", f"already written by the same event: {text(group.partial)}"))
    told = "".join(f"<dt>{label}</dt><dd>{said}</dd>" for label, said in facts)
    opened = ' open="open"' if alone else ""
    left = group.count - len(listed)
    more = f"<p>{counted(left, 'more event')} not listed here; all of them are with --format json.</p>" if left else ""
    return (
        f'<details class="group" id="group-{number}"{data}{opened}><summary class="summary"><span class="badge {one.verdict}">'
        f'{group.lost}</span><span class="title">{text(group.title)}{", known by the baseline" if group.is_known else ""}</span>'
        f'<span class="quiet">{code(group.mapping)}</span></summary><div class="inside">'
        f'<dl class="head">{told}</dl>{_events(group, listed) if listed else ""}{more}</div></details>'
    )


def waiting(groups: Sequence[NeedGroup]) -> Iterator[str]:
    """The section of events that are unresolved, with what they need."""
    if not groups:
        return
    left = sum(group.count for group in groups[_MOST_GROUPS:])
    yield (
        f'<section class="found" data-unlisted="{left}" aria-labelledby="unresolved"><h2 id="unresolved">'
        f"Unresolved: {text(unresolved_title(groups))}</h2><p>{prose(what_to_do(groups))}</p>"
    )
    for number, group in enumerate(groups[:_MOST_GROUPS], 1):
        yield _need(number, group)
    if len(groups) > _MOST_GROUPS:
        more = counted(len(groups) - _MOST_GROUPS, "more kind")
        yield f"<p>{more} not listed here; all of them are with --format json.</p>"
    yield "</section>"


def _need(number: int, group: NeedGroup) -> str:
    one, listed = group.first, group.rows[:_MOST_WAITING]
    rows = [
        (
            code(place_of(row.event)),
            _identity(row),
            ", ".join(
                f"{'no ' if need.absent and not row.is_rough else ''}{text(need.object)} {code(shown(need.value, 80))}"
                for need in row.needs
            ),
        )
        for row in listed
    ]
    earlier = f"<dt>Earlier</dt><dd>{text(group.told_earlier)}</dd>" if group.told_earlier else ""
    more = (
        f"<p>{counted(group.count - len(listed), 'more event')} not listed here.</p>"
        if group.count > len(listed)
        else ""
    )
    return (
        f'<details class="group" id="need-{number}"{_data("unresolved", one.subscription, one.code or "none", group.count)}>'
        f'<summary class="summary"><span class="badge unresolved">{group.count:,} unresolved</span>'
        f'<span class="title">needs {text(group.needs)}</span><span class="quiet">{code(group.mapping)}</span></summary>'
        f'<div class="inside"><dl class="head"><dt>Needed</dt><dd>{_values(group.values())}</dd>'
        f"<dt>Mapping</dt><dd>{_mapping(group)}</dd>{earlier}</dl>"
        f"{table(f'Events that need {group.needs}', ('Event', 'Message', 'Needs'), rows, name='events')}{more}</div></details>"
    )


def _mapping(group: LossGroup | NeedGroup) -> str:
    """The place in the mapping, and the subscription."""
    one = group.first
    return f'{code(group.mapping)} {code(one.mapping_pointer)} <span class="quiet">{text(one.subscription)}</span>'


def _data(verdict: str, subscription: str, kind: str, count: int) -> str:
    named = {"verdict": NAMED[verdict], "subscription": subscription, "kind": kind, "count": str(count)}
    return "".join(f' data-{name}="{text(value)}"' for name, value in named.items())


_EVENT_COLUMNS = ("Event", "Message", "Read from the event", "Value for Attio")


def _events(group: LossGroup, listed: Sequence[Rejection]) -> str:
    """One row per event; the response and the advice have columns only if they differ from those above."""
    advice = group.advice
    differs = [_told(loss, group.first.message, advice) for loss in listed]
    rows = [(*_event(loss), *([told] if any(differs) else [])) for loss, told in zip(listed, differs, strict=True)]
    heads = (*_EVENT_COLUMNS, *(["Where it differs: response, advice"] if any(differs) else []))
    return table(f"Events of {group.title}", heads, rows, name="events")


def _event(loss: Rejection) -> Sequence[str]:
    reads = "<br/>".join(
        f"{code(cut(read.path, 120))} {code(shown(read.value, 80)) if read.found else 'nothing there'}"
        for read in loss.reads[:5]
    )
    value = code(shown(loss.value, 80)) if loss.value is not None else ""
    return code(place_of(loss.event)), _identity(loss), reads, value


def _identity(loss: Rejection) -> str:
    return f"{text(loss.event.type or '')} {code(loss.event.message_id) if loss.event.message_id else ''}".strip()


def _told(loss: Rejection, usual: str, advice: Sequence[str]) -> str:
    """The response and the advice, unless they are shown above already."""
    # the number of a mask alone tells nothing that the value beside it does not tell
    answer = [] if unnumbered(loss.message) == unnumbered(usual) else [text(cut(loss.message, 300))]
    # an advice may begin with the values it is for
    hint = advised(loss)
    known = any(unnumbered(line).endswith(unnumbered(hint)) for line in advice)
    return " ".join([*answer, *([] if known else [f'<span class="quiet">{text(cut(hint, 300))}</span>'])])


def _values(values: Sequence[tuple[str, int]]) -> str:
    listed = ", ".join(code(value) + (f" × {count:,}" if count > 1 else "") for value, count in values[:20])
    return listed + (f" and {len(values) - 20:,} more" if len(values) > 20 else "")
