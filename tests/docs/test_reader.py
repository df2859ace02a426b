"""Whoever follows a page notices where it is wrong."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import pytest

from .markdown import read_page
from .reader import Reader

EVENT = '{"type": "identify", "userId": "u1", "traits": {"email": "jane@acme.com"}}'
GOOD = f"""
# A page

The events, in `events.ndjson`:

```json
{EVENT}
```

<!-- exits 1 -->

```sh
attio-harness check events.ndjson \\
  -m published -w workspace.yaml
```

```text
…
Failed: 1 lost.
```

```sh
cat events.ndjson
```

```json
{{"type": "identify", "traits": "…", "…": "…"}}
```

<!-- changes events.ndjson -->

```diff
-{EVENT}
+{EVENT.replace("u1", "u2")}
```

```python
from pathlib import Path

assert "u2" in Path("events.ndjson").read_text()
```
"""


def followed(text: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("page.md").write_text(text)
    Path("workspace.yaml").write_text("name: Acme\n")
    with ExitStack() as stack:
        Reader(read_page(Path("page.md")), capsys, stack).follow()


def test_a_page_that_is_right(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    followed(GOOD, tmp_path, capsys)


@pytest.mark.parametrize(
    ("right", "wrong", "line"),
    [
        ('"jane@acme.com"}}', '"jane@acme.com"}', 7),
        ("exits 1", "exits 0", 13),
        ("Failed: 1", "Failed: 2", 18),
        ('{"type": "identify", "traits": "…"', '{"type": "track", "traits": "…"', 27),
        ('{"type": "identify", "traits": "…", "…": "…"}', '{"type": "identify", "traits": "…"}', 27),
        ('-{"type"', '-{"typo"', 33),
        ('assert "u2"', 'assert "u3"', 38),
        ("```sh\ncat", "```bash\ncat", 23),
    ],
)
def test_a_page_that_is_wrong_is_told_with_its_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    right: str,
    wrong: str,
    line: int,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert right in GOOD
    with pytest.raises(Exception) as failed:
        followed(GOOD.replace(right, wrong, 1), tmp_path, capsys)
    (note,) = failed.value.__notes__
    assert note.startswith(f"page.md:{line}, ")


def test_a_comment_that_stands_before_no_block(tmp_path: Path) -> None:
    (tmp_path / "page.md").write_text("<!-- exits 1 -->\n\nWords.\n")
    with pytest.raises(ValueError, match="stands before no block"):
        read_page(tmp_path / "page.md")
