"""What the harness assumes about Segment's platform where nothing is documented: each with an id, its choices and a source.

`ASSUMPTIONS` is the list; the emulator has those about Attio (`attio_emulator.ASSUMPTIONS`). Users set both in one place,
`--assume ID=CHOICE` or `check(assumptions=...)`; `divided` tells them apart. A workspace file describes a workspace, so it can set
only those of the emulator.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
        switch = f"the switch knows {', '.join(self.choices[1:])}, too" if len(self.choices) > 1 else "no switch"
        if self.most is not None:
            switch = f"the switch takes {self.expected}"
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
        statement="A batch is sent before its payloads exceed this many bytes of JSON, where the mapping does not say.",
        source=f"{_BATCHING}: 4 MB, not of which kind",
    ),
    Assumption(
        id="delivery.deadline",
        choices=("3.5", "10"),
        least=0.001,
        most=86_400,
        statement="A request whose whole answer is not there after this many seconds has failed; a body that breaks off is waited for until then.",
        source="observed in production, of a request to Attio; that of bodies of the published client",
    ),
    Assumption(
        id="delivery.no_status",
        choices=("retry",),
        statement="What fails without a status is tried again: a request that gets no whole answer in time, a connection that is refused or reset, an answer that the action cannot work with.",
        source=f"{_INFERRED}; {_DELIVERY} names statuses only",
    ),
    Assumption(
        id="delivery.retry_after",
        choices=("longer",),
        statement="Where an answer that is tried again has a Retry-After, in seconds or as a date, that pause is waited for if it is longer.",
        source=f"{_INFERRED}; {_DELIVERY} does not say",
    ),
    Assumption(
        id="delivery.retry_first",
        choices=("10", "1", "60"),
        least=0.001,
        most=86_400,
        statement="What failed is tried again after this many seconds, then after twice as many each time, an hour at most.",
        source=f"{_DELIVERY}: each later than the one before, not by how much",
    ),
    Assumption(
        id="delivery.retry_for",
        choices=("14400", "0"),
        most=604_800,
        statement="What failed is tried again until this many seconds have passed since it first failed.",
        source=f"{_DELIVERY}: for about four hours",
    ),
    Assumption(
        id="delivery.clock",
        choices=("receivedAt",),
        statement="An event is delivered at its receivedAt, without one at its sentAt, then its timestamp, then with the one before it.",
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
        source=f"{_INFERRED}; its 202 only says that it has not yet",
    ),
    Assumption(
        id="intake.refusal",
        choices=("code-and-message",),
        statement="A request that is refused is answered with JSON that has success, code and message.",
        source=f"{_TRACKING} has the status 400 and one message; the SDK for Python reads code and message",
    ),
    Assumption(
        id="intake.codes",
        choices=("own",),
        statement="An event of no type is refused as invalid_type, a large one as payload_too_large, one beyond those that a batch may have as too_many_events, one that is no object as not_an_object, one with a context or integrations that are no object as context_not_object or integrations_not_object, one that is nested more than 230 levels deep as nested_too_deeply.",
        source=f"{_INFERRED}; {_INGEST} has codes for other mistakes",
    ),
    Assumption(
        id="intake.write_key",
        choices=("accept",),
        statement="A write key that is none is answered as one that is; of one in the body and another in basic authentication that of the body counts, and there has to be one.",
        source="observed by users of the SDKs; which counts is inferred from the documentation, which prefers the body",
    ),
    Assumption(
        id="intake.large_event",
        choices=("alone",),
        statement="An event of a batch that is larger than 32 KB is refused alone; the others go on, and the answer is 200. Sizes are those of the unpacked JSON, in KB of 1,024 bytes.",
        source=f"{_TRACKING} says both this and 400; the SDKs count in 1,024 bytes",
    ),
    Assumption(
        id="intake.bytes",
        choices=("replace",),
        statement="A byte of a body that is not UTF-8 is replaced by U+FFFD.",
        source=f"{_INFERRED} from how JSON is read in Go",
    ),
    Assumption(
        id="intake.type",
        choices=("path",),
        statement="A single call is of the type of its path, whatever type it says.",
        source=_INFERRED,
    ),
    Assumption(
        id="intake.null",
        choices=("absent",),
        statement="A member of an event that is null, or an ID that is an empty text, counts as absent.",
        source=f"{_INFERRED} from SDKs, which send null for what they do not know",
    ),
    Assumption(
        id="intake.batch_context",
        choices=("event",),
        statement="Where context or integrations of a batch and of an event of it have the same member, that of the event counts.",
        source=f"{_INFERRED}; {_TRACKING} says that they are merged",
    ),
    Assumption(
        id="intake.timestamp",
        choices=("as-sent",),
        statement="Without a sentAt the timestamp stays as it was sent; without one that can be read it is the receivedAt.",
        source=f"{_INFERRED} from the documented formula, which needs all three",
    ),
    Assumption(
        id="intake.message_id",
        choices=("api-",),
        statement="An event without a messageId gets one that begins with api-.",
        source=f"{_TRACKING} says that each has one; the form is observed",
    ),
    Assumption(
        id="intake.address",
        choices=("devices",),
        statement="context.ip is filled in where context.direct is true, and for the SDKs of browsers and mobile devices; channel is not filled in.",
        source=f"{_TRACKING}; how Segment tells devices apart is inferred",
    ),
    Assumption(
        id="integrations.older_name",
        choices=("accept", "ignore"),
        statement='The integrations of an event may also call the destination "Actions Attio", as older ones are called.',
        source="observed of other destinations",
    ),
    Assumption(
        id="filter.condition_sees",
        choices=("event",),
        statement="The conditions of all filters see the event as it came, before any filter has taken something from it.",
        source=_INFERRED,
    ),
    Assumption(
        id="filter.sample_draw",
        choices=("hash",),
        statement="Which events a sample lets through is decided by a hash of the value at its path, without one of messageId.",
        source=f"{_PUBLIC_API} says the same value goes the same way, not by which hash; without a path Segment draws at random",
    ),
    Assumption(
        id="filter.and_or",
        choices=("and-first", "in-order"),
        statement="In a condition without parentheses and binds closer than or; or they are taken in the order in which they stand.",
        source=f"{_INFERRED}; {_FQL} has no such example without parentheses",
    ),
    Assumption(
        id="filter.wrong_kind",
        choices=("false", "drop"),
        statement="A comparison or function that is given a value of a kind it does not take, as text where a number is compared, is false (or null); or the event is dropped.",
        source=f"{_PACKAGE}; {_PUBLIC_API} says that events are dropped where it cannot infer what is meant, not where that is",
    ),
    Assumption(
        id="filter.missing",
        choices=("null",),
        statement="A field that the event has not is null to a condition.",
        source=f"{_INFERRED} from what {_FQL} says of functions and of fields that are not there",
    ),
    Assumption(
        id="filter.not",
        choices=("comparison",),
        statement="! negates the whole comparison behind it; what is not true, null as well, becomes true.",
        source=f"{_PACKAGE}; {_FQL} has it before groups and functions",
    ),
    Assumption(
        id="filter.bare_value",
        choices=("true",),
        statement="A field that stands alone counts where it is the value true, not where it is text or a number.",
        source=_PACKAGE,
    ),
    Assumption(
        id="filter.keywords",
        choices=("lower-case",),
        statement="The words of the language are lower case; AND, or a field called and without a backslash, cannot be read.",
        source=f"{_INFERRED} from the examples of {_FQL}",
    ),
    Assumption(
        id="filter.string_escapes",
        choices=("quote",),
        statement="In a text a backslash before the quote that encloses it stands for the quote; any other stands for itself.",
        source=f"{_INFERRED} from the globs of {_FQL}",
    ),
    Assumption(
        id="filter.list_index",
        choices=("members",),
        statement="The elements of a list are its members 0, 1, … in the path of a condition.",
        source=_PACKAGE,
    ),
    Assumption(
        id="filter.globs",
        choices=("package",),
        statement="[^a] is any character but a; ? is one character; a glob that is broken matches nothing, and is refused where it stands in the condition.",
        source=_PACKAGE,
    ),
    Assumption(
        id="filter.typeof_object",
        choices=("object",),
        statement='typeof() of an object is "object".',
        source=f"{_PACKAGE}; {_FQL} names the others",
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
        statement='string() of a list is JSON; number() of text that is no number is null; bool() is false of 0, an empty list, and the texts "", 0, f and false.',
        source=_INFERRED,
    ),
    Assumption(
        id="filter.semver",
        choices=("numbers",),
        statement="semver(version, '>=', version) compares one to three numbers of each, those left out as 0, without what follows their digits; it is false of null and of what is no version.",
        source=f"{_PACKAGE}; {_FQL} does not have it",
    ),
    Assumption(
        id="filter.dotted_names",
        choices=("name", "path"),
        statement="A name with a dot among the fields of an action is the name of one member; or it leads to a member further down.",
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
    more = or_meant(found, row.choices, cutoff=0.4, written=repr) if len(row.choices) > 1 else "; it has no switch"
    return " or ".join(row.choices) + more


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
