"""Templates of @liquid, as Segment's engine runs them: LiquidJS with its words, messages and limits, and Segment's
restrictions.

`lexer` splits, `expressions` and `tags` parse, `filters` (with `string_filters` and `date_filters`) compute, `values`
compares and prints. Limits: 1,000 characters (checked by the directive), LiquidJS's memory limit, and half a second,
checked between the parts.
Source: observation of the published packages (LiquidJS 10.27.2).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from segment_actions.environment import Surroundings
from segment_actions.errors import MappingError
from segment_actions.mapping.compiler import Compiler, fail
from segment_actions.mapping.liquid.lexer import Broken
from segment_actions.mapping.liquid.tags import Template, parse
from segment_actions.mapping.liquid.values import Refused
from segment_actions.mapping.paths import Resolve

__all__ = ["compile_liquid"]

_parsed = lru_cache(maxsize=1024)(parse)


def compile_liquid(text: str, compiler: Compiler, pointer: str) -> Resolve:
    """The resolver of a template. Mistakes in the template are raised when it runs, as in Segment's engine.

    Raises (the resolver):
        MappingError: named ParseError, TokenizationError, RenderError or AssertionError as in LiquidJS.
    """
    try:
        template = _parsed(text)
    except Broken as broken:
        return _failing(_located(broken, pointer))
    except Refused as refused:
        return _failing(fail(str(refused), pointer, "TypeError"))
    except RecursionError:
        return _failing(fail("the liquid template is nested too deeply", pointer, "ParseError"))
    if template.counts:
        compiler.writes = True
    reads = [compiler.path(".".join(path), pointer) for path in template.paths] if compiler.tracing else []
    return _rendering(template, reads, pointer, compiler.around)


def _rendering(template: Template, reads: list[Resolve], pointer: str, around: Surroundings) -> Resolve:
    def resolve(event: Any) -> str:
        for read in reads:
            read(event)
        try:
            return template.render(event, around)
        except Broken as broken:
            raise _located(broken, pointer) from None

    return resolve


def _located(broken: Broken, pointer: str) -> MappingError:
    return fail(str(broken), pointer, broken.name, reason=broken.reason, about=broken.about)


def _failing(error: Exception) -> Resolve:
    def resolve(event: Any) -> Any:
        raise error.with_traceback(None)  # the error is shared by all events; its traceback would grow with each

    return resolve
