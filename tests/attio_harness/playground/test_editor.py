"""The editor of the page is what its script makes of npm's packages, and their licences lie beside it."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

TOOL = Path(__file__).parents[3] / "tools/editor"
ASSETS = Path(__file__).parents[3] / "harness/attio_harness/playground/assets"


def test_the_editor_is_what_its_script_makes(tmp_path: Path) -> None:
    node = shutil.which("node")
    if node is None or not (TOOL / "node_modules").is_dir():
        pytest.skip("node, or what `npm ci` brings into tools/editor, is not there")

    subprocess.run([node, "build.mjs", str(tmp_path)], cwd=TOOL, check=True, timeout=60)

    for name in ("editor.js", "editor.licences.txt"):
        assert (tmp_path / name).read_bytes() == (ASSETS / name).read_bytes(), name


def test_every_package_in_the_editor_has_its_licence_beside_it() -> None:
    named = json.loads((TOOL / "package.json").read_text("utf-8"))["devDependencies"]
    text = (ASSETS / "editor.licences.txt").read_text("utf-8")

    for name, version in named.items():
        if name != "esbuild":
            assert f"{name} {version} (MIT)" in text
    assert text.count("Permission is hereby granted") >= len(named) - 1
