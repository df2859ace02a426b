"""The packages in an archive, as `python -m zipapp` makes it: what they read beside their modules is read from there."""

from __future__ import annotations

import os
import subprocess
import sys
import zipapp
from pathlib import Path
from shutil import copytree, ignore_patterns

import tzdata

ROOT = Path(__file__).parents[2]
PACKAGES = (
    "destination/segment_actions",
    "destination/attio_destination",
    "emulator/attio_emulator",
    "harness/attio_harness",
)
EVENT = '{"type": "track", "userId": "u1", "event": "A", "properties": {"at": "2025-07-01T12:00:00Z"}}'
MAPPING = """{"partnerAction": "assertRecord", "subscribe": "type = \\"track\\"", "mapping": {
  "object": "people", "matching_attribute": "name", "attributes": {"name": {"@path": "$.event"}}}}"""
ZONE = "from segment_actions.js.zones import zone_named; print(zone_named('europe/berlin'), zone_named('Mars'))"


def test_a_check_runs_from_an_archive(tmp_path: Path) -> None:
    for one in (*(ROOT / name for name in PACKAGES), Path(tzdata.__file__).parent):
        copytree(one, tmp_path / "app" / one.name, ignore=ignore_patterns("__pycache__"))
    archive = tmp_path / "attio.pyz"
    zipapp.create_archive(tmp_path / "app", archive, main="attio_harness.__main__:run")
    (tmp_path / "events.ndjson").write_text(EVENT)
    (tmp_path / "mapping.json").write_text(MAPPING)
    (tmp_path / "workspace.yaml").write_text("name: Acme\n")
    env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    words = ["check", "events.ndjson", "-m", "mapping.json", "-w", "workspace.yaml", "--existing", "none"]

    ran = subprocess.run([sys.executable, archive, *words], cwd=tmp_path, env=env, capture_output=True, text=True)
    assert "this is a mistake of attio-harness itself" not in ran.stderr
    assert "1 event into Acme" in ran.stdout

    env |= {"PYTHONPATH": str(archive)}
    ran = subprocess.run(
        [sys.executable, "-c", ZONE], cwd=tmp_path, env=env, capture_output=True, text=True, check=True
    )
    assert ran.stdout == "Europe/Berlin None\n"
