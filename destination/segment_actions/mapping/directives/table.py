"""The table of directives. A new one is a small class with its checks and its resolution, and a line here."""

from __future__ import annotations

from collections.abc import Mapping

from segment_actions.mapping.compiler import Directive
from segment_actions.mapping.directives.conditions import Case, ExcludeWhenNull, If
from segment_actions.mapping.directives.lookups import ArrayPath, Literal, Path, Template
from segment_actions.mapping.directives.objects import Flatten, Merge, Transform
from segment_actions.mapping.directives.text import Json, Liquid, Replace

__all__ = ["DIRECTIVES"]

DIRECTIVES: Mapping[str, Directive] = {
    "@path": Path(),
    "@template": Template(),
    "@literal": Literal(),
    "@if": If(),
    "@case": Case(),
    "@replace": Replace(),
    "@arrayPath": ArrayPath(),
    "@json": Json(),
    "@flatten": Flatten(),
    "@merge": Merge(),
    "@transform": Transform(),
    "@excludeWhenNull": ExcludeWhenNull(),
    "@liquid": Liquid(),
}
