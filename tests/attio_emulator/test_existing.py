"""References to records that nothing wrote, where somebody says that they may be there."""

from __future__ import annotations

from typing import Any

import pytest
from attio_emulator import Missing, Outcome, gone

from tests.attio_emulator.calls import Attio, assertion

WORKSPACE = {
    "objects": [
        {"api_slug": "users", "active": True},
        {"api_slug": "workspaces", "active": True},
        {
            "api_slug": "companies",
            "attributes": [
                {"api_slug": "number", "type": "text", "is_unique": True},
                {
                    "api_slug": "lead",
                    "type": "record-reference",
                    "config": {"record_reference": {"allowed_objects": ["people"]}},
                },
            ],
        },
        {
            "api_slug": "cars",
            "singular_noun": "Car",
            "plural_noun": "Cars",
            "attributes": [
                {"api_slug": "vin", "type": "text", "is_unique": True},
                {
                    "api_slug": "twin",
                    "type": "record-reference",
                    "config": {"record_reference": {"allowed_objects": ["cars"]}},
                },
                {
                    "api_slug": "deal",
                    "type": "record-reference",
                    "config": {"record_reference": {"allowed_objects": ["deals"]}},
                },
            ],
        },
    ]
}
ID = "11111111-1111-4111-8111-111111111111"


class Asked(Attio):
    """A client of an emulator that takes every record as there, or none, and what it was asked."""

    def __init__(self, *, answer: bool = True, **options: Any) -> None:
        super().__init__(WORKSPACE, **options)
        self.missing: list[Missing] = []
        self._answer = answer
        self.emulator.existing = self._judge

    def _judge(self, missing: Missing) -> bool:
        self.missing.append(missing)
        return self._answer

    def put(self, object: str, by: str, *, simple: bool = True, **values: Any) -> int:
        return (self.simple if simple else self.public)(object, by, values).status

    def taken(self) -> list[dict[str, Any]]:
        """The records only presumed to exist, as a state has them."""
        return [one for one in self.emulator.snapshot()["taken_as_there"].values() if "needs" not in one]

    def resting(self) -> list[dict[str, Any]]:
        """The records that are there only if others are, as a state has them."""
        return [one for one in self.emulator.snapshot()["taken_as_there"].values() if "needs" in one]

    @property
    def asked(self) -> list[tuple[str, str, Any]]:
        return [(one.object, one.attribute, one.value) for one in self.missing]


def test_nobody_is_asked_unless_it_is_wanted() -> None:
    asked = Asked()
    asked.emulator.existing = None
    assert asked.put("workspaces", "workspace_id", workspace_id="w", users=["u"]) == 400
    assert (asked.missing, asked.emulator.counts()) == ([], {})


def test_a_record_is_taken_as_there_by_what_names_it() -> None:
    asked = Asked()
    assert asked.put("workspaces", "workspace_id", workspace_id="w", users=["u"], company="acme.com") == 200
    assert asked.asked == [("users", "user_id", "u"), ("companies", "domains", "acme.com")]
    first = asked.missing[0].error
    assert (first.status, first.code, first.attribute, first.found) == (400, "value_not_found", "users", "u")
    (user,) = asked.emulator.records("users")
    assert {slug: rows for slug, rows in user["values"].items() if rows}.keys() >= {"user_id"}
    assert user["values"]["primary_email_address"] == []


def test_each_further_reference_is_told_until_something_writes_the_record() -> None:
    asked = Asked()
    for name in ("w1", "w2"):
        asked.put("workspaces", "workspace_id", workspace_id=name, users=["u"])
    assert asked.put("users", "user_id", user_id="u", primary_email_address="u@acme.com") == 200
    asked.put("workspaces", "workspace_id", workspace_id="w3", users=["u"])
    assert asked.asked == [("users", "user_id", "u"), ("users", "user_id", "u")]
    assert asked.emulator.counts() == {"users": 1, "workspaces": 3}


def test_a_written_history_writes_the_record_as_well() -> None:
    asked = Asked()
    assert asked.put("cars", "vin", vin="V1", twin=ID) == 200
    row = {"value": "V2", "active_from": "2024-01-01T00:00:00Z", "active_until": None}
    path = f"/v2/objects/cars/records/{ID}/attributes/vin/values"
    assert asked.ask("PUT", path, {"data": {"values": [row], "replace_history": True}}).status == 200
    assert asked.taken() == []


