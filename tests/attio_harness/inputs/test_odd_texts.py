"""What is said of a file that is something else than expected: another kind of file, an error of an API, text, JSON with slips."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from attio_emulator import WorkspaceError
from attio_harness.errors import InputError
from attio_harness.inputs.event import SourceEvent, Unreadable
from attio_harness.inputs.events import read_events
from attio_harness.inputs.filters import read_filters
from attio_harness.inputs.mappings import read_mappings
from attio_harness.inputs.states import load_state
from attio_harness.inputs.workspaces import load_workspace
from attio_harness.replay.cassettes.files import recordings_of

READ: dict[str, Callable[[str], object]] = {
    "mapping": lambda file: read_mappings([file]),
    "filter": lambda file: read_filters([file], []),
    "workspace": load_workspace,
    "state": load_state,
    "events": lambda file: list(read_events([file])),
}
STATE = " (expected a state that check --state, emulate --state or pull --records saved)"

SAID: dict[str, tuple[str, str, str]] = {
    "events, as mapping": ("mapping", '{"type": "identify", "userId": "u"}', "f: holds events, which are given without an option"),
    "events, as filter": ("filter", '{"type": "identify", "userId": "u"}', "f: holds events, which are given without an option"),
    "events, as workspace": ("workspace", '{"type": "identify", "userId": "u"}', "f: holds events, which are given without an option"),
    "events, as state": ("state", '{"type": "identify", "userId": "u"}', "f: holds events, which are given without an option"),
    "events a line, as mapping": ("mapping", '{"type": "identify", "userId": "u"}\n{"type": "identify", "userId": "u"}\n', "f: holds events, which are given without an option"),
    "events a line, as workspace": ("workspace", '{"type": "identify", "userId": "u"}\n{"type": "identify", "userId": "u"}\n', "f: holds events, which are given without an option"),
    "a batch": ("mapping", '{"batch": [{"type": "identify", "userId": "u"}]}', "f: holds events, which are given without an option"),
    "a mapping, as filter": ("filter", '{"name": "x", "partnerAction": "identifyUser", "subscribe": "type = \\"identify\\"", "mapping": {"email_address": {"@path": "$.traits.email"}}}', "f: is a saved mapping, which is given with -m"),
    "a mapping, as workspace": ("workspace", '{"name": "x", "partnerAction": "identifyUser", "subscribe": "type = \\"identify\\"", "mapping": {"email_address": {"@path": "$.traits.email"}}}', "f: is a saved mapping, which is given with -m"),
    "a mapping, as state": ("state", '{"name": "x", "partnerAction": "identifyUser", "subscribe": "type = \\"identify\\"", "mapping": {"email_address": {"@path": "$.traits.email"}}}', "f: is a saved mapping, which is given with -m"),
    "a mapping, as events": ("events", '{"name": "x", "partnerAction": "identifyUser", "subscribe": "type = \\"identify\\"", "mapping": {"email_address": {"@path": "$.traits.email"}}}', "f:1: is a saved mapping, which is given with -m"),
    "fields alone, as workspace": ("workspace", '{"email_address": {"@path": "$.traits.email"}}', "f: is a saved mapping, which is given with -m"),
    "fields alone, as events": ("events", '{"email_address": {"@path": "$.traits.email"}}', "f:1: is a saved mapping, which is given with -m"),
    "fields alone, as filter": ("filter", '{"email_address": {"@path": "$.traits.email"}}', "f: is a saved mapping, which is given with -m"),
    "a mapping in YAML, as mapping": ("mapping", "partnerAction: identifyUser\nsubscribe: type = \"identify\"\nmapping:\n  email_address:\n    '@path': $.traits.email\n", "f: is YAML; expected a mapping as JSON: yq -o=json . f > f.converted.json"),
    "a mapping in YAML, as workspace": ("workspace", "partnerAction: identifyUser\nsubscribe: type = \"identify\"\nmapping:\n  email_address:\n    '@path': $.traits.email\n", "f: is a saved mapping, which is given with -m"),
    "a mapping in YAML, as events": ("events", "partnerAction: identifyUser\nsubscribe: type = \"identify\"\nmapping:\n  email_address:\n    '@path': $.traits.email\n", "f: is a saved mapping, which is given with -m"),
    "fields in YAML, as mapping": ("mapping", "email_address:\n  '@path': $.traits.email\n", "f: is YAML; expected a mapping as JSON: yq -o=json . f > f.converted.json"),
    "fields in YAML, as workspace": ("workspace", "email_address:\n  '@path': $.traits.email\n", "f: is a saved mapping, which is given with -m"),
    "a workspace in YAML, as mapping": ("mapping", "objects:\n  - {api_slug: users, active: true}\n", "f: is a workspace file, which is given with -w"),
    "a workspace in YAML, as filter": ("filter", "objects:\n  - {api_slug: users, active: true}\n", "f: is a workspace file, which is given with -w"),
    "a workspace in YAML, as state": ("state", "objects:\n  - {api_slug: users, active: true}\n", "f: is a workspace file, which is given with -w"),
    "a workspace in YAML, as events": ("events", "objects:\n  - {api_slug: users, active: true}\n", "f: is a workspace file, which is given with -w"),
    "a workspace, as mapping": ("mapping", '{"objects": [{"api_slug": "users"}]}', "f: is a workspace file, which is given with -w"),
    "a workspace, as filter": ("filter", '{"objects": [{"api_slug": "users"}]}', "f: is a workspace file, which is given with -w"),
    "a workspace, as state": ("state", '{"objects": [{"api_slug": "users"}]}', "f: is a workspace file, which is given with -w"),
    "a workspace, as events": ("events", '{"objects": [{"api_slug": "users"}]}', "f:1: is a workspace file, which is given with -w"),
    "filters, as mapping": ("mapping", '{"if": "all", "actions": [{"type": "DROP"}]}', "f: holds destination filters, which are given with --filters"),
    "filters, as workspace": ("workspace", '{"if": "all", "actions": [{"type": "DROP"}]}', "f: holds destination filters, which are given with --filters"),
    "filters, as state": ("state", '{"if": "all", "actions": [{"type": "DROP"}]}', "f: holds destination filters, which are given with --filters"),
    "filters, as events": ("events", '{"if": "all", "actions": [{"type": "DROP"}]}', "f:1: holds destination filters, which are given with --filters"),
    "a state, as mapping": ("mapping", '{"version": 1, "workspace": {}}', "f: is a saved state, which is given with --from"),
    "a state, as filter": ("filter", '{"version": 1, "workspace": {}}', "f: is a saved state, which is given with --from"),
    "a state, as workspace": ("workspace", '{"version": 1, "workspace": {}}', "f: is a saved state, not a workspace file: give it with --from, which check, explain and diff have, or to emulate with --state"),
    "a state, as events": ("events", '{"version": 1, "workspace": {}}', "f:1: is a saved state, which is given with --from"),
    "traffic, as mapping": ("mapping", '{"log": {"entries": []}}', "f: is recorded traffic, which attio-harness replay reads"),
    "Config API": ("mapping", '{"name": "workspaces/a/sources/js/destinations/attio", "display_name": "Attio", "enabled": true, "config": []}', "f: is a response of Segment's Config API, which has no subscriptions; the Public API has them: attio-harness pull --segment -o mapping.json"),
    "Config API, list": ("mapping", '{"destinations": [{"name": "workspaces/a/sources/js/destinations/attio", "display_name": "Attio", "enabled": true, "config": []}], "next_page_token": ""}', "f: is a response of Segment's Config API, which has no subscriptions; the Public API has them: attio-harness pull --segment -o mapping.json"),
    "traffic, as workspace": ("workspace", '{"log": {"entries": []}}', "f: is recorded traffic, which attio-harness replay reads"),
    "traffic, as events": ("events", '{"log": {"entries": []}}', "f:1: is recorded traffic, which attio-harness replay reads"),
    "a report, as mapping": ("mapping", '{"verdicts": {}, "rejections": [], "unreadable": []}', "f: is a report of attio-harness check; no command reads it"),
    "a report, as filter": ("filter", '{"verdicts": {}, "rejections": [], "unreadable": []}', "f: is a report of attio-harness check; no command reads it"),
    "a report, as workspace": ("workspace", '{"verdicts": {}, "rejections": [], "unreadable": []}', "f: is a report of attio-harness check; no command reads it"),
    "a report, as state": ("state", '{"verdicts": {}, "rejections": [], "unreadable": []}', "f: is a report of attio-harness check; no command reads it"),
    "a report, as events": ("events", '{"verdicts": {}, "rejections": [], "unreadable": []}', "f:1: is a report of attio-harness check; no command reads it"),
    "findings": ("mapping", '{"counts": {}, "findings": []}', "f: is a report of attio-harness lint; no command reads it"),
    "a diff": ("mapping", '{"old": {}, "new": {}, "changes": [], "mode": "auto"}', "f: is a report of attio-harness diff; no command reads it"),
    "an explanation, as mapping": ("mapping", '{"event": {}, "from": {}, "mode": "single", "subscriptions": []}', "f: is a report of attio-harness explain; no command reads it"),
    "an explanation, as events": ("events", '{"event": {}, "from": {}, "mode": "single", "subscriptions": []}', "f:1: is a report of attio-harness explain; no command reads it"),
    "SARIF": ("mapping", '{"version": "2.1.0", "runs": []}', "f: is SARIF, a report of what a check found; no command reads it"),
    "a report as text": ("mapping", "1 event into Acme, single mode\n", "f: is a report of attio-harness; no command reads it"),
    "JUnit, as mapping": ("mapping", '<?xml version="1.0"?>\n<testsuites></testsuites>', "f: is JUnit's XML, a report of tests; expected a mapping as JSON"),
    "JUnit, as events": ("events", '<?xml version="1.0"?>\n<testsuites></testsuites>', "f: is JUnit's XML, a report of tests; expected events as JSON"),
    "a report as a page": ("mapping", "<!DOCTYPE html><html><head><title>attio-harness</title></head></html>", "f: is an HTML report of attio-harness; expected a mapping as JSON"),
    "what terraform plan -json prints, as mapping": ("mapping", '{"@level": "info", "@message": "Terraform 1.9", "type": "version"}\n{"@level": "info", "@message": "x", "type": "log"}\n', "f: is Terraform's log of a run with -json; save what `terraform show -json PLAN` prints"),
    "what terraform plan -json prints, as filter": ("filter", '{"@level": "info", "@message": "Terraform 1.9", "type": "version"}', "f: is Terraform's log of a run with -json; save what `terraform show -json PLAN` prints"),
    "a tracking plan, as mapping": ("mapping", '{"data": {"trackingPlan": {"id": "tp_1", "type": "LIVE"}}}', "f: is a tracking plan of Segment's Protocols; no command reads it"),
    "rules of a tracking plan, as events": ("events", '{"data": {"rules": [{"type": "TRACK", "key": "Signed Up", "jsonSchema": {}}]}}', "f:1: is a tracking plan of Segment's Protocols; no command reads it"),
    "a downloaded tracking plan, as mapping": ("mapping", '{"name": "x", "rules": {"events": [], "identify": {}}}', "f: is a tracking plan of Segment's Protocols; no command reads it"),
    "settings of analytics.js, as mapping": ("mapping", '{"integrations": {"Segment.io": {"apiKey": "k"}}, "plan": {}, "remotePlugins": []}', "f: holds the settings of analytics.js, without a mapping for Attio; fetch the subscriptions: attio-harness pull --segment -o mapping.json"),
    "settings of analytics.js, as events": ("events", '{"integrations": {"Segment.io": {"apiKey": "k"}}, "plan": {}}', "f:1: holds the settings of analytics.js, without a mapping for Attio; fetch the subscriptions: attio-harness pull --segment -o mapping.json"),
    "a state of Terraform without resources": ("mapping", '{"version": 4, "terraform_version": "1.9", "resources": []}', "f: is of Terraform, and has no segment_destination_subscription; give the plan or the state that has them"),
    "what terraform show -json prints of nothing": ("mapping", '{"format_version": "1.0"}', "f: is of Terraform, and has no segment_destination_subscription; give the plan or the state that has them"),
    "a configuration, as mapping": ("mapping", 'workspace = "w.yaml"\n[check]\nmode = "batch"\n', "f: is TOML, as a configuration is, which is read where it is called attio-harness.toml"),
    "a configuration, as filter": ("filter", 'workspace = "w.yaml"\n[check]\nmode = "batch"\n', "f: is TOML, as a configuration is, which is read where it is called attio-harness.toml"),
    "a configuration, as workspace": ("workspace", 'workspace = "w.yaml"\n[check]\nmode = "batch"\n', "f: is TOML, as a configuration is, which is read where it is called attio-harness.toml"),
    "a configuration, as state": ("state", 'workspace = "w.yaml"\n[check]\nmode = "batch"\n', "f: is TOML, as a configuration is, which is read where it is called attio-harness.toml"),
    "a configuration, as events": ("events", 'workspace = "w.yaml"\n[check]\nmode = "batch"\n', "f: is TOML, as a configuration is, which is read where it is called attio-harness.toml"),
    "pyproject": ("mapping", '[project]\nname = "x"\n', "f: is a pyproject.toml; attio-harness reads its configuration from [tool.attio-harness] there"),
    "schema of Attio, as workspace": ("workspace", '{"data": [{"id": {"workspace_id": "a", "object_id": "b"}, "api_slug": "people"}]}', "f: is a response of Attio's API (its schema); attio-harness pull makes a workspace file of a workspace, which is given with -w"),
    "schema of Attio, as mapping": ("mapping", '{"data": [{"id": {"workspace_id": "a", "object_id": "b"}, "api_slug": "people"}]}', "f: is a response of Attio's API (its schema); attio-harness pull makes a workspace file of a workspace, which is given with -w"),
    "records of Attio": ("workspace", '{"data": [{"id": {"workspace_id": "a"}, "values": {}}]}', "f: is a response of Attio's API (records); attio-harness pull --records saves a state with them, which is given with --from"),
    "OpenAPI": ("workspace", '{"openapi": "3.1.0", "paths": {}}', "f: is an OpenAPI document"),
    "JSON Schema": ("workspace", '{"$schema": "https://json-schema.org/draft/2020-12/schema", "properties": {}}', "f: is a JSON Schema, which describes such a file and is not one"),
    "401 of Segment": ("mapping", '{"errors": [{"type": "unauthorized", "message": "Unauthorized"}]}', "f: is an error that Segment's Public API answered (unauthorized: “Unauthorized”): the token is missing, wrong or expired; ask again with the header `Authorization: Bearer TOKEN`"),
    "404 of Segment": ("mapping", '{"errors": [{"type": "not-found", "message": "Destination not found", "field": "destinationId"}]}', "f: is an error that Segment's Public API answered (not-found: “Destination not found”): there is nothing at this address; look at the ID in it, and at its region (api.segmentapis.com, eu1.api.segmentapis.com)"),
    "429 of Segment": ("mapping", '{"errors": [{"type": "too-many-requests", "message": "Slow down"}]}', "f: is an error that Segment's Public API answered (too-many-requests: “Slow down”): there were too many requests; wait a minute and ask again"),
    "a request of Segment": ("mapping", '{"errors": [{"type": "validation", "message": "pagination is required"}]}', "f: is an error that Segment's Public API answered (validation: “pagination is required”): correct the request and ask again"),
    "403 of Attio": ("mapping", '{"status_code": 403, "type": "auth_error", "code": "insufficient_scopes", "message": "Not authorized."}', "f: is an error that Attio answered (403 insufficient_scopes: “Not authorized.”): the token may not read this; ask again with one that may"),
    "404 of Attio": ("mapping", '{"status_code": 404, "type": "invalid_request_error", "code": "not_found", "message": "Could not find it."}', "f: is an error that Attio answered (404 not_found: “Could not find it.”): there is nothing at this address; look at the ID in it"),
    "OAuth": ("mapping", '{"error": "invalid_grant", "error_description": "Token expired"}', "f: is an error that an API answered (invalid_grant: “Token expired”): the token is missing, wrong or expired; ask again with the header `Authorization: Bearer TOKEN`"),
    "an error inside": ("mapping", '{"error": {"code": 500, "message": "oops"}}', "f: is an error that an API answered (500: “oops”): ask again later"),
    "a message": ("mapping", '{"message": "Unauthorized"}', "f: is an error that an API answered (“Unauthorized”): the token is missing, wrong or expired; ask again with the header `Authorization: Bearer TOKEN`"),
    "a status": ("mapping", '{"statusCode": 502, "error": "Bad Gateway"}', "f: is an error that an API answered (502 Bad Gateway): ask again later"),
    "a problem": ("mapping", '{"title": "Forbidden", "status": 403, "detail": "No."}', "f: is an error that an API answered (403 Forbidden: “No.”): the token may not read this; ask again with one that may"),
    "many lines": ("mapping", '{"errors": [{"type": "x", "message": "a\\n  b\\u001b[0m"}]}', "f: is an error that Segment's Public API answered (x: “a b\\x1b[0m”): correct the request and ask again"),
    "401 of Segment, as filter": ("filter", '{"errors": [{"type": "unauthorized", "message": "Unauthorized"}]}', "f: is an error that Segment's Public API answered (unauthorized: “Unauthorized”): the token is missing, wrong or expired; ask again with the header `Authorization: Bearer TOKEN`"),
    "401 of Segment, as workspace": ("workspace", '{"errors": [{"type": "unauthorized", "message": "Unauthorized"}]}', "f: is an error that Segment's Public API answered (unauthorized: “Unauthorized”): the token is missing, wrong or expired; ask again with the header `Authorization: Bearer TOKEN`"),
    "401 of Segment, as state": ("state", '{"errors": [{"type": "unauthorized", "message": "Unauthorized"}]}', "f: is an error that Segment's Public API answered (unauthorized: “Unauthorized”): the token is missing, wrong or expired; ask again with the header `Authorization: Bearer TOKEN`"),
    "401 of Segment, as events": ("events", '{"errors": [{"type": "unauthorized", "message": "Unauthorized"}]}', "f:1: is an error that Segment's Public API answered (unauthorized: “Unauthorized”): the token is missing, wrong or expired; ask again with the header `Authorization: Bearer TOKEN`"),
    "404 of Attio, as events": ("events", '{"status_code": 404, "type": "invalid_request_error", "code": "not_found", "message": "Could not find it."}', "f:1: is an error that Attio answered (404 not_found: “Could not find it.”): there is nothing at this address; look at the ID in it"),
    "404 of Attio, as workspace": ("workspace", '{"status_code": 404, "type": "invalid_request_error", "code": "not_found", "message": "Could not find it."}', "f: is an error that Attio answered (404 not_found: “Could not find it.”): there is nothing at this address; look at the ID in it"),
    "a page, as mapping": ("mapping", "<html><head><title>Sign in |\n Segment</title></head></html>", "f: is a web page (“Sign in | Segment”), such as a form to sign in; expected a mapping as JSON: ask the API for it, with the header `Authorization: Bearer TOKEN`"),
    "a page, as workspace": ("workspace", "<html><head><title>Sign in |\n Segment</title></head></html>", "f: is a web page (“Sign in | Segment”), such as a form to sign in; expected a workspace file, YAML or JSON"),
    "XML": ("mapping", "<?xml version='1.0'?>\n<Error><Code>AccessDenied</Code></Error>", "f: is XML; expected a mapping as JSON"),
    "curl": ("mapping", "curl: (22) The requested URL returned error: 401\n", "f: is an error that was saved in place of a response (“curl: (22) The requested URL returned error: 401”): the token is missing, wrong or expired; ask again with the header `Authorization: Bearer TOKEN`"),
    "curl without a status": ("mapping", "curl: (6) Could not resolve host: api.segmentapis.com\n", "f: is an error that was saved in place of a response (“curl: (6) Could not resolve host: api.segmentapis.com”): correct the request and ask again"),
    "headers of an error": ("mapping", "HTTP/2 429 \r\nretry-after: 1\r\n\r\n", "f: is an error that an API answered (HTTP/2 429): there were too many requests; wait a minute and ask again"),
    "headers": ("mapping", "HTTP/1.1 200 OK\r\nx: y\r\n\r\n{}", "f: begins with the headers of a response (HTTP/1.1 200 OK); save the body alone, with curl without -i"),
    "no body": ("mapping", "HTTP/1.1 204 No Content\r\n\r\n", "f: is a response without a body (HTTP/1.1 204 No Content); expected a mapping as JSON"),
    "nothing": ("mapping", "", "f: is empty; expected a mapping as JSON"),
    "404 as text": ("mapping", "404: Not Found", "f: is an error that was saved in place of a response (“404: Not Found”): there is nothing at this address; look at the ID in it"),
    "a word": ("mapping", "Unauthorized\n", "f: is an error that was saved in place of a response (“Unauthorized”): the token is missing, wrong or expired; ask again with the header `Authorization: Bearer TOKEN`"),
    "Terraform's error": ("mapping", "╷\n│ Error: Invalid provider configuration\n│\n", "f: is an error of Terraform (“Invalid provider configuration”); fix it, and save what `terraform show -json PLAN` prints then"),
    "Terraform's plan": ("mapping", "Terraform will perform the following actions:\n\n  # segment_destination.x will be created\n", "f: is a Terraform plan in readable form; save it as JSON: terraform show -json PLAN > plan.json"),
    "an error of a shell": ("mapping", "jq: error (at <stdin>:1): Cannot iterate over null (null)\n", "f: is an error that a program printed; run it again, and save its output when it succeeds"),
    "LFS": ("mapping", "version https://git-lfs.github.com/spec/v1\noid sha256:a\nsize 1\n", "f: is a Git LFS pointer, not the file; get it with git lfs pull"),
    "a comma": ("mapping", '{"subscribe": "all",\n "mapping": {"a": 1,},\n}', "f:2: not JSON: a comma before } (column 20, and 1 more on this line), expected none after the last member"),
    "comments": ("mapping", '{\n // ours\n "subscribe": "all", /* x */\n "mapping": {} # y\n}', "f:2: not JSON: a comment (//), which JSON does not have (column 2, and on lines 3, 4), expected none"),
    "Python": ("mapping", "{'subscribe': 'all', 'mapping': {}, 'enabled': True, 'x': None}", "f:1: not JSON: text in ' ' (column 2, and 4 more on this line), expected double quotes (\"); True, which is Python's word (line 1, column 48), expected true; None, which is Python's word (line 1, column 59), expected null. Python's json.dumps writes it as JSON"),
    "curly quotes": ("mapping", "{“subscribe”: “all”, “mapping”: {}}", 'f:1: not JSON: typographic quotes (“ ”) (column 2, and 2 more on this line), expected straight ones (")'),
    "NaN": ("mapping", '{"subscribe": "all", "mapping": {"a": NaN}}', "f:1: not JSON: NaN, which JSON does not have (column 39), expected a number or null"),
    "JSON5": ("mapping", "{subscribe: 'all', mapping: {}}", 'f:1: not JSON: the key subscribe without quotes (column 2, and 1 more on this line), expected "subscribe"; text in \' \' (line 1, column 13), expected double quotes (")'),
    "no comma": ("mapping", '{"subscribe": "all"\n "mapping": {}}', "f:1: not JSON: two values without a comma between them (column 20), expected a comma here"),
    "documents": ("mapping", '{\n "name": "x",\n "partnerAction": "identifyUser",\n "subscribe": "type = \\"identify\\"",\n "mapping": {\n  "email_address": {\n   "@path": "$.traits.email"\n  }\n }\n}\n{\n "name": "y",\n "partnerAction": "identifyUser",\n "subscribe": "type = \\"identify\\"",\n "mapping": {\n  "email_address": {\n   "@path": "$.traits.email"\n  }\n }\n}', "f:11: holds several JSON documents in a row, and the second begins here; put them into an array: jq -s . f > f.converted.json"),
    "the same twice": ("mapping", '{\n "name": "x",\n "partnerAction": "identifyUser",\n "subscribe": "type = \\"identify\\"",\n "mapping": {\n  "email_address": {\n   "@path": "$.traits.email"\n  }\n }\n}\n{\n "name": "x",\n "partnerAction": "identifyUser",\n "subscribe": "type = \\"identify\\"",\n "mapping": {\n  "email_address": {\n   "@path": "$.traits.email"\n  }\n }\n}', "f:11: holds the same JSON document twice, as if pasted once too often; delete the second, which begins here"),
    "lines": ("mapping", '{"name": "x", "partnerAction": "identifyUser", "subscribe": "type = \\"identify\\"", "mapping": {"email_address": {"@path": "$.traits.email"}}}\n{"name": "y", "partnerAction": "identifyUser", "subscribe": "type = \\"identify\\"", "mapping": {"email_address": {"@path": "$.traits.email"}}}\n', "f:2: holds several JSON documents in a row, and the second begins here; put them into an array: jq -s . f > f.converted.json"),
    "fence, as mapping": ("mapping", '```json\n{"name": "x", "partnerAction": "identifyUser", "subscribe": "type = \\"identify\\"", "mapping": {"email_address": {"@path": "$.traits.email"}}}\n```\n', "f: has Markdown's ``` around it; keep only what is between those two lines"),
    "fence, as filter": ("filter", '```json\n{"name": "x", "partnerAction": "identifyUser", "subscribe": "type = \\"identify\\"", "mapping": {"email_address": {"@path": "$.traits.email"}}}\n```\n', "f: has Markdown's ``` around it; keep only what is between those two lines"),
    "fence, as workspace": ("workspace", '```json\n{"name": "x", "partnerAction": "identifyUser", "subscribe": "type = \\"identify\\"", "mapping": {"email_address": {"@path": "$.traits.email"}}}\n```\n', "f: has Markdown's ``` around it; keep only what is between those two lines"),
    "fence, as state": ("state", '```json\n{"name": "x", "partnerAction": "identifyUser", "subscribe": "type = \\"identify\\"", "mapping": {"email_address": {"@path": "$.traits.email"}}}\n```\n', "f: has Markdown's ``` around it; keep only what is between those two lines"),
    "fence, as events": ("events", '```json\n{"name": "x", "partnerAction": "identifyUser", "subscribe": "type = \\"identify\\"", "mapping": {"email_address": {"@path": "$.traits.email"}}}\n```\n', "f:2: is a saved mapping, which is given with -m"),
    "text around": ("mapping", 'Here it is:\n{\n "name": "x",\n "partnerAction": "identifyUser",\n "subscribe": "type = \\"identify\\"",\n "mapping": {\n  "email_address": {\n   "@path": "$.traits.email"\n  }\n }\n}\nThanks\n', "f:1: has other text around its JSON, which is on the lines 2 to 11; keep that alone"),
    "text around several": ("events", 'Raw\n{\n "type": "identify",\n "userId": "u1"\n}\nRaw\n{\n "type": "identify",\n "userId": "u2"\n}\n', "f:1: has other text around its JSON, which is on the lines 2 to 5, 7 to 10; keep that alone"),
    "text around a line": ("mapping", 'Here it is:\n{"name": "x", "partnerAction": "identifyUser", "subscribe": "type = 1"}\nBye\n', "f:1: has other text around its JSON, which is on line 2; keep that alone"),
    "text between lines": ("mapping", '{"name": "x", "partnerAction": "identifyUser"}\n---\n{\n "name": "y", "partnerAction": "identifyUser"}\n', "f:1: has other text around its JSON, which is on the lines 1, 3 to 4; keep that alone"),
    "merge, as mapping": ("mapping", '{\n<<<<<<< HEAD\n"a": 1\n=======\n"a": 2\n>>>>>>> b\n}', "f:2: has marks that Git left of a merge; keep one of the two versions, without these marks"),
    "merge, as filter": ("filter", '{\n<<<<<<< HEAD\n"a": 1\n=======\n"a": 2\n>>>>>>> b\n}', "f:2: has marks that Git left of a merge; keep one of the two versions, without these marks"),
    "merge, as workspace": ("workspace", '{\n<<<<<<< HEAD\n"a": 1\n=======\n"a": 2\n>>>>>>> b\n}', "f:2: has marks that Git left of a merge; keep one of the two versions, without these marks"),
    "merge, as state": ("state", '{\n<<<<<<< HEAD\n"a": 1\n=======\n"a": 2\n>>>>>>> b\n}', "f:2: has marks that Git left of a merge; keep one of the two versions, without these marks"),
    "merge, as events": ("events", '{\n<<<<<<< HEAD\n"a": 1\n=======\n"a": 2\n>>>>>>> b\n}', "f:2: has marks that Git left of a merge; keep one of the two versions, without these marks"),
    "twice": ("mapping", '"{\\"name\\": \\"x\\", \\"partnerAction\\": \\"identifyUser\\", \\"subscribe\\": \\"type = \\\\\\"identify\\\\\\"\\", \\"mapping\\": {\\"email_address\\": {\\"@path\\": \\"$.traits.email\\"}}}"', "f: is JSON inside of a JSON text, encoded twice; unpack it: jq -r . FILE > once.json"),
    "null": ("mapping", "null", "f: holds null alone; expected a mapping as JSON"),
    "number": ("filter", "5", "f: holds a number alone; expected destination filters as JSON"),
    "text": ("mapping", '"x"', "f: holds a string alone; expected a mapping as JSON"),
    "cut": ("mapping", '{\n "name": "x",\n "partnerAction": "identifyUser",\n "subscrib', "f:4: ends in the middle: it is cut off, or is still being written (not JSON: found a \" that is not closed, expected another \" at the end of the text, column 2)"),
    "zeros, as mapping": ("mapping", '\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00', "f: begins with zero bytes; the content is lost, as after a crash: get the file again"),
    "zeros, as filter": ("filter", '\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00', "f: begins with zero bytes; the content is lost, as after a crash: get the file again"),
    "zeros, as workspace": ("workspace", '\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00', "f: begins with zero bytes; the content is lost, as after a crash: get the file again"),
    "zeros, as state": ("state", '\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00', "f: begins with zero bytes; the content is lost, as after a crash: get the file again"),
    "zeros, as events": ("events", '\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00', "f: begins with zero bytes; the content is lost, as after a crash: get the file again"),
    "words, as mapping": ("mapping", "hello world", "f:1: begins with 'hello world', which is not JSON; expected a mapping as JSON"),
    "words, as state": ("state", "hello world", "f:1: begins with 'hello world', which is not JSON; expected a state as JSON"),
    "words below": ("filter", "\n\n  hello world \nand more\n", "f:3: begins with 'hello world', which is not JSON; expected destination filters as JSON"),
    "half a word": ("mapping", "tru", "f:1: begins with 'tru', which is not JSON; expected a mapping as JSON"),
    "broken YAML": ("mapping", "name: A\nrows:\n\t- b: c\n", "f:1: begins with 'name: A', which is not JSON; expected a mapping as JSON"),
    "half a text": ("mapping", '"abc', "f:1: ends in the middle: it is cut off, or is still being written (not JSON: found a \" that is not closed, expected another \" at the end of the text, column 1)"),
    "address": ("mapping", "https://api.segmentapis.com/destinations/x/subscriptions\n", "f: holds only a URL; save the response: curl ADDRESS > FILE"),
    "JavaScript, as mapping": ("mapping", "module.exports = {a: 1}", "f: is JavaScript; save the value as JSON.stringify writes it"),
    "JavaScript, as events": ("events", "module.exports = {a: 1}", "f: is JavaScript; save the value as JSON.stringify writes it"),
    "JavaScript that imports a name": ("mapping", "import a from \"./a.js\"\n", "f: is JavaScript; save the value as JSON.stringify writes it"),
    "JavaScript that imports several": ("mapping", "import {\n  a,\n} from \"./a\"\n", "f: is JavaScript; save the value as JSON.stringify writes it"),
    "JavaScript that imports all": ("mapping", "import * as a from './a'\n", "f: is JavaScript; save the value as JSON.stringify writes it"),
    "JavaScript that imports for its effect": ("mapping", "import './a'\n", "f: is JavaScript; save the value as JSON.stringify writes it"),
    "TypeScript": ("mapping", "import type A from './a'\n", "f: is JavaScript; save the value as JSON.stringify writes it"),
    "JavaScript that exports": ("mapping", "export default {a: 1}\n", "f: is JavaScript; save the value as JSON.stringify writes it"),
    "source of Python": ("mapping", "import json, os\nx = 1\n", "f:1: begins with 'import json, os', which is not JSON; expected a mapping as JSON"),
    "variables of a shell": ("mapping", "export A=b\n", "f:1: begins with 'export A=b', which is not JSON; expected a mapping as JSON"),
    "table": ("mapping", "email,plan,name\na,b,c\n", "f: is a table (CSV); expected a mapping as JSON"),
    "script": ("mapping", "#!/bin/sh\necho\n", "f: is a script; expected a mapping as JSON"),
    "HCL, as workspace": ("workspace", 'resource "segment_destination_subscription" "x" {\n}\n', "f: is Terraform's HCL, which holds mappings and filters; give it with -m or --filters, with a name that ends in .tf"),
    "HCL, as state": ("state", 'resource "segment_destination_subscription" "x" {\n}\n', "f: is Terraform's HCL, which holds mappings and filters; give it with -m or --filters, with a name that ends in .tf"),
    "HCL, as events": ("events", 'resource "segment_destination_subscription" "x" {\n}\n', "f: is Terraform's HCL, which holds mappings and filters; give it with -m or --filters, with a name that ends in .tf"),
    "page": ("mapping", "email_address: $.traits.email\nuser_id: $.userId\n", 'f: is a mapping as Segment\'s page shows it (email_address: $.traits.email); in a file that is {"email_address": {"@path": "$.traits.email"}}; attio-harness pull --segment -o mapping.json fetches all of it, with a token in SEGMENT_TOKEN'),
    "page's table, as mapping": ("mapping", "Event Fields\tAttio Fields\n$.traits.email\tEmail Address\n", 'f: is a mapping as Segment\'s page shows it (Email Address: $.traits.email); in a file that is {"email_address": {"@path": "$.traits.email"}}; attio-harness pull --segment -o mapping.json fetches all of it, with a token in SEGMENT_TOKEN'),
    "page's table, as state": ("state", "Event Fields\tAttio Fields\n$.traits.email\tEmail Address\n", 'f: is a mapping as Segment\'s page shows it (Email Address: $.traits.email); in a file that is {"email_address": {"@path": "$.traits.email"}}; attio-harness pull --segment -o mapping.json fetches all of it, with a token in SEGMENT_TOKEN'),
    "page's arrows": ("mapping", "$.traits.email → Email Address", 'f: is a mapping as Segment\'s page shows it (Email Address: $.traits.email); in a file that is {"email_address": {"@path": "$.traits.email"}}; attio-harness pull --segment -o mapping.json fetches all of it, with a token in SEGMENT_TOKEN'),
    "page's lines": ("mapping", "Email Address\n$.traits.email\n\nUser ID\n$.userId\n", 'f: is a mapping as Segment\'s page shows it (Email Address: $.traits.email); in a file that is {"email_address": {"@path": "$.traits.email"}}; attio-harness pull --segment -o mapping.json fetches all of it, with a token in SEGMENT_TOKEN'),
    "Markdown's table": ("mapping", "| Email Address | $.traits.email |\n", 'f: is a mapping as Segment\'s page shows it (Email Address: $.traits.email); in a file that is {"email_address": {"@path": "$.traits.email"}}; attio-harness pull --segment -o mapping.json fetches all of it, with a token in SEGMENT_TOKEN'),
    "trigger, as mapping": ("mapping", 'type = "track" and event = "Signed Up"\n', 'f: is a condition alone; it is the `subscribe` of an object: {"subscribe": "type = \\"track\\" and event = \\"Signed Up\\"", "mapping": {…}}'),
    "trigger, as filter": ("filter", 'type = "track" and event = "Signed Up"\n', 'f: is a condition alone; it is the `if` of an object: {"if": "type = \\"track\\" and event = \\"Signed Up\\"", "actions": […]}'),
    "trigger, as events": ("events", 'type = "track" and event = "Signed Up"\n', "f: is a condition alone, which is the `subscribe` of a mapping or the `if` of a filter"),
    "trigger by function": ("mapping", 'contains(event, "x")', 'f: is a condition alone; it is the `subscribe` of an object: {"subscribe": "contains(event, \\"x\\")", "mapping": {…}}'),
    "trigger in words": ("mapping", "Event Type is Identify\n", 'f: is a trigger as Segment\'s page words it (“Event Type is Identify”); a file has it as {"subscribe": "type = \\"identify\\"", "mapping": {…}}'),
    "event in words": ("mapping", 'Event Name is "Signed Up"\n', 'f: is a trigger as Segment\'s page words it (“Event Name is "Signed Up"”); a file has it as {"subscribe": "event = \\"Signed Up\\"", "mapping": {…}}'),
}  # fmt: skip


@pytest.mark.parametrize("name", SAID)
def test_a_file_that_is_something_else_is_told_by_its_kind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    expected, text, said = SAID[name]
    monkeypatch.chdir(tmp_path)
    (tmp_path / "f").write_bytes(text.encode())
    with pytest.raises(InputError) as refused:
        READ[expected]("f")
    assert str(refused.value).removesuffix(STATE if expected == "state" else "") == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<html></html>", "f: is a web page, such as a form to sign in; expected recorded traffic"),
        ('{"errors": [{"type": "unauthorized"}]}', "f: is an error that Segment's Public API answered (unauthorized)"),
        ("{'a': 1}", "f:1: not JSON: text in ' ' (column 2)"),
        ("email_address: $.traits.email", "f: is a mapping as Segment's page shows it"),
        ("curl: (22) The requested URL returned error: 404", "f: is an error that was saved in place of a response"),
    ],
)
def test_what_is_no_recording_is_told_alike(text: str, said: str) -> None:
    with pytest.raises(InputError) as refused:
        recordings_of(text.encode(), "f")
    assert str(refused.value).startswith(said)


NOT_TOLD = {
    "an event with a message": '{"type": "log", "message": "Unauthorized", "userId": "u"}',
    "an event of an unknown type": '{"type": "error", "status": 500, "message": "x", "anonymousId": "a"}',
    "an event with reports in it": '{"type": "track", "event": "x", "properties": {"counts": 1, "findings": []}}',
    "an event that quotes a page": '{"type": "track", "event": "<html>", "properties": {"a": "$.traits.email"}}',
}


@pytest.mark.parametrize("name", NOT_TOLD)
def test_an_event_is_an_event_whatever_it_says(tmp_path: Path, name: str) -> None:
    (tmp_path / "e").write_text(NOT_TOLD[name] + "\n")
    assert [isinstance(one, SourceEvent) for one in read_events([str(tmp_path / "e")])] == [True]


def test_lines_with_slips_are_named_beside_events(tmp_path: Path) -> None:
    good = '{"type": "track", "event": "x", "userId": "u"}'
    (tmp_path / "e").write_text(f"{good}\n{{'type': 'track'}}\n{good},\n{good}\n")
    read = list(read_events([str(tmp_path / "e")]))
    assert [getattr(one, "why", "") for one in read] == [
        "",
        "not JSON: text in ' ' (column 2, and 1 more on this line), expected double quotes (\")",
        f"not JSON, but a line with an event before a comma; take it out: sed -e 's/,[[:space:]]*$//' {tmp_path / 'e'}",
        "",
    ]


@pytest.mark.parametrize("key", ["message", "error"])
@pytest.mark.parametrize("listed", [False, True])
def test_a_line_of_a_log_with_an_event_as_its_message_is_no_error_of_an_api(
    key: str, listed: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    line = {key: json.dumps({"type": "track", "event": "A", "userId": "u"})}
    Path("e.json").write_text(json.dumps([line] if listed else line), "utf-8")
    (unread,) = read_events(["e.json"])
    assert isinstance(unread, Unreadable)
    text = f'.{key} | strings | select(startswith("{{")) | fromjson'
    filter = f"{'.[] | ' if listed else ''}if .type then . else {text} end"
    assert unread.why.endswith(f"an event inside `{key} (JSON text)`; unwrap it: jq -c '{filter}' e.json")


def test_yaml_with_a_mistake_is_told_as_yaml(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("f.yaml").write_text("if: all\nactions: {@type: DROP}\n")
    with pytest.raises(InputError) as refused:
        read_filters(["f.yaml"], [])
    assert str(refused.value) == (
        'f.yaml:2: is YAML with a mistake here: found a key that begins with @, expected it in quotes: "@type"; once that is '
        "corrected, yq makes destination filters as JSON: yq -o=json . f.yaml > f.converted.json"
    )


def test_braces_on_a_line_of_their_own_are_no_text_around_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("w.yaml").write_text('name:\n  {"a": "something that is longer"}\nobjects: @x\n')
    with pytest.raises(WorkspaceError, match=r"w.yaml:3:10: found a value that begins with @"):
        load_workspace("w.yaml")
