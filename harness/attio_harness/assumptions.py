"""What the harness assumes about Segment's platform where nothing is documented: each with an id, its choices and a source.

`ASSUMPTIONS` is the list; the emulator has those about Attio (`attio_emulator.ASSUMPTIONS`). Users set both in one place,
`--assume ID=CHOICE` or `check(assumptions=...)`; `divided` tells them apart. A workspace file describes a workspace, so it can set
only those of the emulator.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from attio_emulator import ASSUMPTIONS as OF_ATTIO
from attio_emulator import Assumption as OfAttio
from attio_emulator.assumptions import Settings

from attio_harness.errors import UsageError
from attio_harness.text.words import or_meant

__all__ = [
    "ASSUMPTIONS",
    "NOTHING_ASSUMED",
    "Assumption",
    "divided",
    "is_of_code",
    "is_of_verdicts",
    "other_choices",
    "settings_of",
    "statement_of",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption(OfAttio):
    """Like an assumption about Attio, except that one with a single choice cannot be set.

    With `most`, the setting is a number from `least` to `most`, and `choices` are numbers worth a try.
    """

    least: float = 0
    most: float | None = None

    def allows(self, choice: str) -> bool:
        if self.most is None:
            return choice in self.choices
        try:
            return self.least <= float(choice) <= self.most
        except ValueError:
            return False

    @property
    def expected(self) -> str:
        """In words, which numbers are allowed."""
        return f"a number from {self.least:g} to {self.most:,.0f}"

    @property
    def in_full(self) -> str:
        """The statement, its default and what can be set instead."""
        switch = f"can be set to {', '.join(self.choices[1:])}" if len(self.choices) > 1 else "cannot be changed"
        if self.most is not None:
            switch = f"can be set to {self.expected}"
        return f"{self.statement} (`{self.default}`; {switch})"


_INFERRED = "inferred"
_PUBLIC_API = "Segment's documentation of destination filters"
_FQL = "Segment's page of the destination filter query language"
_PACKAGE = "observed of the published package for filters in the browser, @segment/tsub"
_BATCHING = "Segment's documentation of batching"
_TRACKING = "Segment's documentation of the HTTP Tracking API"
_INGEST = "Segment's documentation of what fails on ingest"
_DELIVERY = "Segment's documentation of retries"

_TABLE = (
    Assumption(
        id="delivery.batch_wait",
        choices=("60", "10", "600"),
        most=86_400,
        statement="A batch that does not fill up is sent this many seconds after its first event.",
        source=f"{_BATCHING}: up to about a minute",
    ),
    Assumption(
        id="delivery.batch_bytes",
        choices=("4000000", "4194304"),
        least=1,
        most=1_000_000_000,
        statement="Unless the mapping sets another limit, a batch is sent before its payloads exceed this many bytes of JSON.",
        source=f"{_BATCHING}: 4 MB, without saying how many bytes that is",
    ),
    Assumption(
        id="delivery.deadline",
        choices=("3.5", "10"),
        least=0.001,
        most=86_400,
        statement="A request fails if its complete response has not arrived after this many seconds; a body that breaks off fails only then.",
        source="observed in production, for a request to Attio; for bodies, observed of the published client",
    ),
    Assumption(
        id="delivery.no_status",
        choices=("retry",),
        statement="A failure without a status is retried: no complete response in time, a connection that is refused or reset, a response that the action cannot use.",
        source=f"{_INFERRED}; {_DELIVERY} names statuses only",
    ),
    Assumption(
        id="delivery.retry_after",
        choices=("longer",),
        statement="If a retried response has a Retry-After, in seconds or as a date, the next try waits that long if it is the longer pause.",
        source=f"{_INFERRED}; {_DELIVERY} does not say",
    ),
    Assumption(
        id="delivery.retry_first",
        choices=("10", "1", "60"),
        least=0.001,
        most=86_400,
        statement="The first retry comes after this many seconds; each further pause is twice as long, up to an hour.",
        source=f"{_DELIVERY}: each pause is longer than the one before, without saying by how much",
    ),
    Assumption(
        id="delivery.retry_for",
        choices=("14400", "0"),
        most=604_800,
        statement="Retries stop this many seconds after the first failure.",
        source=f"{_DELIVERY}: for about four hours",
    ),
    Assumption(
        id="delivery.clock",
        choices=("receivedAt",),
        statement="An event is delivered at its receivedAt; if that is missing, at its sentAt, then at its timestamp, then together with the event before it.",
        source=_INFERRED,
    ),
    Assumption(
        id="delivery.order",
        choices=("mapping",),
        statement="The subscriptions of one event are delivered one after another, in the order of the mapping files.",
        source=f"{_INFERRED}; Segment promises no order",
    ),
    Assumption(
        id="delivery.batch_applied",
        choices=("at-once",),
        statement="Attio has applied a batch before the next request reaches it.",
        source=f"{_INFERRED}; the 202 says only that it is not applied yet",
    ),
    Assumption(
        id="intake.refusal",
        choices=("code-and-message",),
        statement="The response to a refused request is JSON with success, code and message.",
        source=f"{_TRACKING} names the status 400 and one message; the Python SDK reads code and message",
    ),
    Assumption(
        id="intake.codes",
        choices=("own",),
        statement="The codes of refused events are invalid_type (no known type), payload_too_large, too_many_events (more than a batch may have), not_an_object, context_not_object, integrations_not_object, and nested_too_deeply (more than 230 levels).",
        source=f"{_INFERRED}; {_INGEST} lists codes for other mistakes",
    ),
    Assumption(
        id="intake.write_key",
        choices=("accept",),
        statement="A write key is required, but an unknown one gets the same response as a known one. A key in the body wins over one in basic authentication.",
        source="observed by users of the SDKs; which key wins is inferred from the documentation, which prefers the body",
    ),
    Assumption(
        id="intake.large_event",
        choices=("alone",),
        statement="If one event of a batch is larger than 32 KB, only that event is refused, and the response is 200. Sizes are measured on the uncompressed JSON, in KB of 1,024 bytes.",
        source=f"{_TRACKING} says both this and 400; the SDKs count in 1,024 bytes",
    ),
    Assumption(
        id="intake.bytes",
        choices=("replace",),
        statement="A byte of the body that is not UTF-8 is replaced by U+FFFD.",
        source=f"{_INFERRED} from how JSON is read in Go",
    ),
    Assumption(
        id="intake.type",
        choices=("path",),
        statement="A single call has the type of its path, even if its body names another type.",
        source=_INFERRED,
    ),
    Assumption(
        id="intake.null",
        choices=("absent",),
        statement="A null member of an event counts as missing, and so does an ID that is an empty string.",
        source=f"{_INFERRED} from SDKs, which send null for what they do not know",
    ),
    Assumption(
        id="intake.null_context",
        choices=("absent", "kept"),
        statement="An event whose context, or context.personas, is null is delivered like one without it; with kept, the action fails on it before it sends anything, and so does a batch with such an event.",
        source=f"{_INFERRED}; the published packages fail on such an event, and no page of Segment's says whether its intake lets one through",
    ),
    Assumption(
        id="intake.batch_context",
        choices=("event",),
        statement="If a batch and one of its events both have a member of context or integrations, the event's wins.",
        source=f"{_INFERRED}; {_TRACKING} says that they are merged",
    ),
    Assumption(
        id="intake.timestamp",
        choices=("as-sent",),
        statement="Without a sentAt, the timestamp stays as sent; a missing or unreadable timestamp becomes the receivedAt.",
        source=f"{_INFERRED} from the documented formula, which needs all three",
    ),
    Assumption(
        id="intake.message_id",
        choices=("api-",),
        statement="An event without a messageId gets one that begins with api-.",
        source=f"{_TRACKING} says that each event has one; the form is observed",
    ),
    Assumption(
        id="intake.address",
        choices=("devices",),
        statement="context.ip is filled in if context.direct is true, and for browser and mobile SDKs; channel is not filled in.",
        source=f"{_TRACKING}; how Segment tells devices apart is inferred",
    ),
    Assumption(
        id="integrations.older_name",
        choices=("accept", "ignore"),
        statement='An event may also name the destination "Actions Attio" in its integrations, as older destinations are named.',
        source="observed of other destinations",
    ),
    Assumption(
        id="filter.condition_sees",
        choices=("event",),
        statement="The conditions of all filters see the original event, before any filter removes something from it.",
        source=_INFERRED,
    ),
    Assumption(
        id="filter.sample_draw",
        choices=("hash",),
        statement="A hash of the value at the sample's path, or of messageId without a path, decides which events a sample lets through.",
        source=f"{_PUBLIC_API} says that the same value always gets the same decision, but not by which hash; without a path Segment draws at random",
    ),
    Assumption(
        id="filter.and_or",
        choices=("and-first", "in-order"),
        statement="In a condition without parentheses, `and` binds tighter than `or`; with in-order, they apply from left to right.",
        source=f"{_INFERRED}; {_FQL} has no such example without parentheses",
    ),
    Assumption(
        id="filter.wrong_kind",
        choices=("false", "drop"),
        statement="A comparison of a value of the wrong type, such as text with a number, is false, and a function of one is null (contains(), match() and semver() are false); with drop, the event is dropped.",
        source=f"{_PACKAGE}; {_PUBLIC_API} says that events are dropped if Segment cannot infer what is meant, but not when that happens",
    ),
    Assumption(
        id="filter.missing",
        choices=("null",),
        statement="In a condition, a field that the event does not have is null.",
        source=f"{_INFERRED} from what {_FQL} says of functions and of fields that are not there",
    ),
    Assumption(
        id="filter.not",
        choices=("comparison",),
        statement="! negates the whole comparison after it; everything that is not true, including null, becomes true.",
        source=f"{_PACKAGE}; {_FQL} shows it before groups and functions",
    ),
    Assumption(
        id="filter.bare_value",
        choices=("true",),
        statement="A field on its own is true only if its value is true; text and numbers do not count.",
        source=_PACKAGE,
    ),
    Assumption(
        id="filter.keywords",
        choices=("lower-case",),
        statement="Keywords are lower case; AND, or a field named `and` without a backslash, is a syntax error.",
        source=f"{_INFERRED} from the examples of {_FQL}",
    ),
    Assumption(
        id="filter.string_escapes",
        choices=("quote",),
        statement="In a string, a backslash escapes only the quote that encloses the string; any other backslash is literal.",
        source=f"{_INFERRED} from the globs of {_FQL}",
    ),
    Assumption(
        id="filter.list_index",
        choices=("members",),
        statement="In the path of a condition, 0, 1, … name the elements of a list.",
        source=_PACKAGE,
    ),
    Assumption(
        id="filter.globs",
        choices=("package",),
        statement="[^a] is any character but a; ? is one character; a broken glob matches nothing, and is refused if the condition contains it as text.",
        source=_PACKAGE,
    ),
    Assumption(
        id="filter.typeof_object",
        choices=("object",),
        statement='typeof() of an object is "object".',
        source=f"{_PACKAGE}; {_FQL} names the other types",
    ),
    Assumption(
        id="filter.functions_of_null",
        choices=("null",),
        statement="uppercase(), snakecase(), kebabcase(), titlecase() and number() of null are null, string() is empty, bool() is false.",
        source=f"{_INFERRED} from lowercase() in {_FQL}",
    ),
    Assumption(
        id="filter.letter_case",
        choices=("words",),
        statement="titlecase() capitalises the first letter of each word and leaves the others; snakecase() and kebabcase() change spaces only.",
        source=f"{_INFERRED} from the examples of {_FQL}",
    ),
    Assumption(
        id="filter.conversions",
        choices=("json",),
        statement='string() of a list is JSON; number() of text that is not a number is null; bool() is false for 0, an empty list, and the texts "", 0, f and false.',
        source=_INFERRED,
    ),
    Assumption(
        id="filter.semver",
        choices=("numbers",),
        statement="semver(version, '>=', version) compares up to three numbers of each version; missing ones count as 0, and anything after the digits is ignored. It is false for null and for text that is not a version.",
        source=f"{_PACKAGE}; {_FQL} does not mention it",
    ),
    Assumption(
        id="filter.dotted_names",
        choices=("name", "path"),
        statement="In the fields of an action, a name with a dot is the name of one member; with path, it is a path to a nested member.",
        source=_PACKAGE,
    ),
)

ASSUMPTIONS: Mapping[str, Assumption] = {row.id: row for row in _TABLE}

NOTHING_ASSUMED: Mapping[str, object] = MappingProxyType({})
"""No settings: every assumption stays as the workspace file and the tables have it."""


def divided(given: Mapping[str, object], *, named: str = "--assume") -> tuple[Settings, dict[str, str]]:
    """The settings of this table, with defaults for what is not given, and the given settings of the emulator's.

    Raises:
        UsageError: an id is in neither table, or its assumption does not know the choice; the message has the closest right word.
    """
    own = {row.id: row.default for row in _TABLE}
    emulator: dict[str, str] = {}
    for id, value in given.items():
        choice = str(value)
        row = ASSUMPTIONS.get(id) or OF_ATTIO.get(id)
        if row is None:
            known = [*ASSUMPTIONS, *OF_ATTIO]
            raise UsageError(
                f"{named}: found {id!r}, expected the id of an assumption{or_meant(id, known, cutoff=0.4, written=repr)} (`attio-harness fidelity` lists them)"
            )
        allowed = row.allows(choice) if isinstance(row, Assumption) else choice in row.choices
        if not allowed:
            # a name with a colon stands for the id, too
            of = named.removesuffix(":") if named.endswith(":") else f"{named} {id}"
            raise UsageError(f"{of}: found {choice!r}, expected {_expected(row, choice)}")
        (own if isinstance(row, Assumption) else emulator)[id] = choice
    return Settings(own), emulator


def _expected(row: Assumption | OfAttio, found: str) -> str:
    if isinstance(row, Assumption) and row.most is not None:
        return row.expected
    more = or_meant(found, row.choices, cutoff=0.4, written=repr) if len(row.choices) > 1 else "; it cannot be changed"
    return " or ".join(row.choices) + more


def settings_of(words: Iterable[str], found: Mapping[str, str] = MappingProxyType({})) -> dict[str, str]:
    """The settings of words such as `option.title_case=any`, and those `found` otherwise; raises UsageError like `divided`."""
    settings = dict(found)
    for word in words:
        id, equals, setting = word.partition("=")
        if not equals:
            raise UsageError(f"--assume: found {word!r}, expected ID=CHOICE, such as option.title_case=any")
        if settings.get(id, setting) != setting:
            raise UsageError(f"--assume {id}: found both {settings[id]!r} and {setting!r}, expected one setting")
        settings[id] = setting
    divided(settings)
    return settings


def statement_of(id: str) -> str:
    """The statement of an assumption of either table."""
    return _row(id).statement


def is_of_verdicts(id: str) -> bool:
    """Whether another setting could change a verdict, not only stored values."""
    return _row(id).concerns in ("end", "code")


def is_of_code(id: str) -> bool:
    """Whether the assumption decides only the code of a refusal, not the refusal itself."""
    return _row(id).concerns == "code"


def other_choices(id: str, setting: str) -> Iterator[str]:
    """The other settings, worth a try, of an assumption of either table."""
    return (choice for choice in _row(id).choices if choice != setting)


def _row(id: str) -> OfAttio:
    return ASSUMPTIONS.get(id) or OF_ATTIO[id]
