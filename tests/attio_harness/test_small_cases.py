"""Small inputs on which a verdict once misled, with the right one: all mistakes of an event, silence, and paths that nearly match."""

from __future__ import annotations

import json
from typing import Any

from attio_harness import check
from hypothesis import given, settings
from hypothesis import strategies as st

WORKSPACE = {
    "objects": [
        {
            "api_slug": "users",
            "active": True,
            "attributes": [
                {"api_slug": "plan", "type": "select", "options": ["Free", "Pro"]},
                {"api_slug": "phone", "type": "phone-number"},
                {"api_slug": "mrr", "type": "currency", "config": {"currency": {"default_currency_code": "USD"}}},
                {"api_slug": "born", "type": "date"},
                {"api_slug": "vip", "type": "checkbox"},
                {"api_slug": "note", "type": "text"},
            ],
        },
        {"api_slug": "workspaces", "active": True},
    ]
}  # fmt: skip


def subscription(trigger: str = 'type = "identify"', **attributes: Any) -> dict[str, Any]:
    mapping = {
        "email_address": {"@path": "$.traits.email"},
        "user_id": {"@path": "$.userId"},
        "user_attributes": attributes,
    }
    return {"name": "Identify", "partnerAction": "identifyUser", "subscribe": trigger, "mapping": mapping}


def person(number: int = 1, **traits: Any) -> dict[str, Any]:
    return {
        "type": "identify",
        "messageId": f"m{number}",
        "userId": f"u{number}",
        "traits": {"email": f"p{number}@acme.io", **traits},
    }


def test_five_mistakes_are_told_at_once() -> None:
    wrong = {"phone": "12345", "plan": "Platinum", "mrr": "$12", "born": "03.04.2024", "vip": "yes"}
    paths = {slug: {"@path": f"$.traits.{slug}"} for slug in wrong}
    for mode in ("single", "batch"):
        report = check([person(**wrong)], [subscription(**paths)], WORKSPACE, mode)  # type: ignore[arg-type]
        (row,) = report.rejections
        told = [(one.attribute, one.value, one.mapping_pointer) for one in (row, *row.also)]
        assert told == [(slug, value, f"/0/mapping/user_attributes/{slug}") for slug, value in wrong.items()]
        assert all(one.hint and one.code for one in row.also)
        assert len(report.loss_groups()) == 5
        (document,) = json.loads(json.dumps(report.to_dict()))["rejections"]
        assert [set(one) & {"event", "also"} for one in document["also"]] == [set()] * 4


def test_following_every_hint_of_one_run_fixes_the_event() -> None:
    fixed: dict[str, Any] = {"phone": "+15558675309", "plan": "Pro", "mrr": 12, "born": "2024-04-03", "vip": True}
    paths: dict[str, Any] = {slug: {"@path": f"$.traits.{slug}"} for slug in fixed}
    assert check([person(**fixed)], [subscription(**paths)], WORKSPACE).ok


def test_mistakes_of_later_requests_are_told_too() -> None:
    """The person is refused first; the user that would follow has a mistake of its own, and the link to the person is none."""
    row = subscription(plan={"@path": "$.traits.plan"})
    row["mapping"]["person_attributes"] = {"phone_numbers": {"@path": "$.traits.phone"}}
    (loss,) = check([person(phone="12", plan="Gold")], [row], WORKSPACE, "single").rejections
    assert [(one.object, one.attribute) for one in (loss, *loss.also)] == [
        ("people", "phone_numbers"),
        ("users", "plan"),
    ]


def test_a_field_that_no_event_filled_is_listed_with_what_they_have() -> None:
    events = [person(n, plan_name="Pro", **{"plan.name": "Pro"}) for n in range(20)]
    report = check(events, [subscription(plan={"@path": "$.traits.planName"})], WORKSPACE)
    assert [(one.path, one.events, one.found, one.closest) for one in report.unread] == [
        ("$.traits.planName", 20, 0, "$.traits.plan_name")
    ]
    assert report.ok