def test_an_assertion_that_could_only_update_asks_each_time_until_one_that_could_create_writes_the_record() -> None:
    asked = Asked()
    asked.emulator.updatable = ("users",)
    by_user = [("users", "user_id", "u")]
    # a user has to have an address, which the first two do not bring
    assert [asked.put("users", "user_id", user_id="u") for _ in range(2)] == [200, 200]
    assert (asked.asked, len(asked.taken())) == (by_user * 2, 1)
    first = asked.missing[0].error
    assert (first.status, first.code, first.attribute) == (400, "missing_value", "primary_email_address")
    assert asked.put("users", "user_id", user_id="u", primary_email_address="u@acme.com") == 200
    assert asked.put("users", "user_id", user_id="u") == 200
    assert (asked.asked, asked.taken(), asked.emulator.counts()) == (by_user * 2, [], {"users": 1})
    assert asked.emulator.refusals("users", "user_id", {"user_id": "v"}) == []


def test_an_assertion_that_could_only_update_is_refused_where_no_record_may_be_there() -> None:
    asked = Asked(answer=False)
    asked.emulator.updatable = ("users",)
    assert asked.put("users", "user_id", user_id="u") == 400
    assert (asked.asked, asked.emulator.counts()) == ([("users", "user_id", "u")], {})
    asked.emulator.existing = None
    assert [one.attribute for one in asked.emulator.refusals("users", "user_id", {"user_id": "u"})] == [
        "primary_email_address"
    ]


def test_an_assertion_asks_of_the_objects_alone_that_may_be_updated() -> None:
    asked = Asked()
    asked.emulator.updatable = ("workspaces", "people")
    assert asked.put("users", "user_id", user_id="u") == 400
    assert (asked.asked, asked.emulator.counts()) == ([], {})
    assert [one.code for one in asked.emulator.refusals("users", "user_id", {"user_id": "u"})] == ["missing_value"]


def test_an_assertion_asks_of_a_record_that_a_reference_has_taken_as_there_whoever_could_have_created_it() -> None:
    asked = Asked()
    by_user = [("users", "user_id", "u")]
    assert asked.put("workspaces", "workspace_id", workspace_id="w", users=["u"]) == 200
    # the user is there or not: it could not be created by what these bring
    assert [asked.put("users", "user_id", user_id="u") for _ in range(2)] == [200, 200]
    assert (asked.asked, len(asked.taken())) == (by_user * 3, 1)
    assert asked.missing[1].error.attribute == "primary_email_address"
    assert asked.put("users", "user_id", user_id="u", primary_email_address="u@acme.com") == 200
    assert asked.put("users", "user_id", user_id="u") == 200
    assert (asked.asked, asked.taken()) == (by_user * 3, [])
    # one that no reference names is refused as ever
    assert asked.put("users", "user_id", user_id="v") == 400


def test_the_refusal_of_a_reference_decides_nothing_where_its_record_is_taken_as_there() -> None:
    asked = Asked()
    outcomes: list[Outcome] = []
    asked.emulator.observer = outcomes.append
    for name in ("w1", "w2"):
        asked.put("workspaces", "workspace_id", workspace_id=name, users=["u"])
    asked.emulator.existing = None
    asked.put("workspaces", "workspace_id", workspace_id="w3", users=["v"])
    assert ["reference.not_found_code" in one.assumptions for one in outcomes] == [False, False, True]


@pytest.mark.parametrize(
    ("simple", "sent", "attribute", "value"),
    [
        (True, ID, "record_id", ID),
        (False, [{"target_object": "cars", "target_record_id": ID}], "record_id", ID),
        (False, [{"target_object": "cars", "vin": "V2"}], "vin", "V2"),
        (False, [{"target_object": "cars", "vin": [{"value": "V2"}]}], "vin", "V2"),
    ],
)
def test_records_are_named_in_every_form(simple: bool, sent: Any, attribute: str, value: str) -> None:
    asked = Asked()
    assert asked.put("cars", "vin", simple=simple, vin="V1" if simple else [{"value": "V1"}], twin=sent) == 200
    assert asked.asked == [("cars", attribute, value)]
    assert asked.emulator.counts() == {"cars": 2}


