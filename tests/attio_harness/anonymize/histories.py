"""Drawn histories for the test of verdicts: a workspace with every type, a mapping with every directive, triggers, filters, events.

Values are sound and broken ones of every kind, and come again, in other spellings and inside of other values.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

from attio_harness.inputs.filter_actions import FilterAction
from attio_harness.inputs.located_filter import LocatedFilter

from tests.attio_harness.subscriptions import identify_user

__all__ = ["History", "history"]

_ATTRIBUTES: list[dict[str, Any]] = [
    {"api_slug": "plan", "type": "select", "options": ["Free", "Pro", "Pro Plus", "On hold", "blue"]},
    {"api_slug": "tags", "type": "select", "is_multiselect": True, "options": ["Sales", "Support", "jane"]},
    {"api_slug": "stage", "type": "status", "statuses": ["New", "Won", "2024"]},
    {"api_slug": "seats", "type": "number"},
    {"api_slug": "mrr", "type": "currency"},
    {"api_slug": "score", "type": "rating"},
    {"api_slug": "trial", "type": "checkbox"},
    {"api_slug": "owner", "type": "actor-reference"},
    {"api_slug": "since", "type": "date"},
    {"api_slug": "seen_at", "type": "timestamp"},
    {"api_slug": "place", "type": "location"},
    {"api_slug": "note", "type": "text"},
    {"api_slug": "code", "type": "text", "is_unique": True},
    {"api_slug": "mobile", "type": "phone-number"},
    {"api_slug": "site", "type": "domain"},
    {"api_slug": "mail", "type": "email-address"},
    {"api_slug": "full", "type": "personal-name"},
    {
        "api_slug": "payer",
        "type": "record-reference",
        "config": {"record_reference": {"allowed_objects": ["companies"]}},
    },
]
_NAMES = ["Jane", "Doe", "Kristin", "Oneal", "Müller", "Иван", "山田", "O'Neal", "de la Cruz", "X Æ"]
_HOSTS = [
    "acme.com",
    "ACME.com",
    "mail.acme.co.uk",
    "gmail.com",
    "quicklabs.io",
    "müller.de",
    "acme",
    "a..b",
    "x.invalid",
]
_TEXTS: list[Any] = [
    "Free", "pro", " Pro", "Pro Plus", "Enterprise+", "blue", "New", "won", "2024", "Sales", "Sales, Support", "true", "yes",
    "42", "4.5", "1,200", "1e5", "about 20", "5f3d", "7 of 10", "2024-02-29", "2023-02-29", "2024-02-29T10:00:00Z", "29.02.2024",
    "soon", "March 5, 2024", "+14155552671", "(415) 555-2671", "+1415555", "+49 171 1234567", "call me", "alice@acme.com",
    "bob@acme.com", "San Francisco, CA", "Paris, France", "Main St 5, 94107 San Francisco, US", "", "  ", "n/a", "null",
    "Engineering Manager", "engineer", "https://acme.com/x?email=jane%40acme.com", "550e8400-e29b-41d4-a716-446655440000",
    "Doe, Jane", "Jane Doe", "Doe,", '{"email": "jane@acme.com"}', "%zz", "🙂", None, True, False, 0, 3, 6, 4.5, 12345678901, -1,
    ["Sales", "Nope"], ["Jane"], [], {"email": "jane@acme.com"}, {"first_name": "Jane", "last_name": "Doe", "full_name": "Jane Doe"},
]  # fmt: skip
_SOUND: dict[str, list[Any]] = {
    "select": ["Free", "Pro", "Pro Plus", "Sales"],
    "status": ["New", "Won"],
    "number": [3, 42, 4.5],
    "currency": [99, 1200.25],
    "rating": [0, 3, 5],
    "checkbox": [True, False],
    "actor-reference": ["alice@acme.com"],
    "date": ["2024-02-29"],
    "timestamp": ["2024-02-29T10:00:00Z"],
    "location": ["Main St 5, 94107 San Francisco, US", "Paris, France"],
    "text": _NAMES,
    "phone-number": ["+14155552671", "+442079460958"],
    "domain": ["acme.com", "quicklabs.io", "www.acme.com"],
    "email-address": ["jane@acme.com", "jane.doe@gmail.com"],
    "personal-name": ["Doe, Jane", "Müller, Иван"],
    "record-reference": ["acme.com", "quicklabs.io"],
}
_LIQUIDS = [
    "{{ traits.%s | downcase }}",
    '{{ traits.%s | split: "@" | last }}',
    '{{ traits.%s | replace: "Pro", "Free" }}',
    '{%% if traits.%s contains "acme" %%}Pro{%% else %%}Free{%% endif %%}',
    "{{ traits.%s | slice: 0, 3 }}",
    '{{ traits.%s | default: "Free" | strip }}',
    "{{ traits.%s | size }}",
    '{{ traits.%s | split: " " | first | append: " Plus" }}',
]
_TRIGGERS = [
    "",
    ' and traits.plan = "Free"',
    ' and traits.plan != "Pro Plus"',
    ' and contains(traits.email, "@acme.com")',
    ' and match(userId, "u-*")',
    " and traits.seats > 2",
    ' and !contains(traits.note, "ngin")',
    ' and (traits.code = "jane" or userId != "u-1")',
]
_FILTERS = [
    "match(traits.email, '*@gmail.com')",
    "contains(traits.note, 'acme')",
    "lowercase(traits.plan) = 'pro plus'",
    "length(traits.code) > 6",
    "traits.stage in ['New', 'blue']",
    "typeof(traits.mobile) = 'number'",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Everything a run needs."""

    workspace: dict[str, Any]
    mapping: dict[str, Any]
    filters: list[LocatedFilter]
    events: list[dict[str, Any]]


