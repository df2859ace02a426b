"""The rules in force: which of them answers a request, and what was done about the last one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attio_emulator.faults.happened import Happened
from attio_emulator.faults.rules import Fault, response_of
from attio_emulator.http import Request, Response

__all__ = ["Faults"]


class Faults:
    """The rules in force; the first that applies decides."""

    def __init__(self) -> None:
        self.rules: list[Fault] = []
        self.last: Happened | None = None
        """What was done about the last request; None where no rule concerned it."""

    def replace(self, given: Any) -> None:
        """Put new rules in force; raises ValueError, with the number of the rule, and keeps the old ones then."""
        rows = given.get("faults", given.get("data", [given])) if isinstance(given, Mapping) else given
        if not isinstance(rows, list):
            raise ValueError(f"found {given!r:.60}, expected a list of fault rules")
        rules = []
        for index, row in enumerate(rows):
            try:
                rules.append(Fault.from_dict(row))
            except ValueError as error:
                raise ValueError(f"/{index}: {error}") from None
        self.rules = rules

    def answer(self, request: Request) -> tuple[Response | None, float]:
        """The answer of a rule, if one applies, and the seconds to wait."""
        self.last = None
        for index, rule in enumerate(self.rules):
            if rule.applies(request):
                answers = rule.status is not None
                self.last = Happened(rule=index, kind="answer" if answers else "latency", applied=not answers)
                return (response_of(rule) if answers else None, rule.delay)
        return None, 0.0
