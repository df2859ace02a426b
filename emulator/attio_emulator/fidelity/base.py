"""A row of the table of behaviours, and the names of its sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

__all__ = ["CLIENT", "DOCS", "INFERRED", "OPENAPI", "REAL", "SEGMENT", "Behaviour", "Evidence", "Tag"]

Tag = Literal["documented", "observed", "assumed"]
Evidence = Literal["recorded", "documented", "reported", "assumed"]
"""What a row rests on: real responses that others recorded (or the requests of a published client), a page or document,
a claim without proof, or only a conclusion."""

OPENAPI = "Attio's OpenAPI"
CLIENT = "Segment's destination"
SEGMENT = "Segment's page of the destination"
REAL = "real responses recorded by others"
DOCS = "Attio's documentation"
INFERRED = "inferred"

_USUAL: Mapping[Tag, Evidence] = {"documented": "documented", "observed": "recorded", "assumed": "assumed"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """One row. Without `grounds`, the tag implies the evidence: observed means recorded."""

    id: str
    tag: Tag
    statement: str
    source: str
    grounds: Evidence | None = None

    @property
    def evidence(self) -> Evidence:
        return self.grounds or _USUAL[self.tag]
