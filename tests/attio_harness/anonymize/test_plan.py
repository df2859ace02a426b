"""What becomes of a value, by where it stands, what it looks like and what asks for it."""

from __future__ import annotations

from typing import Any

import pytest
from attio_emulator import Workspace
from attio_harness.anonymize import Anonymizer, knowledge_of
from attio_harness.errors import UsageError
from attio_harness.inputs.filter_actions import FilterAction
from attio_harness.inputs.located_filter import LocatedFilter
from attio_harness.inputs.mappings import locate_dict

from tests.attio_harness.subscriptions import identify_user

KEY = "a key of the tests"
WORKSPACE: dict[str, Any] = {
    "members": [{"email_address": "alice@acme.com", "first_name": "Alice", "last_name": "Adams"}],
    "objects": [
        {
            "api_slug": "users",
            "active": True,
            "attributes": [
                {"api_slug": "grade", "type": "select", "options": ["Gold", "Silver Plus"]},
                {"api_slug": "since", "type": "date"},
                {"api_slug": "boss", "type": "actor-reference"},
                {"api_slug": "line", "type": "phone-number"},
                {"api_slug": "points", "type": "number"},
            ],
        }
    ],
}
TRAITS = ("grade", "since", "boss", "line", "points")
MAPPING = identify_user(
    "Identify",
    'type = "identify" and traits.team = "Blue"',
    user_attributes={name: {"@path": f"$.traits.{name}"} for name in TRAITS},
)


def fake(value: Any, key: str, *, mapping: dict[str, Any] | None = MAPPING, **options: Any) -> Any:
    """What becomes of a trait of an identify event."""
    sources = locate_dict(mapping, "/0") if mapping else []
    anonymizer = Anonymizer(KEY, knowledge_of(sources, [], Workspace.from_dict(WORKSPACE)), **options)
    return anonymizer.event({"type": "identify", "traits": {key: value}})["traits"].get(key)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("anything", None),
        ("anything", ""),
        ("anything", "  "),
        ("anything", True),
        ("anything", "true"),
        ("anything", "n/a"),
        ("anything", 12),
        ("anything", 12.75),
        ("anything", 120.0),
        ("points", 4155552671.0),
        ("anything", "1,200.25"),
        ("anything", "42 %"),
        ("anything", "12.500.000"),
        ("anything", "+52.520008"),
        ("anything", "+113.404954"),
        ("anything", "10.15.7"),
        ("phones", 3),
        ("phones", 555014),
        ("anything", "2026-03-02T09:00:21.375Z"),
        ("anything", "Mon, 02 Mar 2026 09:00:21 GMT"),
        ("anything", "03/07/24 10:00"),
        ("amount_at", 1704067200),
        ("planName", "Pro"),
        ("country_code", "US"),
        ("currency", "EUR"),
        ("industry", "Freight & Logistics"),
        ("grade", "Gold"),
        ("grade", " gold"),
        ("grade", "Silver Plus"),
        ("grade", "Silver (old)"),
        ("since", "7 March 2024"),
        ("since", "2024-W07"),
        ("boss", "Alice@acme.com"),
        ("team", "Blue"),
        ("points", 4155552671),
    ],
)
def test_what_stays(key: str, value: Any) -> None:
    assert fake(value, key) == value


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("anything", "Jane"),
        ("anything", "Gold"),
        ("anything", "Jane Doe is here"),
        ("anything", "12345678"),
        ("anything", 4155552671),
        ("anything", "212.555.0142"),
        ("anything", "612.345.678"),
        ("anything", "+49.170.1234567"),
        ("anything", "+1.2125550142"),
        ("anything", "+49.17012345"),
        ("anything", "0170.1234567"),
        ("phones", ["555014", 5550142]),
        ("title", "Engineer"),
        ("zip", "94107"),
        ("zip", 94107),
        ("order_id", 17),
        ("customer_id", 48213.0),
        ("phone", 4155552671.0),
        ("birth_year", 1984.0),
        ("last_name", "Ｄｏｅ"),
        ("phone", "０９０１２３４５６７８"),
        ("orderId", "17"),
        ("customer", "4711"),
        ("birthday", "1984-05-02"),
        ("birth_year", 1984),
        ("lat", "52.5163"),
        ("coordinates", 13.3777),
        ("office", "5552671"),
        ("lat", 52.5163),
        ("plan", "jane@acme.com"),
        ("plan", "acme.com (Pro)"),
        ("source", "via acme.de"),
        ("channel", "www.acme.li/jane"),
        ("plan", "Jane Miller"),
        ("plan_id", "gold"),
        ("grade", "Jane Miller"),
        ("grade", "jane@acme.com"),
        ("grade", "+14155552671"),
        ("since", "Jane"),
        ("since", "when Jane came, 2 March"),
        ("boss", "bob@acme.com"),
        ("line", "4155552671"),
        ("line", "120.0.6099.129"),
        ("points", "Jane"),
        ("team", "Blues"),
    ],
)
def test_what_is_replaced(key: str, value: Any) -> None:
    made = fake(value, key)
    assert made != value
    assert type(made) is type(value)
    assert len(str(made)) == len(str(value))
    if isinstance(value, list):
        assert not set(made).intersection(value)


