"""Generated templates reach every tag and filter, the refused ones too."""

from __future__ import annotations

import re

from segment_actions.mapping.liquid.filters import DISABLED
from segment_actions.mapping.liquid.filters import FILTERS as ENGINE_FILTERS
from segment_actions.mapping.liquid.tags import DISABLED_TAGS as ENGINE_DISABLED_TAGS
from segment_actions.mapping.liquid.tags import TAGS as ENGINE_TAGS
from segment_conformance.live.generators.liquid_filters import DISABLED_FILTERS, FILTERS
from segment_conformance.live.generators.templates import DISABLED_TAGS, TAGS

from tests.segment_conformance.live.generators.conftest import Case, nodes, of_kind


def _texts(cases: list[Case]) -> list[str]:
    """The templates of the cases."""
    return [
        node["@liquid"]
        for case in of_kind(cases, "mapping")
        for node in nodes(case["mapping"])
        if isinstance(node, dict) and isinstance(node.get("@liquid"), str)
    ]


def test_every_tag_and_filter_of_templates_occurs_the_refused_ones_too(cases: list[Case]) -> None:
    text = "\n".join(_texts(cases))
    tags = set(re.findall(r"\{%-?\s*(\w+|#)", text))
    filters = set(re.findall(r"\|\s*(\w+)", text))
    assert tags >= {
        *TAGS,
        *DISABLED_TAGS,
        "elsif",
        "else",
        "endif",
        "endunless",
        "endcapture",
        "endraw",
        "endcomment",
        "endblock",
    }
    assert filters >= {*FILTERS, *DISABLED_FILTERS}
    assert {*TAGS} == {*ENGINE_TAGS}
    assert {*DISABLED_TAGS} == {*ENGINE_DISABLED_TAGS}
    assert {*FILTERS, *DISABLED_FILTERS} == {*ENGINE_FILTERS}
    assert {*DISABLED_FILTERS} == {*DISABLED}
    assert max(map(len, _texts(cases))) == 1001
