"""Which version an ID is of: 5 what an assertion creates, 4 everything else; and that none comes twice."""

from __future__ import annotations

from uuid import UUID

import pytest
from attio_emulator import Workspace
from attio_emulator.ids import Ids

from tests.attio_emulator.calls import Attio, assertion, new_list

ADDRESS = {"email_addresses": ["a@x.com"]}
WORKSPACE = Workspace.from_dict({"records": {"people": [{"email_addresses": ["seed@x.com"]}]}})


@pytest.fixture
def attio() -> Attio:
    return Attio(WORKSPACE)


def version(id: str) -> int | None:
    """Of a UUID as RFC 9562 has them."""
    found = UUID(id)
    assert str(found) == id
    return found.version


@pytest.mark.covers("write.id_version")
def test_the_version_of_a_record_tells_how_it_was_made(attio: Attio) -> None:
    (seed,) = attio.ids("people")
    attio.create("people", ADDRESS)
    attio.public("people", "email_addresses", {"email_addresses": ["b@x.com"]})
    attio.simple("people", "email_addresses", {"email_addresses": "c@x.com"})
    attio.batch(assertion("people", "email_addresses", {"email_addresses": "d@x.com"}))
    # found, and therefore as they were
    attio.public("people", "email_addresses", ADDRESS)
    attio.simple("people", "email_addresses", {"email_addresses": "seed@x.com"})
    assert attio.ids("people")[0] == seed
    assert [version(one) for one in attio.ids("people")] == [4, 4, 5, 5, 5]


@pytest.mark.covers("write.id_version")
@pytest.mark.parametrize(("method", "expected"), [("POST", 4), ("PUT", 5)])
def test_the_version_of_an_entry_tells_how_it_was_made(attio: Attio, method: str, expected: int) -> None:
    attio.ask("POST", "/v2/lists", {"data": new_list("l")})
    entry = {"parent_record_id": attio.ids("people")[0], "parent_object": "people", "entry_values": {}}
    made = attio.ask(method, "/v2/lists/l/entries", {"data": entry}).body["data"]["id"]["entry_id"]
    assert version(made) == expected
    if method == "PUT":
        assert attio.ask("PUT", "/v2/lists/l/entries", {"data": entry}).body["data"]["id"]["entry_id"] == made


@pytest.mark.covers("emulator.ids")
def test_no_id_comes_twice_whatever_its_version() -> None:
    ids, again = Ids(3), Ids(3)
    given = [ids.next(version=5 if number % 3 else 4) for number in range(3000)]
    assert given == [again.next(version=5 if number % 3 else 4) for number in range(3000)]
    assert len({one[:14] + one[15:] for one in given}) == len(given)
