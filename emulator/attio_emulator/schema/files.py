"""Workspace files as text and as JSON values: reading YAML, of which JSON is a part. What the values mean is in `parse`."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from attio_emulator.errors import Problem, WorkspaceError

__all__ = ["members", "read"]


def read(path: str | Path) -> str:
    """The text of a workspace file.

    Raises:
        WorkspaceError: there is none, or it is not UTF-8.
    """
    name = str(path)
    try:
        return Path(path).read_text("utf-8-sig")
    except FileNotFoundError:
        raise _unreadable(name, "nothing", "a workspace file") from None
    except (OSError, UnicodeDecodeError) as error:
        raise _unreadable(name, str(error), "a workspace file in UTF-8") from None


def members(text: str, *, file: str) -> Any:
    """What a workspace file says, as JSON values; `file` goes into messages.

    Raises:
        WorkspaceError: it is not YAML (of which JSON is a part), or says something twice.
    """
    import yaml  # 15 ms that a workspace made in code does not need

    try:
        data = yaml.load(text, Loader=_loader())
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{file}:{mark.line + 1}" if mark else file
        what = getattr(error, "problem", None) or "a mistake"
        raise _unreadable(where, what, "YAML or JSON") from None
    except RecursionError:
        raise _unreadable(file, "nesting without end", "YAML or JSON") from None
    except ValueError as error:
        raise _unreadable(file, str(error), "YAML or JSON") from None
    return {} if data is None else data


@lru_cache(maxsize=1)
def _loader() -> Any:
    """YAML's safe loader without dates (a title such as 2024-01-01 stays text) and with a word on repeated keys."""
    import yaml  # as above

    class Loader(yaml.SafeLoader):
        pass

    Loader.yaml_implicit_resolvers = {
        first: [(tag, regexp) for tag, regexp in rules if tag != "tag:yaml.org,2002:timestamp"]
        for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def mapping(loader: Any, node: Any) -> dict[Any, Any]:
        seen = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise yaml.MarkedYAMLError(problem="a key that is no text", problem_mark=key.start_mark)
            if key.value in seen:
                raise yaml.MarkedYAMLError(problem=f"the key {key.value!r} twice", problem_mark=key.start_mark)
            seen.add(key.value)
        return dict(loader.construct_pairs(node, deep=True))

    Loader.add_constructor("tag:yaml.org,2002:map", mapping)
    return Loader


def _unreadable(file: str, found: str, expected: str) -> WorkspaceError:
    return WorkspaceError(file, [Problem(pointer="", found=found, expected=expected)])
