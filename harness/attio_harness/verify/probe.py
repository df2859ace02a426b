"""Defines what a probe is. The probes themselves are in `probes`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from attio_harness.verify.stage import Stage
from attio_harness.verify.steps import Program

__all__ = ["Probe", "probe"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """One question to Attio.

    Attributes:
        id: its name in reports.
        about: ids of the assumptions, and of the behaviours in the table of fidelity, that its answer is about.
        question: the question in a sentence.
        run: asks it; returns what was seen as JSON values without IDs and times, so that two runs can be compared.
        needs: attributes of the scratch object that it requires.
        uses: what it uses beyond the scratch object, only on request: activated standard objects, and other things (`EXTRAS`).
        inactive: whether it needs a standard object that is not activated.
        level: the level of the token that it needs; None if any will do.
    """

    id: str
    about: tuple[str, ...]
    question: str
    run: Callable[[Stage], Program[Any]]
    needs: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    inactive: bool = False
    level: str | None = None

    def missing(self, stage: Stage) -> str | None:
        """Why it cannot be asked; None if it can."""
        for slug in self.uses:
            if slug in stage.inactive:
                return f"the object {slug} is not activated in this workspace"
            if slug not in stage.standard:
                return f"needs --with {slug}"
        if "comments" in self.uses and not stage.member:
            return "nobody gave this token, and a comment is in somebody's name"
        for slug in self.needs:
            end = stage.attributes.get(slug, "not made")
            if end != "taken":
                return f"the scratch object could not get its attribute {slug} ({end})"
        if self.level not in (None, stage.level):
            return f"needs a token of the level {self.level}, and this one has {stage.level}"
        if self.inactive and not stage.inactive:
            return "every standard object is activated in this workspace"
        return None


def probe(
    question: str,
    *,
    about: tuple[str, ...],
    needs: tuple[str, ...] = (),
    uses: tuple[str, ...] = (),
    inactive: bool = False,
    level: str | None = None,
) -> Callable[[Callable[[Stage], Program[Any]]], Probe]:
    """Make a probe of the program below and name it after it: `def batch_order` is `batch-order`."""

    def made(run: Callable[[Stage], Program[Any]]) -> Probe:
        return Probe(
            id=run.__name__.replace("_", "-"),
            about=about,
            question=question,
            run=run,
            needs=needs,
            uses=uses,
            inactive=inactive,
            level=level,
        )

    return made
