"""YAML texts: their values as in JSON, and their nodes with places.

Uses only PyYAML's pure Python loader: its C loader crashes the whole process on texts nested some ten thousand levels
deep.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from attio_emulator.schema.text_errors import RepeatedKey, unreadable
from attio_emulator.schema.yaml_slips import short, yaml_slip

if TYPE_CHECKING:
    from yaml import Node

__all__ = ["yaml_nodes", "yaml_read", "yaml_scalar", "yaml_values"]

_CONSTRUCTED = ("null", "bool", "int", "float", "str", "seq", "map")
"""The tags JSON can express; a file with a set, bytes or a date is refused."""
_MISFITS = (ValueError, KeyError, AttributeError, IndexError, TypeError, OverflowError)
"""What PyYAML's constructors raise for a tag whose text does not fit: `!!int abc`, `!!bool abc`, `!!int ""`."""
_NULL = "tag:yaml.org,2002:null"
_NOTHING = ("", "~", "null")
_NAMES = {"sequence": "a list", "mapping": "an object"}
"""PyYAML's name of a node -> JSON's."""
_WORDS = ("timestamp", "value", "merge")
"""Unquoted words that YAML 1.1 does not read as text: a date, `=`, and `<<`."""
_BITS = 14_000
"""Longest whole number, in bits: Python does not write more than 4,300 digits, and a double ends at 309."""
_MOST = 1_000_000
"""Most values in a text, with each alias counted as what it stands for: ten lines can expand beyond any memory."""

_DEEPEST = 250
"""Deepest nesting of brackets: more would exceed Python's recursion, and slow the loader, which checks all open ones
at every word."""


def yaml_values(text: str, *, file: str) -> Any:
    """The values of a YAML text, as `yaml_read` has them."""
    return yaml_read(text, file=file)[0]


def yaml_read(text: str, *, file: str) -> tuple[Any, Node | None]:
    """The values of a YAML text, and the nodes they were made of; keys are text, null is None.

    Raises:
        WorkspaceError: it is not YAML, or contains what JSON cannot express.
        RepeatedKey: it has a key twice.
    """
    import yaml  # takes 15 ms, which a workspace made in code or from JSON does not need

    try:
        loader = _loader(yaml)(text)
        node = loader.get_single_node()
        if node is None:
            return None, None
        if "*" in text:
            _check_aliases(yaml, node)
        return loader.construct_document(node), node
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


def _check_aliases(yaml: Any, root: Any) -> None:
    """Raises MarkedYAMLError for an alias inside its own target, or if aliases expand to more than `_MOST` values."""
    sizes: dict[int, int | None] = {}  # None: being counted
    waiting = [root]
    while waiting:
        node = waiting[-1]
        inner = (
            []
            if node.id == "scalar"
            else [one for row in node.value for one in (row if node.id == "mapping" else (row,))]
        )
        if sizes.get(id(node), 0) is None:
            waiting.pop()
            size = sizes[id(node)] = 1 + sum(sizes[id(one)] or 0 for one in inner)
            if size > _MOST:
                raise yaml.MarkedYAMLError(problem="aliases without measure", problem_mark=node.start_mark)
        elif id(node) in sizes:
            waiting.pop()
        else:
            sizes[id(node)] = None
            for one in inner:
                if sizes.get(id(one), 0) is None:
                    raise yaml.MarkedYAMLError(problem="an alias inside of itself", problem_mark=node.start_mark)
                waiting.append(one)


def _character(number: int) -> str:
    return "a byte of zero, which no text has" if number == 0 else f"the control character U+{number:04X}"


def yaml_nodes(text: str) -> Node | None:
    """The nodes of a text without errors."""
    import yaml  # as above

    return yaml.compose(text, Loader=_loader(yaml))


def yaml_scalar(node: Node) -> Any:
    """The value of a scalar: a number, a boolean, a text or None."""
    import yaml  # as above

    return _loader(yaml)("").construct_object(node)


@lru_cache(maxsize=1)
def _loader(yaml: Any) -> Any:
    """YAML's safe loader, without dates (a title such as 2024-01-01 stays text) and merges, but with an error for repeated keys."""

    class Loader(yaml.SafeLoader):  # type: ignore[misc]  # the module is an argument
        def fetch_flow_collection_start(self, token: Any) -> None:
            if self.flow_level == _DEEPEST:
                raise RecursionError
            super().fetch_flow_collection_start(token)

        def construct_object(self, node: Any, deep: bool = False) -> Any:
            try:
                made = super().construct_object(node, deep)
            except _MISFITS:
                raise self._misfit(node) from None
            if node.id == "scalar" and node.tag == _NULL and node.value.lower() not in _NOTHING:
                raise self._misfit(node)
            if isinstance(made, int) and made.bit_length() > _BITS:
                raise self._misfit(node)
            return made

        def _misfit(self, node: Any) -> Any:
            said = repr(short(node.value)) if node.id == "scalar" else _NAMES[node.id]
            return yaml.MarkedYAMLError(problem=f"{said} with the tag {node.tag}", problem_mark=node.start_mark)

    Loader.yaml_implicit_resolvers = {
        first: [(tag, regexp) for tag, regexp in rules if tag.rpartition(":")[2] not in _WORDS]
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
                raise yaml.MarkedYAMLError(problem="a key that is not text", problem_mark=key.start_mark)
            if key.value == "<<" and key.style is None:
                raise yaml.MarkedYAMLError(problem="a merge of YAML", problem_mark=key.start_mark)
            if key.value in members:
                raise RepeatedKey
            members[key.value] = loader.construct_object(value, deep=True)
        return members

    Loader.add_constructor("tag:yaml.org,2002:map", mapping)
    return Loader
