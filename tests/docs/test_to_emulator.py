"""The file of the page for TypeScript that sends a client to the emulator: whichever way the client asks, nothing goes to Attio."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from attio_emulator import Emulator, running

from .markdown import read_page
from .reader import ROOT

ASKING = """
import https, { get, request } from 'node:https'

const url = 'https://api.attio.com/v2/objects?limit=1'
const headers = { authorization: 'Bearer any' }
const { hostname } = new URL(url)
const answered = (ask) => new Promise((done, failed) => ask((answer) => done(answer.resume().statusCode)).on('error', failed).end())
const ways = {
  options: () => answered((then) => https.request({ hostname, path: '/v2/objects?limit=1', headers }, then)),
  host: () => answered((then) => https.request({ host: hostname, path: '/v2/objects?limit=1', headers }, then)),
  text: () => answered((then) => https.request(url, { headers }, then)),
  url: () => answered((then) => https.request(new URL(url), { headers }, then)),
  'url alone': () => answered((then) => https.request(url, then)),
  get: () => answered((then) => https.get(url, { headers }, then)),
  imported: () => answered((then) => request(url, { headers }, then)),
  'imported get': () => answered((then) => get(url, { headers }, then)),
  fetch: () => fetch(url, { headers }).then((answer) => answer.status),
  'fetch of a request': () => fetch(new Request(new URL(url), { headers })).then((answer) => answer.status)
}
for (const [way, ask] of Object.entries(ways)) console.log(`${way}: ${await ask().catch((error) => error)}`)
"""


def test_every_way_of_asking_leads_to_the_emulator(tmp_path: Path) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not there")
    (given,) = [one for one in read_page(ROOT / "docs/typescript.md").blocks if one.file == "to-emulator.cjs"]
    (tmp_path / "to-emulator.cjs").write_text(given.text)
    (tmp_path / "asking.mjs").write_text(ASKING)

    with running(Emulator()) as url:
        done = subprocess.run(
            [node, "--require", "./to-emulator.cjs", "asking.mjs"],
            cwd=tmp_path,
            env={**os.environ, "ATTIO_URL": url},
            capture_output=True,
            text=True,
            timeout=60,
        )

    assert done.stdout.splitlines() == [
        "options: 200", "host: 200", "text: 200", "url: 200", "url alone: 401", "get: 200", "imported: 200", "imported get: 200",
        "fetch: 200", "fetch of a request: 200",
    ]  # fmt: skip