def test_an_object_in_a_template_is_noted() -> None:
    report = check(
        [person(address={"city": "Paris"})], [subscription(note={"@template": "{{traits.address}}"})], WORKSPACE
    )
    assert report.verdicts["written"] == 1
    assert any("[object Object]" in str(note["what"]) for note in report.notes)


def test_a_trigger_that_can_never_be_true_is_no_pass() -> None:
    report = check([person()], [subscription(), {**subscription("type == identify"), "name": "Never"}], WORKSPACE)
    assert (report.verdicts["written"], report.ok) == (1, False)
    assert any("'Never' can never be true" in why for why in report.outcome.why)


# -- one to five mistakes at once, in any combination ------------------------------------------------------------------

MISTAKES: dict[str, tuple[str, dict[str, Any], list[tuple[Any, Any]]]] = {
    "phone": ("phone-number", {}, [("12345", "+15558675309"), ("0170 1234567", "+491701234567"), (5558675309, "+15558675309")]),
    "plan": ("select", {"options": ["Free", "Pro"]}, [("Platinum", "Pro"), ("free", "Free"), (["Free", "Pro"], "Free")]),
    "mrr": ("currency", {"config": {"currency": {"default_currency_code": "USD"}}}, [("$12", 12), ("12,50", 12.5), ({"amount": 1}, 1)]),
    "born": ("date", {}, [("03.04.2024", "2024-04-03"), ("2024-01-31T10:00:00Z", "2024-01-31"), ("2024-02-30", "2024-02-29")]),
    "vip": ("checkbox", {}, [("yes", True), ("0", False), (1, True)]),
    "seats": ("number", {}, [("12 seats", 12), ("1e3x", 1000), (True, 1)]),
    "stars": ("rating", {}, [(7, 5), ("3", 3), (-1, 0)]),
    "seen": ("timestamp", {}, [("yesterday", "2023-09-28T04:39:17.000Z"), (1_706_695_200, "2024-01-31T10:00:00Z")]),
    "owner": ("actor-reference", {}, [("nobody@acme.com", "alice@acme.com"), ("Alice", "alice@acme.com")]),
    "note": ("text", {}, [(["a", "b"], "a"), ({"a": 1}, "a")]),
}  # fmt: skip
"""By attribute: its type, what else belongs to it, and pairs of a value that is refused and the one that its hint leads to."""

MANY: dict[str, Any] = {
    "members": [{"email_address": "alice@acme.com"}],
    "objects": [
        {
            "api_slug": "users",
            "active": True,
            "attributes": [{"api_slug": slug, "type": type, **more} for slug, (type, more, _) in MISTAKES.items()],
        }
    ],
}


@settings(max_examples=60, deadline=None)
@given(
    chosen=st.lists(st.sampled_from(sorted(MISTAKES)), min_size=1, max_size=5, unique=True),
    data=st.data(),
    mode=st.sampled_from(["single", "batch"]),
)
def test_any_one_to_five_mistakes_are_told_in_one_run_and_fixed_by_it(
    chosen: list[str], data: st.DataObject, mode: Any
) -> None:
    pairs = {slug: data.draw(st.sampled_from(MISTAKES[slug][2])) for slug in chosen}
    paths: dict[str, Any] = {slug: {"@path": f"$.traits.{slug}"} for slug in chosen}
    wrong = {slug: pair[0] for slug, pair in pairs.items()}
    (row,) = check([person(**wrong)], [subscription(**paths)], MANY, mode).rejections
    assert [one.attribute for one in (row, *row.also)] == chosen
    assert [one.value for one in (row, *row.also)] == list(wrong.values())
    fixed = {slug: pair[1] for slug, pair in pairs.items()}
    assert check([person(**fixed)], [subscription(**paths)], MANY, mode).rejections == ()
    # one that is left is told alone
    first, *_ = chosen
    (left,) = check([person(**fixed | {first: wrong[first]})], [subscription(**paths)], MANY, mode).rejections
    assert (left.attribute, left.hint, left.also) == (first, row.hint, ())
