"""What the pages of the emulator have in common: the frame of a document and its style. No page stands here, no scripts."""

from __future__ import annotations

__all__ = ["document"]

_STYLE = """
body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;overflow-wrap:anywhere;color:#1b1f24;background:#fff}
h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:2rem}table{border-collapse:collapse;width:100%}
th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #d8dee4;vertical-align:top}
code{font-family:ui-monospace,monospace;font-size:.85em}.off,.none{color:#57606a}.bad{color:#b3261e}
@media(prefers-color-scheme:dark){body{color:#e6edf3;background:#0d1117}th,td{border-color:#30363d}.off,.none{color:#8b949e}.bad{color:#ff7b72}}
"""


def document(title: str, body: str) -> str:
    """A page as HTML; both texts are HTML already."""
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"><style>{_STYLE}</style></head><body>{body}</body></html>'
    )
