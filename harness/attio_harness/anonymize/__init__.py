"""Events without the people in them: the same shapes and the same verdicts, with fakes that agree with one another.

`knowledge` reads what a mapping asks of events, `plan` decides from it what stays, `texts` and `words` make the replacements for
the rest, `events` goes through an event, `verdicts` compares the results of both. Nothing here reads or writes a file.
"""

from __future__ import annotations

from attio_harness.anonymize.events import Anonymizer, TooDeep
from attio_harness.anonymize.knowledge import Knowledge, knowledge_of
from attio_harness.anonymize.tally import Summary

__all__ = ["Anonymizer", "Knowledge", "Summary", "TooDeep", "knowledge_of"]
