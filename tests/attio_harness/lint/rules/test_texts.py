"""A finding about a secret never shows it."""

from __future__ import annotations

from attio_emulator import Workspace
from attio_harness.inputs.mappings import locate_dict
from attio_harness.lint import lint


def test_the_secret_is_not_shown() -> None:
    secret = "sk_live_51H8abcdefghijklmnop"
    subscription = {
        "name": "x",
        "partnerAction": "assertRecord",
        "subscribe": 'type = "track"',
        "mapping": {
            "object": "people",
            "matching_attribute": "email_addresses",
            "attributes": {"email_addresses": {"@path": "$.properties.email"}, "description": f"key {secret}"},
        },
    }
    findings = lint(locate_dict(subscription, ""), Workspace.standard())
    assert [one.rule for one in findings] == ["AH111"]
    assert secret not in str(findings)
