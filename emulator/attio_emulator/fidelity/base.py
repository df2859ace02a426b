"""What a row of the table of behaviours is, and the names of its sources."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["CLIENT", "DOCS", "INFERRED", "OPENAPI", "REAL", "SEGMENT", "Behaviour", "Tag"]

Tag = Literal["documented", "observed", "assumed"]

OPENAPI = "Attio's OpenAPI"
CLIENT = "Segment's destination"
SEGMENT = "Segment's page of the destination"
REAL = "real answers recorded by others"
DOCS = "Attio's documentation"
INFERRED = "inferred"


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """One row."""

    id: str
    tag: Tag
    statement: str
    source: str