def test_a_fake_is_no_text_that_is_compared_with_something() -> None:
    """Four letters of the same list as Blue: one of them would become it, were it not for the trigger."""
    found = {
        fake(name, "anything") for name in ("jane", "cyan", "gold", "acme", "apex", "mint", "opal", "ruby", "jade")
    }
    assert found.isdisjoint({"blue", "gold", "Blue"})


def test_without_a_mapping_options_stay_wherever_they_stand() -> None:
    assert fake("Gold", "anything", mapping=None) == "Gold"
    assert fake("Jane", "anything", mapping=None) != "Jane"


def test_the_user_decides() -> None:
    assert fake("Jane", "anything", keep=["traits.anything"]) == "Jane"
    assert fake("Jane", "first name", keep=["$.traits['first name']"]) == "Jane"
    assert fake({"a": {"id": "x1"}}, "map", keep=["traits.*.a"]) == {"a": {"id": "x1"}}
    assert fake([{"id": "x1", "name": "Jane"}], "rows", keep=["traits.rows[0].id"])[0]["id"] == "x1"
    assert fake("Gold", "grade", fake=["traits.grade"]) != "Gold"
    assert fake(12, "seats", fake=["traits.*"]) != 12


@pytest.mark.parametrize("path", ["", "$", "..", "traits[", "[0]"])
def test_what_is_no_path(path: str) -> None:
    with pytest.raises(UsageError, match=r"--keep .* is not a path of an event"):
        fake("Jane", "anything", keep=[path])


@pytest.mark.parametrize(
    ("key", "is_replaced"),
    [
        ("first_name", False),
        ("First Name", False),
        ("address2", False),
        ("$email", False),
        ("jane@acme.com", True),
        ("u_00042", True),
        ("550e8400-e29b-41d4-a716-446655440000", True),
        ("Jane Doe", True),
        ("acme.com", True),
        ("acme.de", True),
        ("shop.acme.co.uk", True),
        ("xn--acm-dma.de", True),
        ("www.acme.li", True),
        ("acme.com/pricing", True),
        ("visits to acme.com", True),
        ("jane(at)acme.com", True),
        ("https://acme.li/jane", True),
        ("$.traits.name", False),
        ("contact.info", False),
        ("plan.code", False),
        ("page.url", False),
        ("名前", True),
    ],
)
def test_keys_that_a_map_is_kept_by(key: str, is_replaced: bool) -> None:
    anonymizer = Anonymizer(KEY)
    (made,) = anonymizer.event({"type": "track", "properties": {"by": {key: 1}}})["properties"]["by"]
    assert (made != key) == is_replaced
    # one that the mapping reads is a name
    mapping = {**MAPPING, "mapping": {"email_address": {"@path": "$.traits.u_00042"}}}
    known = knowledge_of(locate_dict(mapping, "/0"), [], None)
    assert "u_00042" in Anonymizer(KEY, known).event({"type": "track", "properties": {"u_00042": 1}})["properties"]


