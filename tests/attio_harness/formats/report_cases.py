"""Reports to render: a real run, texts meant to break a format in every member, and ten thousand losses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

from attio_harness import check
from attio_harness.rejection import EventRef, FilterRef, Need, Read, Rejection
from attio_harness.report import FilteredReason, Outcome, Report, UnmatchedReason, Unread

from tests.attio_harness.subscriptions import identify_user

ROOT = Path(__file__).parents[3]
FIXTURES = ROOT / "fixtures"

EVIL = (
    "<script>alert('x')</script>",
    "]]> <!-- --> -->",
    "one\r\ntwo\nthree\u2028four",
    "100%0A::error file=x::%25",
    "\n::stop-commands::x\n##[error]y",
    "a|b\\|c",
    "`code` ``` ~~~",
    "lone \ud800 and \udfff surrogates",
    "nul \x00 esc \x1b[31m del \x7f non \uffff",
    "[text](javascript:alert(1)) ![x](y) {0} {{traits.x}}",
    "@everyone #1 GH-7 https://evil.example www.evil.example :smile: $x$",
    "\u202eright to left\u202c, zero\u200bwidth",
    "\"quotes\" and 'quotes' & ampersands &amp; &#0;",
    "</details></td></table></style></script>",
)

WORKSPACE = {
    "name": "Acme",
    "slug": "acme",
    "members": [{"email_address": "alice@acme.com"}],
    "objects": [
        {
            "api_slug": "users",
            "active": True,
            "attributes": [
                {"api_slug": "plan", "type": "select", "options": ["Free", "Enterprise"]},
                {"api_slug": "seats", "type": "number"},
                {"api_slug": "owner", "type": "actor-reference"},
                {"api_slug": "since", "type": "date"},
            ],
        }
    ],
}
MAPPING = identify_user(
    user_attributes={
        "plan": {"@path": "$.traits.plan"},
        "seats": {"@path": "$.traits.seats"},
        "owner": {"@path": "$.traits.owner"},
        "since": {"@path": "$.traits.since"},
    },
    person_attributes={
        "name": {"@path": "$.traits.name"},
        "phone_numbers": {"@path": "$.traits.phone"},
        "company": {"@path": "$.traits.company"},
    },
)
QUIET = {"name": "Quiet", "partnerAction": "identifyUser", "subscribe": 'type = "alias"', "mapping": MAPPING["mapping"]}
LOST = (
    {"plan": "Enterprise+"},
    {"plan": "enterprise pls"},
    {"seats": "12 seats"},
    {"owner": "alicia.smith@acme.com"},
    {"since": "31/12/1979"},
    {"name": "Jane Doe-Winter"},
    {"phone": "(415) 555-0132"},
    {"company": "jane-doe-consulting.com"},
    {"email": "jane.doe@acme"},
)
"""Traits that lose an event each through `MAPPING`."""

PERSONAL = ("alicia", "smith", "1979", "doe", "winter", "555", "0132", "415", "consulting", "jane")
"""What of `LOST` must not be readable in a masked report."""


@cache
def small_report() -> Report:
    """Nine losses in seven groups and one event that matches nothing, through the real check."""
    events: list[dict[str, object]] = [
        {
            "type": "identify",
            "userId": f"u{number}",
            "messageId": f"m{number}",
            "traits": {"email": f"person{number}@acme.com", **traits},
        }
        for number, traits in enumerate(LOST, 1)
    ]
    events.append({"type": "track", "event": "Signed Up", "userId": "u1", "messageId": "m0"})
    return check(events, [MAPPING, QUIET], WORKSPACE, existing="none")


@cache
def recorded_report() -> Report:
    """The recordings through the demo mapping: 563 events, 16 groups of losses."""
    mapping, workspace = FIXTURES / "mappings" / "demo.json", FIXTURES / "workspaces" / "demo.yaml"
    return check(FIXTURES / "events", [mapping], workspace, existing="none")


def loss(number: int = 1, text: str = "x", **given: object) -> Rejection:
    """One rejection; `given` replaces members."""
    members: dict[str, object] = {
        "verdict": "rejected",
        "event": EventRef(file="events.ndjson", line=number, message_id=f"m{number}", type="identify"),
        "subscription": "Identify",
        "action": "identifyUser",
        "mapping_file": "mapping.json",
        "mapping_pointer": "/0/mapping/user_attributes/plan",
        "mapping_line": 7,
        "reads": (Read(path="$.traits.plan", value=text),),
        "value": text,
        "object": "users",
        "attribute": "plan",
        "type": "text",
        "status": 400,
        "code": "validation_type",
        "message": f'An invalid value was passed: "{text}".',
        "hint": f"Send something else than {text!r}.",
    }
    members |= {"usual_code": given.get("code", members["code"])}
    return Rejection(**(members | given))  # type: ignore[arg-type]


def report_of(*losses: Rejection, **given: object) -> Report:
    """A report that holds these losses and nothing else."""
    members: dict[str, object] = {
        "events": len(losses),
        "mode": "single",
        "verdicts": {"rejected": len(losses)},
        "outcome": Outcome(passed=not losses, why=(f"{len(losses)} lost" if losses else "nothing is lost",)),
        "records": {},
        "rejections": losses,
        "workspace": "Acme",
        "types": {"identify": len(losses)},
    }
    return Report(**(members | given))  # type: ignore[arg-type]


TOLERANT = Outcome(passed=True, why=("1 lost and 2 unreadable, tolerated by --max-failures 5",))


def tolerated_report() -> Report:
    """A loss and entries that cannot be read, in a run whose limits tolerate them."""
    unreadable = tuple({"file": "a.ndjson", "line": line, "why": "not JSON"} for line in (3, 9))
    return report_of(loss(), unreadable=unreadable, outcome=TOLERANT)


def written_report() -> Report:
    """A report by hand, so that snapshots of forms change with the forms and not with the advice."""
    plan, phone, email = "Enterprise+", "(415) 555-0132", "jane.doe@acme"
    told = 'Cannot find select attribute with select option title "{}".'
    return report_of(
        loss(1, plan, type="select", code="value_not_found", message=told.format(plan), hint="Add it.", partial=("people",), assumptions=("option.title_case",)),
        loss(2, plan, type="select", code="value_not_found", message=told.format(plan), hint="Add it.", partial=("people",)),
        loss(
            4,
            phone,
            verdict="dropped",
            object="people",
            attribute="phone_numbers",
            type="phone-number",
            mapping_pointer="/0/mapping/person_attributes/phone_numbers",
            mapping_line=12,
            reads=(Read(path="$.traits.phone", value=phone), Read(path="$.traits.mobile", found=False)),
            status=202,
            message='An invalid value was passed to attribute with slug "phone_numbers".',
            hint="Send E.164 with the country code: +14155550132 if this is a number of the United States.",
        ),
        loss(
            6,
            email,
            verdict="invalid",
            object=None,
            attribute=None,
            type=None,
            mapping_pointer="/0/mapping/email_address",
            mapping_line=4,
            reads=(Read(path="$.traits.email", value=email),),
            code="PAYLOAD_VALIDATION_FAILED",
            message="Email address must be a valid email address string but it was not.",
            hint="Map it with @template '{{traits.email}}'.",
        ),
        events=11,
        verdicts={"filtered": 3, "unmatched": 1, "invalid": 1, "written": 3, "rejected": 2, "dropped": 1},
        records={"people": {"created": 4, "updated": 1}, "users": {"created": 3, "updated": 0}},
        types={"identify": 10, "track": 1},
        subscriptions=(
            {"name": "Identify", "action": "identifyUser", "trigger": 'type = "identify"', "enabled": True,
             "file": "mapping.json", "pointer": "/0"},
            {"name": "Quiet", "action": "assertRecord", "trigger": 'event = "Never"', "enabled": True,
             "file": "mapping.json", "pointer": "/1"},
        ),
        unmatched_reasons=(
            UnmatchedReason(subscription="Quiet", trigger='event = "Never"', clause='event = "Never"', found='"Now"', count=1),
        ),
        filtered_reasons=(
            FilteredReason(
                reason="FILTERED_BY_RULES", why="filter 'No staff' drops events where traits.staff = true", count=2,
                filter=FilterRef(title="No staff", file="filters.json", pointer="/1", line=14),
            ),
            FilteredReason(reason="FILTERED_BY_INTEGRATIONS_OBJECT", why='integrations has "Attio (Actions)": false', count=1),
        ),
        unreadable=({"file": "events.ndjson", "line": 9, "why": "not JSON: expected a value (column 3)"},),
        notes=({"file": "events.ndjson", "line": 1, "what": "begins with a byte order mark"},),
        assumptions={"option.title_case": 2, "batch.order": 1},
    )  # fmt: skip


def evil_report(texts: tuple[str, ...] = EVIL) -> Report:
    """Each of these texts in every member of a report that can hold one."""
    losses = tuple(
        loss(
            number,
            text,
            verdict="invalid" if number % 2 else "dropped",
            event=EventRef(file=f"{text}.ndjson", line=number, index=2, message_id=text, type=text),
            subscription=text,
            action=text,
            mapping_file=f"{text}.json",
            mapping_pointer=f"/{text}",
            reads=(Read(path=f"$.{text}", value=[text, {text: text}]), Read(path="$.y", found=False)),
            object=text,
            attribute=text,
            type=text,
            code=text,
            partial=(text,),
        )
        for number, text in enumerate(texts, 1)
    )
    return report_of(
        *losses,
        workspace=texts[0],
        records={text: {"created": 1, "updated": 2} for text in texts},
        types=dict.fromkeys(texts, 1),
        subscriptions=tuple(
            {
                "name": text,
                "action": text,
                "trigger": text,
                "enabled": True,
                "file": f"{text}.json",
                "pointer": f"/{text}",
            }
            for text in texts
        ),
        unmatched_reasons=tuple(
            UnmatchedReason(subscription=text, trigger=text, clause=text, found=f'"{text}"', count=1) for text in texts
        ),
        filtered_reasons=tuple(
            FilteredReason(
                reason=text, why=text, count=1, filter=FilterRef(title=text, file=text, pointer=f"/{text}", line=1)
            )
            for text in texts
        ),
        unreadable=tuple({"file": text, "line": 1, "why": f"found {text!r}"} for text in texts),
        notes=tuple({"file": text, "line": 1, "what": text} for text in texts),
        outcome=Outcome(passed=False, why=texts),
        unresolved=tuple(
            unresolved(
                number,
                text,
                subscription=text,
                action=text,
                mapping_file=f"{text}.json",
                mapping_pointer=f"/{text}",
                needs=(Need(object=text, attribute=text, value=[text]),),
            )
            for number, text in enumerate(texts, 1)
        ),
        unread=tuple(
            Unread(
                subscription=text,
                mapping_file=text,
                mapping_pointer=f"/{text}/@path",
                mapping_line=1,
                path=text,
                events=1,
                closest=text,
            )
            for text in texts
        ),
        assumptions=dict.fromkeys(texts, 1),
    )


@cache
def large_report(groups: int, losses: int = 10_000) -> Report:
    """Many losses, in that many groups, each with a value of its own."""
    return report_of(
        *(
            loss(
                number,
                f"Jane Doe {number} " + "x" * 500,
                attribute=f"attribute_{number % groups}",
                mapping_pointer=f"/0/mapping/user_attributes/attribute_{number % groups}",
            )
            for number in range(1, losses + 1)
        )
    )


def unresolved(number: int, text: str = "u1", **given: object) -> Rejection:
    """A row of an event that needs a user with this ID."""
    members: dict[str, object] = {
        "verdict": "unresolved",
        "subscription": "Group",
        "action": "groupUser",
        "mapping_pointer": "/1/mapping/user_id",
        "mapping_line": 31,
        "reads": (Read(path="$.userId", value=text),),
        "object": "workspaces",
        "attribute": "users",
        "type": "record-reference",
        "code": "value_not_found",
        "message": f'Cannot find a record of "users" with user_id "{text}".',
        "hint": f"Let Identify run for {text!r} before this event, or start from a state that has it.",
        "needs": (Need(object="users", attribute="user_id", value=text),),
    }
    return loss(number, text, **(members | given))


def full_report(losses: int = 3) -> Report:
    """A report with all of its sections; `losses` of two kinds, of which every third event has a further mistake."""
    further = {
        "object": "people", "attribute": "phone_numbers", "type": "phone-number", "mapping_line": 12,
        "mapping_pointer": "/0/mapping/person_attributes/phone_numbers", "message": "An invalid value was passed.",
        "hint": "Send E.164 with the country code.",
    }  # fmt: skip
    rows = [
        loss(
            number,
            f"Jane Doe {number}",
            also=(loss(number, f"(415) 555-{number:04}", **further),) if number % 3 == 0 else (),
            **({} if number % 2 else {"attribute": "company", "mapping_pointer": "/0/mapping/user_attributes/company"}),
        )
        for number in range(1, losses + 1)
    ]
    waiting = (
        unresolved(losses + 1, "mallory@corp.example", assumptions=("reference.unique",)),
        unresolved(losses + 2, "mallory@corp.example"),
        unresolved(losses + 3, "trent@corp.example"),
        unresolved(
            losses + 3, "corp.example", subscription="Company", mapping_pointer="/2/mapping/company", mapping_line=52,
            needs=(Need(object="companies", attribute="domains", value="corp.example"),),
        ),
    )  # fmt: skip
    base = written_report()
    return replace(
        base,
        events=losses + 9,
        mode="batch",
        outcome=Outcome(
            passed=False,
            why=(f"{losses} lost, 1 entry could not be read", "the trigger of 'Ask boss@corp.example' can never be true"),
        ),
        verdicts={"filtered": 3, "unmatched": 1, "written": 2, "unresolved": 4, "rejected": losses},
        records={"people": {"created": 4, "updated": 1}, "users": {"created": 3, "updated": 0, "assumed": 2}},
        rejections=tuple(rows),
        unresolved=waiting,
        unread=(
            Unread(
                subscription="Identify", mapping_file="mapping.json", mapping_pointer="/0/mapping/user_attributes/plan/@path",
                mapping_line=9, path="$.traits.planName", events=20, closest="$.traits.plan_name",
            ),
            Unread(
                subscription="Group", mapping_file="mapping.json", mapping_pointer="/1/mapping/name", mapping_line=33,
                path="$.traits.company.name", events=4, found=3, closest="$.traits.Mallory Corp.name",
            ),
        ),
        batches={1: 2, 3: 1, 1000: 4},
        assumptions={"reference.unique": 1, "option.title_case": 10},
    )  # fmt: skip


REPORTS: dict[str, Callable[[], Report]] = {
    "small": small_report,
    "recorded": recorded_report,
    "evil": evil_report,
    "large": lambda: large_report(700, 1_000),
    "full": lambda: full_report(9),
    "empty": lambda: report_of(events=0),
}
"""A report of every kind, by a name for the test."""
