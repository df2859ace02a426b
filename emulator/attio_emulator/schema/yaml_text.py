"""YAML texts: their values as JSON has them, and their nodes with places.

Only PyYAML's pure loader is used: its C loader ends the whole process where a text is nested some ten thousand deep.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from attio_emulator.schema.text_errors import RepeatedKey, unreadable
from attio_emulator.schema.yaml_slips import yaml_slip

if TYPE_CHECKING:
    from yaml import Node

__all__ = ["yaml_nodes", "yaml_scalar", "yaml_values"]

_CONSTRUCTED = ("null", "bool", "int", "float", "str", "seq", "map")
"""The tags of what JSON has, too; a file with a set, bytes or a date is refused."""
_MISFITS = (ValueError, KeyError, AttributeError, IndexError, TypeError, OverflowError)
"""What PyYAML's constructors raise at a tag whose text does not fit: `!!int abc`, `!!bool abc`, `!!int ""`."""


def yaml_values(text: str, *, file: str) -> Any:
    """What a YAML text says; keys are text, None for nothing.

    Raises:
        WorkspaceError: it is not YAML, or says what JSON cannot.
        RepeatedKey: it has a key twice.
    """
    import yaml  # 15 ms that a workspace made in code, or of JSON, does not need

    try:
        return yaml.load(text, Loader=_loader(yaml))
    except yaml.reader.ReaderError as error:
        at = int(error.position)
        line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
        found = _character(error.character) if isinstance(error.character, int) else "a mistake"
        raise unreadable(file, found, "YAML or JSON", line=line, column=column) from None
    except yaml.MarkedYAMLError as error:
        mark, begin = error.problem_mark or error.context_mark, error.context_mark
        slip = yaml_slip(
            error.problem or "a mistake",
            text,
            mark.line if mark else 0,
            mark.column if mark else 0,
            (begin.line, begin.column) if begin else None,
        )
        raise unreadable(file, slip.found, slip.expected, line=slip.line, column=slip.column) from None
    except RecursionError:
        raise unreadable(file, "nesting without end", "YAML or JSON") from None


def _character(number: int) -> str:
    return "a byte of zero, which no text has" if number == 0 else f"the control character U+{number:04X}"


def yaml_nodes(text: str) -> Node | None:
    """The nodes of a text that can be read."""
    import yaml  # as above

    return yaml.compose(text, Loader=_loader(yaml))


def yaml_scalar(node: Node) -> Any:
    """What a scalar is read as: a number, a boolean, a text or None."""
    import yaml  # as above

    return _loader(yaml)("").construct_object(node)


@lru_cache(maxsize=1)
def _loader(yaml: Any) -> Any:
    """YAML's safe loader without dates (a title such as 2024-01-01 stays text) and with a word on repeated keys."""

    class Loader(yaml.SafeLoader):  # type: ignore[misc]  # the module is an argument
        def construct_object(self, node: Any, deep: bool = False) -> Any:
            try:
                return super().construct_object(node, deep)
            except _MISFITS:
                raise yaml.MarkedYAMLError(
                    problem=f"{node.value!r} with the tag {node.tag}", problem_mark=node.start_mark
                ) from None

    Loader.yaml_implicit_resolvers = {
        first: [(tag, regexp) for tag, regexp in rules if tag != "tag:yaml.org,2002:timestamp"]
        for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    Loader.yaml_constructors = {
        tag: made
        for tag, made in yaml.SafeLoader.yaml_constructors.items()
        if tag is None or tag.rpartition(":")[2] in _CONSTRUCTED
    }

    def mapping(loader: Any, node: Any) -> dict[str, Any]:
        if not isinstance(node, yaml.MappingNode):
            raise TypeError(node.tag)
        members: dict[str, Any] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise yaml.MarkedYAMLError(problem="a key that is no text", problem_mark=key.start_mark)
            if key.value in members:
                raise RepeatedKey
            members[key.value] = loader.construct_object(value, deep=True)
        return members

    Loader.add_constructor("tag:yaml.org,2002:map", mapping)
    return Loader