@pytest.mark.parametrize(
    ("event", "stays"),
    [
        ({"type": "track", "event": "Order 12 Placed"}, True),
        ({"type": "page", "name": "Pricing", "category": "Docs"}, True),
        ({"type": "identify", "name": "Jane Doe"}, False),
        ({"type": "group", "event": "Jane Doe"}, False),
        ({"type": "jane", "userId": None}, False),
        ({"type": "track", "context": {"campaign": {"name": "Spring Sale"}}}, True),
        ({"type": "track", "context": {"library": {"name": "analytics.js"}, "userAgent": "Mozilla/5.0"}}, True),
        ({"type": "track", "context": {"device": {"name": "Phone of Jane"}}}, False),
    ],
)
def test_names_of_events_and_pages(event: dict[str, Any], stays: bool) -> None:
    assert (Anonymizer(KEY).event(event) == event) == stays


def test_an_address_in_what_stays_is_replaced() -> None:
    made = Anonymizer(KEY).event({"type": "track", "event": "Invited jane@acme.com", "channel": "jane@acme.com"})
    assert made["event"] == f"Invited {made['channel']}"
    assert "jane" not in made["event"]


def located(condition: str, *actions: FilterAction) -> LocatedFilter:
    return LocatedFilter(file="f.json", pointer="/0", title="A filter", condition=condition, actions=actions)


def test_what_filters_look_for_stays() -> None:
    conditions = [
        "match(traits.email, '*@acme.com')",
        "contains(traits.title, 'Engineer')",
        "lowercase(traits.team) in ['blue', 'red crew']",
        "length(userId) > 3",
        "traits.score >= 4155552671",
    ]
    known = knowledge_of([], [located(one, FilterAction(kind="drop")) for one in conditions], None)
    traits = {"email": "jane@acme.com", "title": "Reengineering", "team": "Red Crew", "score": 4155552671}
    made = Anonymizer(KEY, known).event({"type": "identify", "traits": traits})["traits"]
    assert made["email"].endswith("@acme.com")
    assert not made["email"].startswith("jane")
    assert "engineer" in made["title"]
    assert made["title"] != "Reengineering"
    assert (made["team"], made["score"]) == ("Red Crew", 4155552671)
    assert known.cautions == []


@pytest.mark.parametrize(
    ("key", "value", "stays"),
    [
        ("company_size", 250, True),
        ("userCount", 41, True),
        ("account_balance", "1250.50", True),
        ("lead_score", "78", True),
        ("tax_amount", 19, True),
        ("search_results", 45, True),
        ("message_count", "3", True),
        ("account_currency", "EUR", True),
        ("member_status", "active", True),
        ("customer_segment", "SMB", True),
        ("user", 4711, False),
        ("account_2", 4711, False),
        ("zip", 94107, False),
        ("ssn_last4", "1234", False),
        ("cardLastFour", 4242, False),
        ("customer_number", 4711, False),
        ("tax_number_2", 4711, False),
        ("employeeId2", "4711", False),
        ("account_last4", 4242, False),
        ("bankAccountLast4", "4242", False),
        ("birth_month", 7, False),
        ("dobDay", "14", False),
        ("contact_name", "Smith", False),
        ("phone_type", "Jane's", False),
    ],
)
def test_an_amount_or_a_kind_of_somebody_is_no_personal_value(key: str, value: Any, stays: bool) -> None:
    made = Anonymizer(KEY).event({"type": "identify", "traits": {key: value}})["traits"][key]
    assert (made == value, type(made)) == (stays, type(value))


AMOUNTS: dict[str, Any] = {
    "objects": [
        {"api_slug": "users", "active": True, "attributes": [{"api_slug": "n", "type": "number"}, {"api_slug": "stars", "type": "rating"}]}
    ]
}  # fmt: skip


