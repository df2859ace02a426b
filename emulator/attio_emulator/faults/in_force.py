"""The rules in force: selects the rule for a request, and keeps the states of scenarios and the trace."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from attio_emulator.errors import shortened
from attio_emulator.faults.carriers import Carrier, refuse_what_none_can
from attio_emulator.faults.happened import Happened, Trace
from attio_emulator.faults.wrong import RuleError, member, members, whole
from attio_emulator.http import Request, Response

if TYPE_CHECKING:
    from attio_emulator.faults.kinds import Asked, Fault
    from attio_emulator.faults.rules import Rule

__all__ = ["MOST", "Decided", "Faults", "drawn"]

MOST = 10_000
"""Most rules in force at once."""


def _alone(name: str) -> Collection[str]:
    return (name,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A rule selected for a request: its index and name, its fault, the number of the request, the delay in seconds."""

    request: int
    rule: int
    name: str | None
    fault: Fault
    delay: float
    moved: tuple[str, str] | None

    @property
    def asked(self) -> Asked:
        """Whether to ask Attio, and whether what it does is to last."""
        return self.fault.asked


class Faults:
    """The rules in force; the first that applies decides. `seed` determines chance."""

    def __init__(self, *, seed: int = 0) -> None:
        self._own_seed = self.seed = seed
        self.rules: list[Rule] = []
        self.states: dict[str, str] = {}
        """The state of each scenario that has left its first state."""
        self.requests = 0
        """How many requests were examined since the rules were put in force."""
        self.trace = Trace()
        self.last: Happened | None = None
        """What was done to the last request; None if no rule applied."""
        self._carriers: Counter[Carrier] = Counter()

    def replace(self, given: Any) -> None:
        """Put new rules in force and reset all counts: a list, or `{"seed"?, "faults": [...]}`.

        Raises:
            ValueError: one of them cannot be used; names its number and the member. The previous rules stay in force then.
        """
        # loading all kinds of faults takes 5 ms, which a start without rules does not need
        from attio_emulator.faults.rules import Rule, refuse_unreachable

        seed, rows = _rows(given)
        rules = []
        for index, row in enumerate(rows):
            with member(index):
                rules.append(Rule.read(row))
                refuse_what_none_can(rules[-1].fault, +self._carriers)
        refuse_unreachable(rules)
        self.seed = self._own_seed if seed is None else seed
        self.rules = rules
        self._begin()

    def clear(self) -> None:
        """Remove all rules."""
        self.rules, self.seed = [], self._own_seed
        self._begin()

    @contextmanager
    def carried_by(self, carrier: Carrier) -> Iterator[None]:
        """Declares, while its block runs, that responses also go out over this carrier; rules it cannot send are
        refused.

        Raises:
            ValueError: it cannot send what a rule in force says.
        """
        for index, rule in enumerate(self.rules):
            with member(index):
                refuse_what_none_can(rule.fault, {carrier})
        self._carriers[carrier] += 1
        try:
            yield
        finally:
            self._carriers[carrier] -= 1

    def _begin(self) -> None:
        self.states, self.requests, self.trace, self.last = {}, 0, Trace(), None

    def answer(self, request: Request, *, named: Callable[[str], Collection[str]] = _alone) -> Decided | None:
        """The decision for a request; None if no rule applies. `named` gives the names of an object."""
        self.requests += 1
        self.last = None
        if not self.rules:
            return None
        for index, rule in enumerate(self.rules):
            if rule.applies(
                request, states=self.states, named=named, chance=partial(drawn, self.seed, index, "applies")
            ):
                moved = None
                if rule.scenario is not None and rule.then is not None:
                    self.states[rule.scenario] = rule.then
                    moved = (rule.scenario, rule.then)
                late = rule.fault.latency
                delay = late.at(drawn(self.seed, index, "latency", rule.applied)) if rule.fault.does_something else 0.0
                return Decided(
                    request=self.requests, rule=index, name=rule.name, fault=rule.fault, delay=delay, moved=moved
                )
        return None

    def done(self, decided: Decided, own: Response | None, *, now: int) -> Response:
        """The response to send; `own` is Attio's response, if it was asked. Adds a row to the trace."""
        fault = decided.fault
        response = fault.response(own, now=now, delay=decided.delay)
        nothing = response.wire.kind in ("refused", "unreachable", "silent") or (
            response.wire.kind in ("reset", "half_closed") and response.wire.bytes == 0
        )
        scenario, state = decided.moved or (None, None)
        if fault.does_something or decided.moved:
            self.last = Happened(
                request=decided.request,
                rule=decided.rule,
                name=decided.name,
                kind=fault.kind,
                asked=fault.asked == "yes",
                applied=fault.asked == "yes" and own is not None and own.status < 400,
                status=None if nothing else response.status,
                delay=decided.delay,
                wire=response.wire.kind,
                scenario=scenario,
                state=state,
            )
            self.trace.add(self.last)
        return response

    def summary(self) -> str:
        """What the rules did, in one line; empty if there are none."""
        if not self.rules and not self.trace.count:
            return ""
        did = (
            f" ({', '.join(f'{count} {kind}' for kind, count in self.trace.kinds.items())})" if self.trace.count else ""
        )
        requests = f"{self.requests} request{'' if self.requests == 1 else 's'}"
        return f"seed {self.seed}, {self.trace.count} of {requests} met a fault rule{did}"

    def told(self) -> dict[str, Any]:
        """Seed, counts, states and trace as JSON values."""
        return {
            "seed": self.seed,
            "requests": self.requests,
            "faults": self.trace.count,
            "states": dict(self.states),
            "data": [row.to_dict() for row in self.trace],
        }


def drawn(seed: int, *name: object) -> float:
    """A number in [0, 1). It depends on nothing but the seed and the name, so adding a rule does not change the others."""
    text = "\x00".join(map(str, ("faults", seed, *name)))
    return (int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big") >> 11) / (1 << 53)


def _rows(given: Any) -> tuple[int | None, list[Any]]:
    """The seed, if given, and the rules: from a list, an object with a list, or a single rule."""
    if isinstance(given, Mapping) and ("faults" in given or "data" in given):
        known = members(given, ("seed", "faults", "data"), "fault rules")
        with member("seed"):
            seed = whole(known["seed"], "the seed") if "seed" in known else None
        rows = known.get("faults", known.get("data"))
    else:
        seed, rows = None, [given] if isinstance(given, Mapping) else given
    if not isinstance(rows, list | tuple):
        raise RuleError(f"found {shortened(rows)}, expected a list of fault rules")
    if len(rows) > MOST:
        raise RuleError(
            f"found {len(rows):,} fault rules, expected at most {MOST:,}: each request is compared with all of them"
        )
    return seed, list(rows)
