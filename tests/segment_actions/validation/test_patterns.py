"""Whether a text is a regular expression of JavaScript. The answers are those of the published packages on Node 20."""

from __future__ import annotations

import pytest
from segment_actions.validation.patterns import is_regex


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ('', True),
        ('a', True),
        ('(', False),
        ('a)', False),
        ('*', False),
        ('a**', False),
        ('a*?', True),
        ('a{1}', True),
        ('a{1}{2}', False),
        ('a{2,1}', False),
        ('{1}', False),
        ('a{', True),
        ('(?:a)+', True),
        ('(?=a)*', True),
        ('(?!a)?', True),
        ('(?<=a)', True),
        ('(?<!a)+', False),
        ('(?<n>a)', True),
        ('(?<n>a)(?<n>b)', False),
        ('(?<1>a)', False),
        ('(?<n>a)\\k<m>', False),
        ('\\k<n>', True),
        ('(?<n>a)\\k', False),
        ('(?a)', False),
        ('(?a<n>b)', False),
        ('(?<n>a)[\\d]', True),
        ('(?<n>a)[\\k]', False),
        ('[\\k]', True),
        ('[', False),
        ('[a', False),
        ('[]', True),
        ('[^]', True),
        ('[b-a]', False),
        ('[a-\\d]', True),
        ('[\\d-a]', True),
        ('[\\x41-\\u0040]', False),
        ('[\\b-\\t]', True),
        ('[\\cA-\\cB]', True),
        ('[\\cB-\\cA]', False),
        ('\\', False),
        ('\\b*', False),
        ('\\d*', True),
        ('^*', False),
        ('$+', False),
        ('a|*', False),
        ('(|a)', True),
        ('x\\Z', False),
        ('\\Z', True),
        ('[\\101-A]', True),
        ('(?<$é>b)', True),
        ('(?<a²>b)', False),
    ],
)  # fmt: skip
def test_is_regex(text: str, fits: bool) -> None:
    assert is_regex(text) is fits
