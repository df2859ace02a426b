"""Advice that was tried: a Liquid template is offered only where it makes the right value of the very event."""

from __future__ import annotations

from segment_actions import EngineError, MappingError, compile_mapping

from attio_harness.advice.loss import Loss, liquid_path

__all__ = ["liquid", "template"]


def liquid(loss: Loss, filters: str, expected: str | None = None) -> str | None:
    """The template that puts the value at fault through these filters; None where it does not make what is expected.

    Without an expected value it has to make some text that is not the refused one.
    """
    path = liquid_path(loss)
    return None if path is None else template(loss, f"{{{{ {path} | {filters} }}}}", expected)


def template(loss: Loss, text: str, expected: str | None = None) -> str | None:
    """The template itself, where it makes what is expected of the event."""
    try:
        made = compile_mapping({"made": {"@liquid": text}})(loss.event).get("made")
    except (MappingError, EngineError):
        return None
    works = made == expected if expected is not None else bool(made) and made != loss.found
    return text if works else None
