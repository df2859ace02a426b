"""The page of the playground as HTML: the frame, and the parts that its modules fill. It holds no text of users."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from attio_emulator.pages.assets import Assets
from attio_emulator.pages.frame import ASSETS as SHARED
from attio_emulator.pages.frame import document

__all__ = ["ADDRESS", "OWN", "PLAYGROUND", "page"]

ADDRESS = "/_playground/"
PLAYGROUND = ("Playground", ADDRESS)
"""The link to the page in the bar of every page."""
OWN = Assets(
    "attio_harness.playground",
    f"{ADDRESS}assets/",
    (
        "playground.css",
        "editor.js",
        "editor.licences.txt",
        "page.js",
        "assumptions.js",
        "calls.js",
        "completion.js",
        "editors.js",
        "result.js",
        "result_parts.js",
        "share.js",
    ),
)
"""The files of the page; `editor.js` is CodeMirror, with its licences beside it."""

_EDITORS = (
    ("trigger", "Trigger", "FQL"),
    ("mapping", "Mapping", "JSON"),
    ("event", "Event", "JSON"),
    ("workspace", "Workspace", "YAML"),
)


def page(nonce: str, nav: Sequence[tuple[str, str]], verdicts: Mapping[str, str]) -> str:
    """The page; `nonce` is for the editor's styles, `verdicts` are the words for verdicts."""
    panels = "".join(
        f'<section class="panel editor" id="{name}-panel" aria-labelledby="{name}-title">'
        f'<header><h2 id="{name}-title">{title}</h2><span class="faint small" id="{name}-language">{language}</span>'
        f'<span class="push row tools" id="{name}-tools"></span></header>'
        f'<div class="code" id="{name}"></div></section>'
        for name, title, language in _EDITORS
    )
    body = (
        '<main id="main" class="playground" tabindex="-1"><div class="head"><h1>Playground</h1>'
        '<div class="row controls" id="controls"></div></div>'
        "<noscript><p class='notice'>The playground needs JavaScript.</p></noscript>"
        f'<div class="desk"><div class="editors">{panels}</div>'
        '<section class="result" id="result" aria-label="Result" tabindex="0"></section></div>'
        '<p class="faint small hint">Change any of the texts: the result follows. In an editor: <kbd>Ctrl</kbd> <kbd>Space</kbd> proposes, <kbd>Esc</kbd> then <kbd>Tab</kbd> '
        'leaves it. Nothing of this leaves your computer. Editor: <a href="/_playground/assets/editor.licences.txt">CodeMirror</a>.</p>'
        '</main><div class="toasts" id="toasts" role="status"></div>'
    )
    return document(
        "Playground",
        body,
        scripts=[f"{OWN.address}page.js"],
        styles=[f"{OWN.address}playground.css"],
        nav=nav,
        here=ADDRESS,
        preload=[*OWN.addresses(".js"), *(f"{SHARED}{name}.js" for name in ("dom", "parts", "router", "api"))],
        meta={"nonce": nonce, "verdicts": json.dumps(dict(verdicts))},
    )
