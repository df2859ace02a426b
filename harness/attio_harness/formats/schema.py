"""Changes of a schema, and what they break, as text."""

from __future__ import annotations

from attio_harness.formats.locations import place
from attio_harness.schema.breaking import SchemaDiff
from attio_harness.text.escaped import for_terminal
from attio_harness.text.words import counted

__all__ = ["render_schema"]


def render_schema(compared: SchemaDiff) -> str:
    """The changes by object, breaking ones marked with `!`; then the mapping fields that break, by file."""
    changes, broken = compared.changes, compared.broken
    if not changes:
        return "The schemas are the same.\n"
    count = sum(one.breaking for one in changes)
    lines = [f"{counted(len(changes), 'change')}, {count or 'none'} of them breaking"]
    for name in dict.fromkeys(one.object for one in changes):
        lines += ["", for_terminal(name or "members")]
        lines += [f"  {'!' if one.breaking else ' '} {_one_line(one.message)}" for one in changes if one.object == name]
    if broken:
        fields = len({(one.file, one.pointer) for one in broken})
        lines += ["", f"{counted(fields, 'mapping field')} that {'breaks' if fields == 1 else 'break'} or may break"]
    elif compared.judged:
        lines += ["", "No mapping field breaks."]
    for file in dict.fromkeys(one.file for one in broken):
        for one in sorted((one for one in broken if one.file == file), key=lambda one: one.line or 0):
            lines.append(for_terminal(f"  {place(file, one.line)}  {one.pointer}  ({one.subscription})"))
            lines.append(f"      {'breaks' if one.certain else 'may break'}: {_one_line(one.message)}")
    return "\n".join(lines) + "\n"


def _one_line(text: str) -> str:
    return for_terminal(" ".join(text.split()))
