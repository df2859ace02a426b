"""Undocumented behaviour of Attio that had to be decided here: each decision has an ID, a default and a switch.

`ASSUMPTIONS` lists them. A setting comes from a workspace file (`assumptions:`) or from `Emulator(assumptions=...)`.
Code asks `settings.decides("id")` where another choice would change the outcome, and compares the result with a choice.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal, cast

from attio_emulator.errors import Problem, pointer_token, shortened

__all__ = ["ASSUMPTIONS", "Assumption", "Settings", "checked"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption:
    """One decision: `choices[0]` is the default, `statement` says what the default means, `source` why it was chosen.

    `concerns` says what another choice can change: whether an assertion is written, only the code of a refusal, only
    the values it leaves, or only the rows of their history. `evidence` says what the default rests on.
    """

    id: str
    choices: tuple[str, ...]
    statement: str
    source: str
    concerns: Literal["end", "code", "values", "history"] = "end"
    evidence: Literal["recorded", "documented", "reported", "assumed"] = "assumed"

    @property
    def default(self) -> str:
        """The setting unless somebody chose one: the first of `choices`."""
        return self.choices[0]


class Settings(dict[str, str]):
    """The setting of every assumption, and which of them decided something.

    `decided` has the IDs in order of the decisions, with repetitions, since the last `begin`: that of a request or of
    an assertion in a batch.
    """

    def __init__(self, chosen: Mapping[str, str]) -> None:
        super().__init__(chosen)
        self.decided: list[str] = []
        self.is_trial = False
        """Whether the current work is only a trial, whose decisions do not count."""

    def begin(self, decided: Iterable[str] = ()) -> None:
        """Forget all decisions, except those in `decided`."""
        self.decided.clear()
        self.decided += decided

    def decides(self, id: str, *, when: bool = True) -> str:
        """The setting of an assumption that decides here; pass `when=False` if it turns out not to."""
        if when:
            self.decided.append(id)
        return self[id]

    def takes_back(self, id: str) -> None:
        """Drop the last decision of this assumption: it was about a refusal that did not happen."""
        at = len(self.decided) - 1 - self.decided[::-1].index(id)
        del self.decided[at]

    def watched(self) -> set[str]:
        """A set that collects the IDs of all assumptions read from now on, whether they decide or not."""
        watched = cast("_Watched", self)
        watched.__class__, watched.read = _Watched, set()
        return watched.read

    def since(self, start: int = 0) -> tuple[str, ...]:
        """The IDs of those that decided after the first `start` decisions, each once."""
        decided = self.decided  # usually empty
        return tuple(dict.fromkeys(decided[start:])) if len(decided) > start else ()

    @contextmanager
    def trial(self) -> Iterator[None]:
        """Inside its block, nothing counts as decided."""
        start, before = len(self.decided), self.is_trial
        self.is_trial = True
        try:
            yield
        finally:
            self.is_trial = before
            del self.decided[start:]


class _Watched(Settings):
    """Settings that record which were read. A separate class, because every written value reads settings."""

    read: set[str]

    def __getitem__(self, id: str) -> str:
        self.read.add(id)
        return super().__getitem__(id)


_SEGMENT_DOCS = "Segment's page of the destination"
_CLIENT = "Segment's destination code"
_REPORTED = "reported by a client of the API"
_INFERRED = "inferred"

_TABLE = (
    Assumption(
        id="body.content_type",
        choices=("refuse", "ignore"),
        statement="A body with another content type than JSON answers validation_type; one without a content type is read.",
        source=_INFERRED,
    ),
    Assumption(
        id="file.too_large",
        choices=("413", "400"),
        statement="A file over 50 MB answers 413 validation_type.",
        source="the limit is documented; the refusal is inferred from the one for a note that is too large",
    ),
    Assumption(
        id="file.same_name",
        choices=("refuse", "accept"),
        statement="A file whose name another one in the same folder of the record (or outside of folders) already has answers 409 uniqueness_conflict.",
        source=f"{_REPORTED}, with the message; that each folder has names of its own is inferred",
        evidence="reported",
    ),
    Assumption(
        id="simple.value_forms",
        choices=("documented", "public"),
        statement="records/simple and batch/records accept only the value forms of the user documentation's table.",
        source=_SEGMENT_DOCS,
        evidence="documented",
    ),
    Assumption(
        id="email.reserved_domains",
        choices=("refuse", "accept"),
        statement="Addresses under .test, .invalid, .example and .localhost are refused; example.com passes.",
        source=_REPORTED,
        evidence="reported",
    ),
    Assumption(
        id="phone.numbering_plan",
        choices=("shape", "possible", "valid"),
        statement="A number must have a possible length; under +1, area code and exchange must begin with 2 to 9.",
        source=f"{_REPORTED}; Attio's own sample +15558675309 passes, +11234567890 does not",
        evidence="reported",
    ),
    Assumption(
        id="phone.characters",
        choices=("plain", "any"),
        statement="A phone number is one line of digits 0 to 9 and the signs + ( ) - . /; with any, whatever libphonenumber reads.",
        source=_INFERRED,
    ),
    Assumption(
        id="phone.country_code",
        choices=("number", "refuse"),
        statement="If the country_code sent differs from the number's, the number's is kept.",
        source="Attio's document: the country is needed if the number does not tell it",
    ),
    Assumption(
        id="value.blanks",
        choices=("refuse", "trim"),
        statement="Blanks or line breaks around a value are refused, except in texts, names of persons and addresses.",
        source=_INFERRED,
    ),
    Assumption(
        id="location.simple",
        choices=("refuse", "text"),
        statement="records/simple and batch/records accept no location; with text, they accept an address as one text.",
        source=f"{_SEGMENT_DOCS} calls locations unsupported; a later edition of it takes one text, which Attio parses",
        evidence="documented",
    ),
    Assumption(
        id="location.text",
        choices=("split", "line"),
        statement="An address in one string is split at its commas, beginning with the country at its end.",
        source="Attio's documentation says that it parses, not how",
        concerns="values",
        evidence="documented",
    ),
    Assumption(
        id="option.title_case",
        choices=("exact", "any"),
        statement="The title of a select option or status must be written in its own upper and lower case.",
        source=_INFERRED,
    ),
    Assumption(
        id="value.null",
        choices=("refuse", "unset"),
        statement="null is refused in the documented API, where an empty list unsets; records/simple and batch/records accept it.",
        source="five clients tell of the refusal, two of its code, one of its row; Attio's pages say null is not supported, for two types",
        evidence="reported",
    ),
    Assumption(
        id="write.several_values_for_one",
        choices=("refuse", "first", "last"),
        statement="Several values for an attribute that holds one are refused.",
        source=_INFERRED,
    ),
    Assumption(
        id="write.attribute_twice",
        choices=("refuse", "last"),
        statement="A write that names one attribute twice, by its slug and by its ID, is refused.",
        source=_INFERRED,
    ),
    Assumption(
        id="write.read_only_code",
        choices=("system_edit_unauthorized", "validation_type"),
        statement="Writing an attribute that only Attio fills answers system_edit_unauthorized.",
        source="two developers tell of it, for created_at; for definitions of attributes the code is certain",
        concerns="code",
        evidence="reported",
    ),
    Assumption(
        id="write.enriched",
        choices=("accept", "refuse"),
        statement="Attributes that Attio enriches can be written if they are is_writable.",
        source="four attributes are recorded as writable; Attio's documentation says that enriched values cannot be overridden",
    ),
    Assumption(
        id="write.equal_value",
        choices=("keep", "rewrite"),
        statement="Writing the value that is already there keeps its old row in the history.",
        source="recorded answers, in which the value keeps its active_from",
        concerns="history",
        evidence="recorded",
    ),
    Assumption(
        id="assert.missing_match_code",
        choices=("missing_value", "validation_type"),
        statement="An assertion without a value for its matching attribute answers missing_value.",
        source=f"{_CLIENT} says it must be there; the code is inferred",
        concerns="code",
        evidence="documented",
    ),
    Assumption(
        id="assert.several_matches_code",
        choices=("multiple_match_results", "uniqueness_conflict"),
        statement="Matching values that belong to different records answer multiple_match_results.",
        source="documented for list entries only",
        concerns="code",
        evidence="documented",
    ),
    Assumption(
        id="reference.not_found_code",
        choices=("value_not_found", "missing_value", "validation_type"),
        statement="A reference to a record that does not exist answers value_not_found; the record is not created.",
        source="Attio's documentation says that it fails; the code is inferred",
        concerns="code",
        evidence="documented",
    ),
    Assumption(
        id="reference.bare_uuid",
        choices=("accept", "refuse"),
        statement="The public endpoints also accept a bare UUID of a record as a reference.",
        source=f"{_SEGMENT_DOCS}, there for the simple form only",
    ),
    Assumption(
        id="reference.inactive_object",
        choices=("refuse", "accept"),
        statement="A record of an object that is not activated cannot be referred to, as if it did not exist.",
        source="inferred: Attio refuses calls about such an object; what becomes of its records is documented nowhere",
    ),
    Assumption(
        id="relationship.taken_by_another",
        choices=("move", "keep"),
        statement="Adding a record to a one-to-many relationship takes it from the record that had it.",
        source=_INFERRED,
        concerns="values",
    ),
    Assumption(
        id="reference.required",
        choices=("clear", "refuse"),
        statement="A required reference loses its value when its record is deleted, or when the other side of a relationship is "
        "written; with refuse, such a deletion or write answers missing_value.",
        source="Attio's document has no refusal of a delete; that a required value is asked for where it is written is observed",
    ),
    Assumption(
        id="person.company_from_email",
        choices=("never", "deferred"),
        statement="A new person gets no company from its email address; "
        "with deferred, the company of its domain is found or created 0.4 seconds later, except for free mail.",
        source="in recorded answers it happens 0.24 to 0.49 seconds later; off, so that tests see only what they write",
        concerns="values",
    ),
    Assumption(
        id="history.unknown_attribute",
        choices=("value_not_found", "not_found"),
        statement="Writing the history of an unknown attribute answers 404 value_not_found.",
        source="Attio's document has both codes for the call; not_found is that of the object and the record elsewhere",
    ),
    Assumption(
        id="history.not_written",
        choices=("system_edit_unauthorized", "validation_type"),
        statement="Writing the history of a relationship or of an enriched attribute answers system_edit_unauthorized.",
        source="Attio's document: not for these attributes; the code is inferred",
    ),
    Assumption(
        id="merge.pending",
        choices=("never", "always"),
        statement="A merge of records answers 200 and is done; with always, it answers 202 and is done five seconds later.",
        source="Attio's document: 202 for large merges, without a number; off so that a test needs no time",
    ),
    Assumption(
        id="merge.multiselect",
        choices=("primary", "united"),
        statement="If both merged records have values of a multiselect, the primary's are kept; "
        "with united, those of both.",
        source="Attio's document: the secondary's value is kept only where the primary has none",
        concerns="values",
    ),
    Assumption(
        id="merge.unknown_record",
        choices=("value_not_found", "not_found"),
        statement="Merging a record that does not exist, or was merged before, answers 404 value_not_found.",
        source="Attio's document has both codes for the call; not_found is the object's elsewhere",
    ),
    Assumption(
        id="query.unknown_view",
        choices=("not_found", "value_not_found"),
        statement="A query by an unknown saved view answers 404 not_found, with value_not_found 400.",
        source=f"the code that Attio's document has for these queries; {_INFERRED}",
    ),
    Assumption(
        id="batch.order",
        choices=("received_at", "array"),
        statement="The assertions of a batch are applied in the order of received_at, ties in the order of the array.",
        source=f"{_INFERRED} from the time each assertion carries",
    ),
    Assumption(
        id="batch.stale_values",
        choices=("ignore", "apply"),
        statement="In a batch, a single value is left out if its received_at is older than that of the value last written.",
        source=_INFERRED,
        concerns="values",
    ),
    Assumption(
        id="batch.nested_effect",
        choices=("atomic", "kept"),
        statement="If an assertion is dropped, the writes of its nested assertions are undone.",
        source="unknown; the cautious choice",
    ),
    Assumption(
        id="batch.nested_refused",
        choices=("drop", "omit"),
        statement="If a nested assertion is refused, the whole assertion is dropped, not only the reference.",
        source="unknown; the cautious choice",
    ),
    Assumption(
        id="batch.limit_counts",
        choices=("top-level", "nested"),
        statement="The limit of 10,000 assertions counts only the outer ones.",
        source="unknown",
    ),
    Assumption(
        id="batch.unreadable_time",
        choices=("arrival", "drop"),
        statement="An assertion whose received_at is missing or not a date is dated by its arrival.",
        source=f"{_CLIENT} asks for graceful handling",
        evidence="documented",
    ),
    Assumption(
        id="token.user_actor",
        choices=("member", "token"),
        statement="Writes with a token that acts for a user are by that member; with token, by the app or key.",
        source=f"{_INFERRED}: such a token may delete that member's comments and no other",
        concerns="values",
    ),
)

ASSUMPTIONS: Mapping[str, Assumption] = {row.id: row for row in _TABLE}
"""Every assumption about Attio by its ID, such as `batch.order`. Those about Segment's platform are in
`attio_harness.assumptions`."""


def checked(settings: Mapping[str, str], *, pointer: str = "/assumptions") -> tuple[Settings, list[Problem]]:
    """The setting of every assumption: its default, or the one in `settings`; and a list of the mistakes in `settings`."""
    chosen = {row.id: row.default for row in _TABLE}
    problems = []
    for name, value in settings.items():
        row = ASSUMPTIONS.get(name)
        if row is not None and value in row.choices:
            chosen[name] = value
            continue
        where = pointer + pointer_token(name)
        if row is None:
            problems.append(_problem(where, name, list(ASSUMPTIONS), "the id of an assumption", "key"))
        else:
            problems.append(_problem(where, value, row.choices, " or ".join(map(repr, row.choices)), "value"))
    return Settings(chosen), problems


def _problem(
    pointer: str, found: object, words: tuple[str, ...] | list[str], expected: str, at: Literal["value", "key"]
) -> Problem:
    close = difflib.get_close_matches(shortened(found).strip("'"), words, n=1, cutoff=0.4)
    return Problem(
        pointer=pointer, found=shortened(found), expected=expected, closest=close[0] if close else None, at=at
    )
