"""The formats of fields: what fits each. The answers are those of the published packages."""

from __future__ import annotations

import pytest
from segment_actions.validation.formats import FORMATS, FREE, LABELS, NUMBER_FORMATS

TEXTS: list[tuple[str, list[str], str]] = [
    ('date', ['2024-02-29', '2023-02-29', '2024-13-01', '2024-1-1'], 'x...'),
    ('time', ['10:00:00', '10:00:00Z', '10:00:00+01:00', '24:00:00', '23:59:60', '22:59:60', '10:00'], 'xxx.x..'),
    ('date-time', ['2024-01-01T10:00:00Z', '2024-01-01 10:00:00', '2024-01-01', '2024-01-01T25:00:00Z'], 'xx..'),
    ('date-like', ['2024', '1704067200', 'tomorrow', '2024-01-01T10:00:00.000Z', 'Jan 5', '1e3', '99999999999999', '2024-99-99'], 'xx.xx..x'),
    ('duration', ['P1D', 'P', 'PT1H', 'P1W', 'PT', 'P1Y2M3DT4H5M6S', '1D'], 'x.xx.x.'),
    ('uri', ['https://a.example/x?y#z', 'a', 'mailto:a@b.co', '//a/b', 'http://[::1]/'], 'x.x.x'),
    ('uri-reference', ['a/b', '#x', 'a b', '\\'], 'xx..'),
    ('uri-template', ['{a}/{+b*}', '{a', '{a:3}'], 'x.x'),
    ('url', ['https://a.example', 'http://localhost', 'http://10.0.0.1', 'ftp://a.co:21/x', 'http://8.8.8.8'], 'x..xx'),
    ('email', ['a@b.co', 'a@b', 'A.b+c@EX.museum', 'a..b@c.co', 'a@b_.co'], 'x.x..'),
    ('hostname', ['a.example', 'a_b', '-a.b', "a" * 64, 'a.'], 'x...x'),
    ('ipv4', ['1.2.3.4', '256.1.1.1', '1.2.3', '01.2.3.4'], 'x..x'),
    ('ipv6', ['::1', '1::2::3', 'fe80::1%eth0', '::ffff:1.2.3.4'], 'x..x'),
    ('uuid', ['123e4567-e89b-12d3-a456-426614174000', 'urn:uuid:123e4567-e89b-12d3-a456-426614174000', '123e4567e89b12d3a456426614174000'], 'xx.'),
    ('json-pointer', ['', '/a~1b', 'a', '/a~2'], 'xx..'),
    ('json-pointer-uri-fragment', ['#/a', '/a', '#'], 'x.x'),
    ('relative-json-pointer', ['0#', '1/a', '01', '-1'], 'xx..'),
    ('byte', ['YQ==', 'YQ=', 'x\nYQ==', ''], 'x.xx'),
    ('regex', ['a+', '(', 'a{2,1}', '[z-a]', '(?<n>a)\\k<n>', '\\Z', '(?<=a)+', 'x\\Z'], 'x...xx..'),
]  # fmt: skip


@pytest.mark.parametrize(("name", "texts", "fits"), TEXTS)
def test_which_texts_fit_a_format(name: str, texts: list[str], fits: str) -> None:
    assert "".join("x" if FORMATS[name](text) else "." for text in texts) == fits


def test_every_format_has_its_cases_and_labels_name_formats() -> None:
    assert {name for name, _, _ in TEXTS} == set(FORMATS)
    assert set(LABELS) <= set(FORMATS)
    assert not FREE & {*FORMATS, *NUMBER_FORMATS}


@pytest.mark.parametrize(
    ("name", "value", "fits"),
    [("int32", 2**31 - 1, True), ("int32", 2**31, False), ("int32", -(2**31), True), ("int32", 1.5, False), ("int64", 2.0**70, True), ("int64", 0.5, False)],
)  # fmt: skip
def test_which_numbers_fit_a_format(name: str, value: float, fits: bool) -> None:
    assert NUMBER_FORMATS[name](value) is fits
