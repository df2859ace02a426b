"""The targets by name. Each takes bytes and raises only if something happens that must not."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from fuzz.targets import checks, engine, faces, loaders, values

__all__ = ["TARGETS"]

TARGETS: Mapping[str, Callable[[bytes], None]] = {
    "mapping": engine.mapping,
    "validation": engine.validation,
    "trigger": engine.trigger,
    "trigger_text": engine.trigger_text,
    "filter": engine.filter,
    "filter_text": engine.filter_text,
    "liquid": engine.liquid,
    "template": engine.template,
    "events": loaders.events,
    "mapping_file": loaders.mapping_file,
    "filter_file": loaders.filter_file,
    "terraform": loaders.terraform,
    "workspace": loaders.workspace,
    "workspace_text": loaders.workspace_text,
    "state": loaders.state,
    "shapes": loaders.shapes,
    "values": values.values,
    "query": values.query,
    "http": faces.http,
    "asgi": faces.asgi,
    "check": checks.check,
}