def test_what_names_no_record_is_refused_without_a_question() -> None:
    asked = Asked()
    for sent in ("not an ID", 5, {"a": 1}):
        assert asked.put("cars", "vin", vin="V1", twin=sent) == 400
    # there are no deals before their object is activated
    assert asked.put("cars", "vin", vin="V1", deal=ID) == 400
    assert (asked.missing, asked.emulator.counts()) == ([], {})
    asked.emulator.activate("deals")
    assert asked.put("cars", "vin", vin="V1", deal=ID) == 200


def test_no_means_refused_and_nothing_is_left() -> None:
    asked = Asked(answer=False)
    assert asked.put("workspaces", "workspace_id", workspace_id="w", users=["u"]) == 400
    assert (asked.asked, asked.emulator.counts()) == ([("users", "user_id", "u")], {})


def test_looking_for_all_refusals_asks_nobody_and_takes_nothing_as_there() -> None:
    asked = Asked()
    values = {"workspace_id": "w", "users": ["u"], "nothing": 1}
    found = asked.emulator.refusals("workspaces", "workspace_id", values)
    assert [one.attribute for one in found] == ["nothing"]
    assert (asked.missing, asked.emulator.counts()) == ([], {})
    asked.put("workspaces", "workspace_id", workspace_id="w", users=["u"])
    assert [one.attribute for one in asked.emulator.refusals("workspaces", "workspace_id", values)] == ["nothing"]
    assert asked.asked == [("users", "user_id", "u")]
    asked.emulator.existing, values["users"] = None, ["v"]
    assert [one.attribute for one in asked.emulator.refusals("workspaces", "workspace_id", values)] == [
        "users",
        "nothing",
    ]


# -- what is taken back ----------------------------------------------------------------------------------------------

ACME = {"object": "companies", "attribute": "domains", "value": "acme.com"}


def test_a_record_that_a_dropped_assertion_refers_to_is_not_kept() -> None:
    asked = Asked()
    asked.batch(assertion("workspaces", "workspace_id", {"workspace_id": "w", "company": "acme.com", "nothing": 1}))
    assert (asked.asked, asked.emulator.counts(), asked.taken()) == (
        [("companies", "domains", "acme.com")],
        {},
        [],
    )


def test_a_write_that_is_taken_back_leaves_a_record_only_taken_as_there() -> None:
    asked = Asked()
    asked.put("workspaces", "workspace_id", workspace_id="w", company="acme.com")
    company = assertion("companies", "domains", {"domains": "acme.com", "description": "d"}, at=None)
    asked.batch(
        assertion("people", "email_addresses", {"email_addresses": "p@x.com", "nothing": 1, "company": company})
    )
    assert asked.taken() == [ACME]
    asked.put("workspaces", "workspace_id", workspace_id="w", company="acme.com")
    # named again, and one record still
    assert asked.asked == [("companies", "domains", "acme.com")] * 2
    assert asked.emulator.counts()["companies"] == 1


def test_a_record_that_is_deleted_is_no_longer_taken_as_there() -> None:
    asked = Asked()
    asked.put("workspaces", "workspace_id", workspace_id="w", company="acme.com")
    assert asked.taken() == [ACME]
    (company,) = asked.emulator.records("companies")
    asked.ask("DELETE", f"/v2/objects/companies/records/{company['id']['record_id']}")
    assert asked.taken() == []


def _delete(asked: Attio, slug: str) -> str:
    """Delete the only record of an object; its ID."""
    (one,) = asked.emulator.records(slug)
    id: str = one["id"]["record_id"]
    assert asked.ask("DELETE", f"/v2/objects/{slug}/records/{id}").status == 200
    return id


