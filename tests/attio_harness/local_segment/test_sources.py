"""Sources as they are written on the command line, and that each is told apart."""

from __future__ import annotations

import pytest
from attio_harness import UsageError
from attio_harness.local_segment.sources import Source, by_key, read_source


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("shop:wk:shop.json", Source(name="shop", write_key="wk", mappings=("shop.json",))),
        (" shop : wk : a.json, b.json ", Source(name="shop", write_key="wk", mappings=("a.json", "b.json"))),
        (r"shop:wk:C:\shop.json", Source(name="shop", write_key="wk", mappings=(r"C:\shop.json",))),
    ],
)
def test_a_source_is_read(text: str, source: Source) -> None:
    assert read_source(text) == source


@pytest.mark.parametrize("text", ["", "shop", "shop:wk", "shop:wk:", ":wk:a.json", "shop::a.json", "shop:wk: , "])
def test_a_source_with_a_part_that_is_missing_is_refused(text: str) -> None:
    with pytest.raises(UsageError) as refused:
        read_source(text)
    assert (
        str(refused.value)
        == f"--source: found {text.replace('wk', '…')!r}, expected NAME:KEY:MAPPING, such as shop:wk_shop:shop.json"
    )


def test_two_sources_are_told_apart() -> None:
    one = Source(name="shop", write_key="a", mappings=())
    assert by_key([one, Source(name="app", write_key="b", mappings=())])["a"] is one
    for other, what in ((Source(name="shop", write_key="b", mappings=()), "the name 'shop'"),
                        (Source(name="app", write_key="a", mappings=()), "the write key of 'app'")):  # fmt: skip
        with pytest.raises(UsageError) as refused:
            by_key([one, other])
        assert str(refused.value) == f"--source: {what} is that of another source; expected one of its own"
