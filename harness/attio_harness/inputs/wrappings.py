"""Says what a value is that is no Segment event but contains one, with the command that gets the events (or an answer of the
Public API) out.

Queues, logs and search engines put an event into an object of theirs, as an object, as JSON text or as base64. Nothing is unwrapped
here: a guess at what the wrapping means could be wrong. Source of what each carrier looks like: its documentation.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Mapping
from typing import Any

from attio_harness.inputs.event import TYPES
from attio_harness.inputs.inside import IDS, MEMBERS, Inside, event_inside, members_inside
from attio_harness.inputs.ways import UNPACK, below, dotted, jq, jq_type, json_of, quoted, shell, step
from attio_harness.text.words import counted, kind_of

__all__ = ["answer_inside", "calls_in_traffic", "event_in_line", "has_event", "is_event", "no_event"]

_KNOWN = frozenset(TYPES)
_OWN = MEMBERS - {"messageId"}
"""Members that only events have; `messageId` is not among them, since queues and collectors number their messages too."""
_MOST_SAVED, _MOST_PLACES = 200_000, 20
"""How many values of recorded traffic are searched, and how many places in it are written out."""
_CARRIERS: tuple[tuple[frozenset[str], str], ...] = (
    (frozenset({"hits"}), "the response of an Elasticsearch search"),
    (frozenset({"_source"}), "a document of Elasticsearch"),
    (frozenset({"detail-type", "detail"}), "an event of EventBridge"),
    (frozenset({"TopicArn", "Message"}), "a message of SNS"),
    (frozenset({"ReceiptHandle", "Body"}), "a message of SQS"),
    (frozenset({"Messages"}), "what SQS answers"),
    (frozenset({"Records"}), "a delivery to a Lambda function (SQS, SNS, Kinesis)"),
    (frozenset({"records"}), "a delivery of Firehose or Kafka"),
    (frozenset({"logEvents"}), "a delivery of CloudWatch Logs"),
    (frozenset({"awslogs"}), "a delivery of CloudWatch Logs"),
    (frozenset({"subscription", "message"}), "a message of Pub/Sub"),
    (frozenset({"specversion"}), "a CloudEvent"),
    (frozenset({"fullDocument"}), "a change event of MongoDB"),
    (frozenset({"partition", "offset"}), "a record of Kafka"),
    (frozenset({"topic", "value"}), "a record of Kafka"),
    (frozenset({"@timestamp"}), "a line of a log shipper"),
)
"""The members by which a carrier is recognized; the first row that fits counts."""


def is_event(value: Mapping[str, Any]) -> bool:
    """Whether an object is an event and carries no other one; its `type` may be any text.

    A carrier has no member of an event itself, except its own messageId. Segment judges an unknown type, not the reader: it answers
    UNSUPPORTED_EVENT_TYPE if no trigger takes the event.
    """
    kind = value.get("type")
    if type(kind) is not str:
        return False
    if kind in _KNOWN:
        return _has_a_member(value) or (event_inside(value, MEMBERS) or members_inside(value)) is None
    # a CloudEvent has its own type, but no member of an event
    return bool(kind) and (not (IDS & _OWN).isdisjoint(value) or event_inside(value, IDS) is None)


def _has_a_member(value: Mapping[str, Any]) -> bool:
    # the name of a call is a text: an object called `event` is a carried event
    is_named = "event" not in value or isinstance(value["event"], str)
    return not (_OWN if is_named else _OWN - {"event"}).isdisjoint(value)


def no_event(value: Any, *, file: str | None = None, above: str = "") -> str:
    """Why a value is no event, and what to do. `above` is the jq path to it in the file; without a file there is no command."""
    if not isinstance(value, Mapping | list | str):
        return _not_an_object(value)
    inside = event_inside(value, MEMBERS) or members_inside(value)
    if inside is not None:
        where = f" {inside.words}" if inside.words else ""
        told = f"no Segment event, but {_carrier(value)} with an event inside{where}"
        if file is None:
            return f"{told}: give that alone"
        return f"{told}; unwrap it: {jq(_under(above, _beside(value, inside)), file)}"
    if not isinstance(value, Mapping):
        return _not_an_object(value)
    # a call of Segment has one of these, or a type
    is_bare = "type" not in value and IDS.isdisjoint(value)
    tool = next((tool for tool, is_its in _OTHER_TOOLS if is_bare and is_its(value)), None)
    if tool is not None:
        return f"no Segment event, but one of {tool}, whose members are others; expected events as in Segment's raw logs (S3) or its debugger"
    kind = value.get("type")
    expected = f"expected one of {', '.join(TYPES)}"
    if "type" in value:
        # JSON's name for its kind; of texts only the empty one gets here
        return f"no Segment event: its `type` is {'empty' if kind == '' else kind_of(kind)}; {expected}"
    return f"no Segment event: {_members(value)} no `type`; {expected}{_renamed(value, file, above)}"


def event_in_line(line: bytes, file: str) -> str | None:
    """Why a line with an event in it is not JSON: it has text before or after the event, as in logs; None if it has no event."""
    begin = line.find(b"{")
    # `[{…},` begins an array, `[INFO] {…}` is a log line
    before = line[:begin].lstrip(b" \t")
    if begin < 0 or (before.startswith(b"[") and b"]" not in before):
        return None
    end = line.rfind(b"}") + 1
    behind = line[end:].strip()
    value = json_of(line[begin:end]) if begin > 0 or behind else None
    if not isinstance(value, dict):
        return _between_braces(line, file)
    if not is_event(value):
        return None
    cut = ["sed", *["-e 's/^[^{]*//'"] * (begin > 0)]
    where = [f"behind {counted(begin, 'other character')}"] * (begin > 0)
    if not behind.strip(b","):
        cut += ["-e 's/,[[:space:]]*$//'"] * bool(behind)
        where = where or ["before a comma"]
    else:
        cut.append("-e 's/}[^}]*$/}/'")
        where.append(f"before {counted(len(behind), 'other character')}")
    return f"not JSON, but a line with an event {' and '.join(where)}; take it out: {shell(' '.join(cut), file)}"


def _between_braces(line: bytes, file: str) -> str | None:
    """As `event_in_line`, for a line with other braces before the event: `{req=1} sending {…}`."""
    found, end = _OBJECT_BEGINS.search(line), line.rfind(b"}") + 1
    value = json_of(line[found.start() : end]) if found is not None and found.start() > 0 else None
    if found is None or not isinstance(value, dict) or not is_event(value):
        return None
    command = shell("grep -o '{[[:space:]]*\".*}'", file)
    return (
        f"not JSON, but a line with an event behind {counted(found.start(), 'other character')}; take it out: {command}"
    )


_OBJECT_BEGINS = re.compile(rb'\{\s*"')


def has_event(value: Any) -> bool:
    """Whether a value is an event with at least one of an event's members, or has such an event inside."""
    return event_inside([value], MEMBERS) is not None


