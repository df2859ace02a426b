"""The ledger: rows of what was refused or dropped, and the observer, who is told of everything."""

from __future__ import annotations

from attio_emulator import AttioError, Outcome
from attio_emulator.ledger import Ledger
from attio_emulator.limits import Limits

REFUSED = AttioError(400, "missing_value", "Something is missing.")


def outcome(number: int, *, error: AttioError | None = REFUSED, parent: bool = False) -> Outcome:
    return Outcome(
        request_id=f"r{number}",
        mode="batch",
        pointer="/assertions/0",
        object="people",
        matching_attribute="email_addresses",
        record_id=None if error else "id",
        result="dropped" if error else "created",
        error=error,
        parent_dropped=parent,
    )


def test_only_what_was_dropped_by_itself_has_a_row_and_the_observer_hears_of_all() -> None:
    heard: list[Outcome] = []
    ledger = Ledger(lambda: 1000, heard.append, Limits())
    told = [outcome(1), outcome(2, error=None), outcome(3, parent=True)]
    for one in told:
        ledger.tell(one)
    assert [(row["request_id"], row["code"]) for row in ledger.rows] == [("r1", "missing_value")]
    assert heard == told


def test_rows_are_counted_on_where_the_oldest_are_forgotten() -> None:
    ledger = Ledger(lambda: 1000, None, Limits(ledger_rows=2))
    for number in range(4):
        ledger.tell(outcome(number))
    rows = [[row["request_id"] for row in ledger.since(count)] for count in (0, 2, 3, 4)]
    assert rows == [["r2", "r3"], ["r2", "r3"], ["r3"], []]
    assert (ledger.rows.total, ledger.rows.forgotten) == (4, 2)


def test_a_silent_ledger_gets_no_row() -> None:
    ledger = Ledger(lambda: 1000, None, Limits())
    ledger.is_silent = True
    ledger.tell(outcome(1))
    ledger.is_silent = False
    ledger.tell(outcome(2))
    assert [row["request_id"] for row in ledger.rows] == ["r2"]