def history(seed: int, events: int = 12) -> History:
    """The history of a seed."""
    rng = random.Random(seed)
    chosen = rng.sample(_ATTRIBUTES, 4)
    filters = [
        LocatedFilter(
            file="f.json",
            pointer="/0",
            title="F",
            condition=rng.choice(_FILTERS),
            actions=(
                rng.choice(
                    [FilterAction(kind="drop"), FilterAction(kind="drop_properties", fields={"traits": ("note",)})]
                ),
            ),
        )
        for _ in range(rng.randrange(2))
    ]
    return History(
        workspace={
            "members": [{"email_address": "alice@acme.com", "first_name": "Alice", "last_name": "Adams"}],
            "objects": [
                {"api_slug": "users", "active": True, "attributes": _ATTRIBUTES},
                {"api_slug": "workspaces", "active": rng.random() < 0.8},
            ],
            "records": {
                "companies": [{"domains": "acme.com"}],
                "users": [{"user_id": "u-9", "primary_email_address": "zoe@acme.com", "code": "jane"}],
            },
        },
        mapping=identify_user(
            "Identify",
            f'type = "identify"{rng.choice(_TRIGGERS)}',
            user_attributes={one["api_slug"]: _directive(rng, one["api_slug"]) for one in chosen},
        ),
        filters=filters,
        events=[_event(rng, number, chosen) for number in range(events)],
    )


def _directive(rng: random.Random, slug: str) -> Any:
    path = {"@path": f"$.traits.{slug}"}
    return rng.choice(
        [
            *[path] * 12,
            {"@template": f"{{{{traits.{slug}}}}}"},
            {"@template": f"{{{{traits.{slug}}}}}, {{{{traits.email}}}}"},
            {"@if": {"exists": path, "then": path, "else": {"@path": "$.traits.note"}}},
            {"@if": {"blank": path, "then": "Free", "else": path}},
            {"@case": {"operator": rng.choice(["lower", "upper"]), "value": path}},
            {"@replace": {"pattern": rng.choice(["Pro", " ", "@acme.com", "+"]), "replacement": "", "value": path}},
            {"@json": {"mode": rng.choice(["encode", "decode"]), "value": path}},
            {"@liquid": rng.choice(_LIQUIDS) % slug},
        ]
    )


def _event(rng: random.Random, number: int, chosen: list[dict[str, Any]]) -> dict[str, Any]:
    person, host = rng.choice(_NAMES), rng.choice(_HOSTS)
    email = (
        f"{person}@{host}".replace(" ", "")
        if rng.random() < 0.3
        else f"u{rng.randrange(9)}.Doe+x@{rng.choice(_HOSTS[:5])}"
    )
    traits = {
        one["api_slug"]: rng.choice(_SOUND[one["type"]] if rng.random() < 0.7 else [*_TEXTS, person, host, email])
        for one in chosen
        if rng.random() < 0.7
    }
    return {
        "type": "identify",
        "userId": rng.choice([*(f"u-{rng.randrange(12)}" for _ in range(9)), "jane", 12, None]),
        "messageId": f"m-{number}",
        "traits": {"email": email, **traits},
    }