def calls_in_traffic(value: Mapping[str, Any], file: str) -> str | None:
    """Why recorded traffic is no event, and how to extract what a page sent to Segment; None if it has no such call."""
    log = value.get("log")
    entries = log.get("entries") if isinstance(log, Mapping) else None
    if not isinstance(entries, list) or not any(map(_is_call, entries)):
        return None
    bodies = ".log.entries[].request.postData.text | strings | fromjson? | objects | select(.type or .batch)"
    return f"is recorded traffic with calls to Segment; take their events out: {shell(f'jq -c {shlex.quote(bodies)}', file)}"


def answer_inside(value: Any, rows: str, file: str) -> str | None:
    """Where the answers with such `rows` are inside other saved data (a HAR, a client's log, a proxy's answer); None without one."""
    waiting: list[tuple[Any, str, str]] = [(value, "", "")]
    places: list[tuple[str, str]] = []
    for one, words, way in waiting:
        found = one.get(rows) if isinstance(one, Mapping) else None
        if words and isinstance(found, list) and found and all(isinstance(row, Mapping) for row in found):
            places.append((words, way.removesuffix(" | ")))
        elif len(waiting) < _MOST_SAVED:
            waiting += (
                ((each, f"{words}[{at}]", f"{dotted(way)}[{at}]") for at, each in enumerate(one))
                if isinstance(one, list)
                else below(one, words, way)
            )
    if not places:
        return None
    # jq cannot join several if another program unpacks in between
    places = [one for one in places if UNPACK not in one[1]] or places[:1]
    also = f" and {counted(len(places) - 1, 'other place')}" if places[1:] else ""
    every = ", ".join(f"({way})" for _, way in places)
    if len(places) > _MOST_PLACES:
        every = f".. | objects, (strings | ., @base64d? | fromjson? | .. | objects) | select(.{rows} | arrays)"
    said = f"is not a response of Segment's Public API, but has one inside `{places[0][0]}`{also}"
    return f"{said}; take it out: {jq(f'[{every}]' if also else places[0][1], file)} > {rows}.json"


