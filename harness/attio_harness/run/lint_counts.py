"""How many errors and warnings lint finds in the mappings of a run. `attio-harness lint` says what they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attio_emulator import Workspace

from attio_harness.errors import InputError
from attio_harness.inputs.subscription import LocatedSubscription
from attio_harness.lint import lint
from attio_harness.lint.findings import counts

__all__ = ["lint_counts"]


def lint_counts(sources: Sequence[LocatedSubscription], workspace: Workspace) -> Mapping[str, int]:
    """How many `errors`, `warnings` and `notes` lint has for the subscriptions of a run.

    If a subscription that is not enabled cannot be linted, all that are not enabled are left out: the run does not use them.
    """
    try:
        findings = lint(sources, workspace)
    except InputError:
        enabled = [one for one in sources if one.enabled]
        findings = lint(enabled, workspace) if enabled else []
    return {f"{severity}s": count for severity, count in counts(findings).items()}
