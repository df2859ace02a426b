"""A fault rule: which requests it applies to, what happens to them, how often, and in which state of a scenario.

It has two forms: `{"match": {…}, "fault": …, "probability", "times", "after", "name", "scenario", "state", "then"}`,
and the flat `{"method", "path", "status", "code", "body", "headers", "delay", "times", "after", …}`, in which the
conditions and the response are members of the same object.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from attio_emulator.errors import shortened
from attio_emulator.faults.kinds import Fault
from attio_emulator.faults.latency import Latency
from attio_emulator.faults.matching import Match
from attio_emulator.faults.places import COUNTED, IN_FLAT, IN_NESTED
from attio_emulator.faults.told import refuse_what_was_left_out, without_secrets
from attio_emulator.faults.wrong import RuleError, as_json, member, members, number, seconds, text, whole, word
from attio_emulator.http import Request

__all__ = ["START", "Rule", "refuse_unreachable"]

START = "start"
"""The first state of every scenario."""

_NESTED = ("match", "fault", *COUNTED)
_ANSWERED = ("status", "code", "body", "headers")
_FLAT = ("method", "path", *_ANSWERED, "delay", "times", "after", "probability", "name", "scenario", "state", "then")
_TOLD = "seen"
"""Members shown in a list of rules. Reading ignores them, so that such a list can be put in force again, counting from zero."""


@dataclass(slots=True, kw_only=True)
class Rule:
    """One rule, how many requests it matched so far (`seen`) and to how many it applied (`applied`)."""

    match: Match
    fault: Fault
    probability: float = 1.0
    times: int | None = None
    after: int = 0
    name: str | None = None
    scenario: str | None = None
    state: str | None = None
    then: str | None = None
    # not in repr, so that a failed assertion prints no token
    given: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """As written; a flat rule is completed with its defaults."""
    fitting: int = 0
    seen: int = 0
    applied: int = 0

    @classmethod
    def read(cls, given: Any) -> Rule:
        """Read either form.

        Raises:
            RuleError: with what was found, what was expected, and the member.
        """
        nested = isinstance(given, Mapping) and ("match" in given or "fault" in given)
        fields, elsewhere = (_NESTED, IN_NESTED) if nested else (_FLAT, IN_FLAT)
        known = members(_without_told(given), fields, "a fault rule", elsewhere=elsewhere)
        if nested:
            with member("match"):
                match = Match.read(known.get("match", {}))
            with member("fault"):
                fault = Fault.read(known["fault"]) if "fault" in known else Fault(kind="latency", asked="yes")
        else:
            match = Match.read({name: known[name] for name in ("method", "path") if known.get(name)})
            fault = _flat(known)
        written = as_json(known if nested else _whole_flat(known, fault), "a rule")
        refuse_what_was_left_out(written)
        chance, words = known.get("probability", 1), _words(known)
        return cls(
            match=match,
            fault=fault,
            probability=number(chance, "the probability", "a number from 0 to 1", 0, 1),
            times=whole(known["times"], "times") if "times" in known else None,
            after=whole(known.get("after", 0), "after"),
            name=words.get("name"),
            scenario=words.get("scenario"),
            state=words.get("state"),
            then=words.get("then"),
            given=written,
        )

    def to_dict(self, *, secrets: bool = False) -> dict[str, Any]:
        """The rule as written, with its counts; tokens, keys and secrets only with `secrets`."""
        return {**(self.given if secrets else without_secrets(self.given)), _TOLD: self.seen}

    def applies(
        self,
        request: Request,
        *,
        states: Mapping[str, str],
        named: Callable[[str], Collection[str]],
        chance: Callable[[int], float],
    ) -> bool:
        """Whether the rule applies to this request; counts it.

        Args:
            states: the state of each scenario that has left its first one.
            named: gives the names of an object.
            chance: a number in [0, 1) for the n-th request the rule sees.
        """
        if self.scenario is not None and self.state not in (None, states.get(self.scenario, START)):
            return False
        if not self.match.fits(request, named):
            return False
        self.fitting += 1
        if self.match.nth is not None and not self.match.nth.has(self.fitting):
            return False
        self.seen += 1
        if self.seen <= self.after or (self.times is not None and self.applied >= self.times):
            return False
        if self.probability < 1 and chance(self.seen) >= self.probability:
            return False
        self.applied += 1
        return True


def refuse_unreachable(rules: Sequence[Rule]) -> None:
    """Raises RuleError for a rule with a state that no other rule of its scenario leads to."""
    reached: dict[str, set[str]] = {}
    for rule in rules:
        if rule.scenario is not None:
            reached.setdefault(rule.scenario, {START}).update([rule.then] if rule.then is not None else ())
    for index, rule in enumerate(rules):
        if rule.scenario is not None and rule.state is not None and rule.state not in reached[rule.scenario]:
            with member(index), member("state"):
                word(rule.state, sorted(reached[rule.scenario]), f"in the scenario {rule.scenario!r} the state")
                raise RuleError("unreachable")


def _without_told(given: Any) -> Any:
    return {key: value for key, value in given.items() if key != _TOLD} if isinstance(given, Mapping) else given


def _flat(known: Mapping[str, Any]) -> Fault:
    """The fault of a flat rule: its response, or Attio's own, after the delay."""
    spec = {name: known[name] for name in _ANSWERED if name in known}
    answers = "status" in spec or "code" in spec
    if spec and not answers:
        raise RuleError(
            f'found {next(iter(spec))} without a status or code, expected one with it, such as "status": 200'
        )
    fault = Fault.read({"kind": "answer", **spec}) if answers else Fault(kind="latency", asked="yes")
    return Fault(
        kind=fault.kind,
        asked=fault.asked,
        answer=fault.answer,
        latency=Latency(fixed=seconds(known.get("delay", 0), "the delay")),
    )


def _whole_flat(known: Mapping[str, Any], fault: Fault) -> dict[str, Any]:
    """A flat rule with its defaults."""
    whole = {"path": "*", "delay": 0.0, "after": 0, **known}
    if fault.answer is not None:
        whole["status"] = fault.answer.status
    return {name: whole[name] for name in _FLAT if name in whole}


def _words(known: Mapping[str, Any]) -> dict[str, str]:
    """The rule's name and its members about a scenario."""
    found = {name: text(known[name], name) for name in ("name", "scenario", "state", "then") if name in known}
    about = [name for name in found if name != "name"]
    if about and "scenario" not in about:
        raise RuleError(f"found {about[0]} without a scenario, expected the name of one with it")
    if about == ["scenario"]:
        raise RuleError(
            f"found the scenario {shortened(found['scenario'])} alone, expected state, then or both with it"
        )
    return found
