#!/usr/bin/env bash
# The pictures of the pages, made again: needs Chromium, cwebp, curl and an attio-harness to take them of.
set -euo pipefail
root="$(cd "$(dirname "$0")/../.." && pwd)"
PATH="$root/.venv/bin:$PATH"
work="$(mktemp -d)"
cd "$work"
cp -r "$root/fixtures/events" "$root/fixtures/mappings/demo.json" "$root/fixtures/workspaces/demo.yaml" .
mv demo.json mapping.json
mv demo.yaml workspace.yaml

picture() { # name address height
  chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --window-size="1300,$3" --screenshot="$1.png" "$2" 2>/dev/null
  cwebp -quiet -q 80 "$1.png" -o "$root/docs/assets/$1.webp"
}

attio-harness check events -m mapping.json -w workspace.yaml --format html -o report.html || true
picture report "file://$work/report.html" 880

attio-harness emulate -w workspace.yaml --port 8701 &
emulator=$!
trap 'kill "$emulator"' EXIT
curl -s --retry 50 --retry-delay 1 --retry-connrefused http://127.0.0.1:8701/_emulator/health
for address in jane@acme.com joe@acme.com jane; do
  curl -s -o /dev/null -X PUT "http://127.0.0.1:8701/v2/objects/people/records/simple?matching_attribute=email_addresses" \
    -H "authorization: Bearer any" -H "content-type: application/json" \
    -d "{\"data\": {\"values\": {\"email_addresses\": \"$address\"}}}"
done
picture emulator http://127.0.0.1:8701/ 880