@pytest.mark.parametrize(
    ("key", "value", "stays"),
    [
        ("phone", 15558675309, False),
        ("customer_number", 4711, False),
        ("ssn", 123456789, False),
        ("birth_year", 1987, False),
        ("revenue", 1500000000, True),
        ("company_size", 250, True),
    ],
)
def test_a_number_that_goes_to_an_amount(key: str, value: int, stays: bool) -> None:
    attributes = {"n": {"@path": f"$.traits.{key}"}}
    mapping = {"email_address": {"@path": "$.traits.email"}, "user_attributes": attributes}
    subscription = {"partnerAction": "identifyUser", "subscribe": 'type = "identify"', "mapping": mapping}
    known = knowledge_of(locate_dict(subscription, "/0"), [], Workspace.from_dict(AMOUNTS))
    made = Anonymizer(KEY, known).event({"type": "identify", "traits": {key: value}})["traits"][key]
    assert (made == value, type(made), len(str(made))) == (stays, int, len(str(value)))
    # of five stars others are none
    mapping["user_attributes"] = {"stars": attributes["n"]}
    known = knowledge_of(locate_dict(subscription, "/0"), [], Workspace.from_dict(AMOUNTS))
    five = {"type": "identify", "traits": {key: 5}}
    assert Anonymizer(KEY, known).event(five) == five


@pytest.mark.parametrize(
    ("condition", "stays"),
    [
        ("traits.phone != null", False),
        ("!(traits.phone = null) and type = 'identify'", False),
        ("traits.phone > 5", True),
        ("traits.phone = 15558675309", True),
        ("length(traits.phone) = null", True),
    ],
)
def test_a_number_stays_where_its_value_decides_and_not_where_it_is_there(condition: str, stays: bool) -> None:
    event = {"type": "identify", "traits": {"phone": 15558675309}}
    asks = knowledge_of([], [located(condition, FilterAction(kind="drop"))], None)
    assert (Anonymizer(KEY, asks).event(event) == event) == stays


@pytest.mark.parametrize(("clause", "stays"), [("!= null", False), ("= null", False), ("> 5", True)])
def test_a_trigger_asks_for_a_number_or_whether_it_is_there(clause: str, stays: bool) -> None:
    event = {"type": "identify", "traits": {"phone": 15558675309}}
    asks = knowledge_of(locate_dict({**MAPPING, "subscribe": f"traits.phone {clause}"}, "/0"), [], None)
    assert (Anonymizer(KEY, asks).event(event) == event) == stays


def test_keys_of_the_settings_of_an_integration_are_replaced_and_its_name_stays() -> None:
    integrations = {"Acme Ads 2024": {"jane@acme.com": True, "session_id": 5}}
    made = Anonymizer(KEY).event({"type": "track", "integrations": integrations})["integrations"]
    assert list(made) == ["Acme Ads 2024"]
    address, session = made["Acme Ads 2024"]
    assert ("jane" in address, session) == (False, "session_id")


def test_what_filters_do_that_cannot_be_kept_is_said() -> None:
    filters = [
        located("all", FilterAction(kind="sample", percent=0.5, path="userId")),
        located("contains(traits.name, 'x')", FilterAction(kind="drop")),
    ]
    assert [one.partition(" ")[2] for one in knowledge_of([], filters, None).cautions] == [
        "filter 'A filter' draws a sample by userId: of other values it draws others, so that other events pass",
        "filter 'A filter' looks for 'x' inside of values; so short a text stays where it is a word of its own, not inside of "
        "longer ones",
    ]


@pytest.mark.parametrize(
    ("filters", "cautions"),
    [
        ('date: "%Y-%m-%d"', 0),
        ('append: "-x"', 0),
        ('default: "n/a"', 0),
        ('prepend: "x-" | join: ", "', 0),
        ('split: "x"', 1),
        ('default: "a" | replace: "b", "c"', 2),
    ],
)
def test_what_a_template_writes_is_not_said_to_be_looked_for(filters: str, cautions: int) -> None:
    mapping = {**MAPPING["mapping"], "user_attributes": {"since": {"@liquid": f"{{{{ traits.since | {filters} }}}}"}}}
    known = knowledge_of(locate_dict({**MAPPING, "mapping": mapping}, "/0"), [], None)
    assert sum("inside of values" in one for one in known.cautions) == cautions