@pytest.mark.parametrize("is_written", [True, False], ids=["a record that was written", "one that was presumed"])
@pytest.mark.parametrize("is_saved", [True, False], ids=["from its state", "at once"])
def test_a_record_that_was_deleted_is_not_there(is_written: bool, is_saved: bool) -> None:
    """Nobody is asked, whether its value or its ID names it, or an assertion could only update it, until it is made anew."""
    asked = Asked()
    asked.emulator.updatable = ["companies"]
    if is_written:
        asked.put("companies", "domains", domains="acme.com")
    else:
        asked.put("workspaces", "workspace_id", workspace_id="w", company="acme.com")
    id = _delete(asked, "companies")
    if is_saved:
        saved, asked = asked.emulator.snapshot(), Asked()
        asked.emulator.restore(saved)
    asked.missing.clear()
    assert [asked.put("workspaces", "workspace_id", workspace_id="w", company=one) for one in ("acme.com", id)] == [
        400
    ] * 2
    assert (asked.missing, asked.emulator.counts().get("companies", 0)) == ([], 0)
    assert asked.put("workspaces", "workspace_id", workspace_id="w", company="other.com") == 200
    assert asked.asked == [("companies", "domains", "other.com")]
    asked.put("companies", "domains", domains="acme.com")
    assert asked.put("workspaces", "workspace_id", workspace_id="w", company="acme.com") == 200


def test_a_record_that_was_deleted_may_be_there_where_it_may_never_have_been_written() -> None:
    """If the user is not in the CRM, the workspace was not written, and another one may be there."""
    asked = Asked()
    asked.put("workspaces", "workspace_id", workspace_id="w", users=["u"])
    _delete(asked, "workspaces")
    asked.missing.clear()
    asked.put("users", "user_id", user_id="v", primary_email_address="v@x.com", workspace=["w"])
    assert asked.asked == [("workspaces", "workspace_id", "w")]


@pytest.mark.parametrize("was_there", [False, True], ids=["first", "after one that was surely there"])
def test_a_value_that_another_record_may_have_is_not_gone_with_the_one_that_was_deleted(was_there: bool) -> None:
    """If p@x.com is not in the CRM, the first company was never written, and the second one has the domain."""
    asked = Asked()
    if was_there:
        asked.put("companies", "domains", domains="a.com")
        _delete(asked, "companies")
    assert asked.put("companies", "number", number="1", domains="a.com", lead="p@x.com") == 200
    assert asked.put("companies", "number", number="2", domains="a.com") == 400
    _delete(asked, "companies")
    asked.missing.clear()
    if not was_there:
        assert asked.put("workspaces", "workspace_id", workspace_id="w", company="a.com") == 200
        assert asked.asked == [("companies", "domains", "a.com")]
        return
    # nobody but the second one can have it
    assert asked.put("workspaces", "workspace_id", workspace_id="w", company="a.com") == 400
    refused = asked.emulator.last_refusal
    assert refused is not None
    assert refused.unless == (("people", "email_addresses", "p@x.com"),)


def test_a_deletion_that_is_taken_back_tells_nothing() -> None:
    asked = Asked()
    asked.put("companies", "domains", domains="acme.com")
    core = asked.emulator.core
    (record,) = core.store.each("companies")

    def fail() -> None:
        with core.store.transaction():
            core.existing.remove(record, ["domains"])
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert "gone" not in asked.emulator.snapshot()


def test_of_very_many_deleted_records_the_last_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gone, "_MOST", 2)
    asked = Asked()
    for domain in ("a.com", "b.com"):
        asked.put("companies", "domains", domains=domain)
        _delete(asked, "companies")
    assert [one["key"] for one in asked.emulator.snapshot()["gone"] if one["attribute"] == "domains"] == ["b.com"]


# -- what a write created that needs such a record ---------------------------------------------------------------------

TEAM = ("people", "email_addresses", "p@x.com")


def test_a_record_that_a_write_created_is_as_uncertain_as_what_the_write_needed() -> None:
    asked = Asked()
    asked.put("companies", "domains", domains=["acme.com", "acme.io"], team=["p@x.com"])
    assert asked.resting() == [{**ACME, "needs": [list(TEAM)]}]
    asked.missing.clear()
    asked.put("people", "email_addresses", email_addresses="q@x.com", company="acme.io")
    (one,) = asked.missing
    assert ((one.object, one.attribute, one.value), one.needs) == (("companies", "domains", "acme.com"), (TEAM,))
    assert (one.error.code, one.error.attribute) == ("value_not_found", "company")
    assert 'for the value "acme.io"' in one.error.message
    assert [row["value"] for row in asked.resting()] == ["q@x.com", "acme.com"]
    # a write that rests on the same makes nothing certain; one that rests on nothing does
    asked.put("companies", "domains", domains="acme.com", team=["p@x.com"])
    assert [row["value"] for row in asked.resting()] == ["q@x.com", "acme.com"]
    asked.put("companies", "domains", domains="acme.com")
    assert [row["value"] for row in asked.resting()] == ["q@x.com"]
    asked.missing.clear()
    asked.put("people", "email_addresses", email_addresses="r@x.com", company="acme.com")
    assert asked.missing == []