def _is_call(entry: Any) -> bool:
    for key in ("request", "postData", "text"):
        entry = entry.get(key) if isinstance(entry, Mapping) else None
    body = json_of(entry) if isinstance(entry, str) and entry.lstrip()[:1] == "{" else None
    return isinstance(body, dict) and has_event(body)


def _not_an_object(value: Any) -> str:
    return f"expected an event (a JSON object), found {kind_of(value)}"


def _members(value: Mapping[str, Any]) -> str:
    if not value:
        return "an empty object has"
    keys = list(value)
    told = [f"`{key[:30]}`" for key in keys[:4]]
    more = ", …" if len(keys) > 4 else ""
    return f"has {', '.join(told[:-1])}{' and ' if len(told) > 1 and not more else ', ' if told[:-1] else ''}{told[-1]}{more} but"


def _renamed(value: Mapping[str, Any], file: str | None, above: str) -> str:
    """A hint at the missing type: another member that says it, or the call that has these members."""
    named = next((key for key, one in value.items() if isinstance(one, str) and one.lower() in _KNOWN), None)
    if named is not None:
        said = f"; `{named[:30]}` says {value[named].lower()!r}"
        change = f"if .type then . else .type = ({step(named)} | ascii_downcase) end"
    else:
        kind, members = next(((kind, members) for kind, members in _CALLS if value.keys() >= set(members)), ("", ()))
        if not kind:
            return ""
        said = f"; its members are those of {kind}"
        there = " and ".join(f'has("{one}")' for one in members)
        change = f'if .type == null and {there} then .type = "{kind}" else . end'
    return f"{said}: {jq(_under(above, change), file)}" if file is not None else said


def _has_distinct_id(value: Any) -> bool:
    return isinstance(value, Mapping) and "distinct_id" in value


_OTHER_TOOLS: tuple[tuple[str, Callable[[Mapping[str, Any]], bool]], ...] = (
    ("PostHog", lambda value: "event" in value and _has_distinct_id(value)),
    ("Mixpanel", lambda value: "event" in value and _has_distinct_id(value.get("properties"))),
)
"""Tools whose events look like Segment's with only the `type` missing."""
_CALLS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("group", ("groupId",)),
    ("track", ("event", "properties")),
    ("alias", ("previousId", "userId")),
    ("identify", ("userId", "traits")),
    ("identify", ("anonymousId", "traits")),
)
"""Members that only one call has."""


def _carrier(value: Any) -> str:
    if not isinstance(value, Mapping):
        return "an array" if isinstance(value, list) else "a JSON text"
    found = next((name for members, name in _CARRIERS if members <= value.keys()), None)
    return f"what looks like {found}" if found else "an object"


def _beside(value: Any, inside: Inside) -> str:
    """The jq filter that unwraps values like this one and leaves events beside them as they are."""
    if UNPACK in inside.filter:
        return inside.filter
    inner = inside.filter.removesuffix(" | ")
    # a body of several events needs no unwrapping
    if inner.endswith(".batch[]") and inner != ".batch[]":
        inner = inner.removesuffix(".batch[]").removesuffix(" | ")
    if not isinstance(value, Mapping):
        return f'if type == "{jq_type(value)}" then {inner} else . end'
    if "type" not in value:
        return f"if .type then . else {inner} end"
    key = next(key for key in value if inside.first.startswith(step(key)))
    # a track call has a text called `event`
    holds = f"has({quoted(key)})" if key != "event" else f'(.event | type) == "{jq_type(value[key])}"'
    return f"if {holds} then {inner} else . end"


def _under(above: str, filter_: str) -> str:
    return f"{above} | {filter_}" if above else filter_
