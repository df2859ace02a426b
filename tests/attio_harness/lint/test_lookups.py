"""The paths of a mapping, wherever they stand."""

from __future__ import annotations

from attio_harness.lint.lookups import lookups
from attio_harness.lint.yields import spots


def test_paths_of_directives_arrays_and_templates() -> None:
    node = {
        "a": {"@path": "$.traits.a[0].b"},
        "b": {"@template": "{{ traits.b }} and {{$.c}}"},
        "c": {"@arrayPath": ["$.items", {"d": {"@path": "$.sku"}}]},
        "e": {"@path": 3},
    }
    assert [(one.pointer, one.text, one.keys, one.relative, one.placeholder) for one in lookups(spots(node, ""))] == [
        ("/a/@path", "$.traits.a[0].b", ("traits", "a", "0", "b"), False, False),
        ("/b/@template", "traits.b", ("traits", "b"), False, True),
        ("/b/@template", "$.c", ("$", "c"), False, True),
        ("/c/@arrayPath/0", "$.items", ("items",), False, False),
        ("/c/@arrayPath/1/d/@path", "$.sku", ("sku",), True, False),
    ]
