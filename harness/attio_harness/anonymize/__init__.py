"""Events without the people in them: the same shapes, with fakes that agree with one another, and the same verdicts.

`knowledge` reads what a mapping asks of events, `plan` decides by it what stays, `texts` and `words` make what takes the place of
the rest, `events` goes through an event, `verdicts` compares what becomes of both. Nothing here reads or writes a file.
"""

from __future__ import annotations

from attio_harness.anonymize.events import Anonymizer, TooDeep
from attio_harness.anonymize.knowledge import Knowledge, knowledge_of
from attio_harness.anonymize.tally import Summary

__all__ = ["Anonymizer", "Knowledge", "Summary", "TooDeep", "knowledge_of"]