def test_what_is_sent_only_once_others_were_accepted_rests_on_what_they_needed() -> None:
    asked = Asked()
    asked.emulator.resting = [TEAM]
    asked.put("companies", "domains", domains="acme.com")
    asked.emulator.resting = ()
    asked.put("companies", "domains", domains="other.com")
    assert asked.resting() == [{**ACME, "needs": [list(TEAM)]}]


@pytest.mark.parametrize(("effect", "resting"), [("atomic", ["w1", "w2", "new.com"]), ("kept", ["w1", "w2"])])
def test_what_is_nested_rests_on_what_the_assertion_around_it_needs(effect: str, resting: list[str]) -> None:
    """Companies are asserted first, and go with the workspace where the user is not there who it needs."""
    asked = Asked(assumptions={"batch.nested_effect": effect})
    asked.put("people", "email_addresses", email_addresses="q@x.com", company="acme.com")
    rows = []
    for name, domain in (("w1", "acme.com"), ("w2", "new.com")):
        company = assertion("companies", "domains", {"domains": [domain]}, at=None)
        rows.append(assertion("workspaces", "workspace_id", {"workspace_id": name, "company": company, "users": ["u"]}))
    asked.batch(*rows)
    assert [one["value"] for one in asked.resting() if one["needs"] == [["users", "user_id", "u"]]] == sorted(
        resting, key=len, reverse=True
    )
    # nothing makes the presumed company certain; with the first workspace it would have been created
    as_well = {**ACME, "others": [["users", "user_id", "u"]]}
    assert (as_well in asked.taken()) == (effect == "atomic")


@pytest.mark.parametrize("batched", [False, True])
def test_a_refusal_for_a_record_that_may_not_be_there_says_without_which_it_would_not_be(batched: bool) -> None:
    asked = Asked()
    outcomes: list[Outcome] = []
    asked.emulator.observer = outcomes.append
    needs = {name: ("users", "user_id", name) for name in ("u", "v")}

    def unless(object: str, by: str, **values: Any) -> Any:
        if batched:
            asked.batch(assertion(object, by, values))
        else:
            asked.put(object, by, **values)
        error = outcomes[-1].error
        return None if error is None else error.unless

    asked.put("workspaces", "workspace_id", workspace_id="w", users=["u", "v"])
    by_email: dict[str, Any] = {"object": "users", "by": "primary_email_address"}
    assert unless(**by_email, user_id="u", primary_email_address="a@x.com") == (needs["u"],)
    # it needs the very record that it is refused for
    assert unless(**by_email, user_id="u", primary_email_address="a@x.com", workspace=["w"]) == ()
    asked.put("users", "user_id", user_id="u", primary_email_address="u@x.com")
    assert unless(**by_email, user_id="u", primary_email_address="a@x.com") == ()
    assert unless(**by_email, user_id="v", primary_email_address="a@x.com") == (needs["v"],)
    asked.put("people", "email_addresses", email_addresses="p@x.com", company="acme.com")
    asked.put("people", "email_addresses", email_addresses="q@x.com", company="acme.io")
    both = [("companies", "domains", "acme.com"), ("companies", "domains", "acme.io")]
    of_both: dict[str, Any] = {"object": "companies", "by": "domains", "domains": ["acme.com", "acme.io"]}
    assert unless(**of_both) == tuple(both)
    asked.put("companies", "domains", domains="acme.com")
    assert unless(**of_both) == (both[1],)
    asked.put("companies", "domains", domains="acme.io")
    assert unless(**of_both) == ()


def test_an_emulator_that_nobody_asks_notes_no_value_that_a_write_took() -> None:
    attio = Attio(WORKSPACE)
    for number in ("1", "2"):
        attio.simple("companies", "domains", {"domains": "a.com", "number": number})
    assert "gone" not in attio.emulator.snapshot()
