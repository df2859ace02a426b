"""The numbers that a page says in a sentence are those of the code; numbers of tables and of answers are compared elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from attio_emulator.access.limits import READS, WRITES
from attio_emulator.access.oauth import CODE_LASTS
from attio_emulator.faces import webhooks
from attio_emulator.faults.happened import LONGEST_TRACE
from attio_emulator.faults.wrong import LONGEST
from attio_emulator.limits import DEFAULTS
from attio_emulator.resources.contents import LARGEST_FILE
from attio_emulator.shelf import AWAKE
from attio_emulator.webhooks.outbox import GIVE_UP
from attio_harness.assumptions import ASSUMPTIONS
from attio_harness.inputs import duplicates, spill, watched_files
from attio_harness.inputs.event_rules import LARGEST_EVENT
from attio_harness.inputs.times import TIMES
from attio_harness.local_segment import reload
from attio_harness.local_segment.intake import LARGEST_BATCH, MOST_EVENTS
from attio_harness.local_segment.repeats import WINDOW
from attio_harness.playground import evaluate
from attio_harness.playground.texts import EVENTS, MOST
from attio_harness.run.processes import AT_LEAST
from segment_actions import IntegrationError

DOCS = Path(__file__).parents[2] / "docs"
WORDS = {5: "five", 7: "seven", 10: "ten", 50: "fifty", 4: "four"}
DAY = 86_400


def text_of(page: str) -> str:
    return " ".join((DOCS / page).read_text("utf-8").split())


def default(assumption: str) -> float:
    return float(ASSUMPTIONS[assumption].choices[0])


SAID = [
    ("concepts/time.md", f"`{TIMES[0]}`, else `{TIMES[1]}`, else `{TIMES[2]}`"),
    ("delivery.md", f"has {default('delivery.deadline'):g} seconds for its whole response"),
    ("delivery.md", f"The next try is {default('delivery.retry_first'):g} seconds later, then 20, 40"),
    ("delivery.md", f"until {WORDS[int(default('delivery.retry_for') / 3600)]} hours have passed"),
    ("serve.md", f"after {default('delivery.retry_first'):g} seconds and then twice as long each time, for four hours"),
    ("serve.md", f"more than {LARGEST_EVENT // 1024} KB in a single call, {LARGEST_BATCH // 1024} KB in a batch"),
    ("serve.md", f"an event of more than {LARGEST_EVENT // 1024} KB in a batch"),
    ("serve.md", f"more than {MOST_EVENTS:,} events in a batch"),
    ("serve.md", f"within {WINDOW // 3_600_000} hours"),
    ("playground.md", f"up to {MOST['mapping']:,} characters of mapping and {EVENTS:,} events"),
    (
        "playground.md",
        f"{MOST['event']:,} characters of events, {MOST['workspace']:,} of workspace and {MOST['trigger']:,} of trigger",
    ),
    ("playground.md", f"{WORDS[evaluate._SHOWN]} of them at every stage"),
    ("watch.md", f"the last {reload._COMPARED:,} events"),
    ("plan.md", f"Attio's {WRITES} writes a second"),
    ("verify.md", f"{READS} reads and {WRITES} writes a second at most"),
    ("verify.md", f"a file of {LARGEST_FILE >> 20} MB"),
    ("scale.md", f"starts no other process below {AT_LEAST >> 20} MB"),
    ("scale.md", f"the last {duplicates._REMEMBERED:,} `messageId`s"),
    ("scale.md", f"at most {spill._TOGETHER} runs of sorted events"),
    ("scale.md", f"more than {spill._RUN * spill._TOGETHER:,} events do not come in their order"),
    ("scale.md", f"Up to {AWAKE:,} are objects"),
    ("security.md", f"the `messageId`s of the last {duplicates._REMEMBERED:,}"),
    ("reference/webhooks.md", f"does not answer within {WORDS[int(webhooks._PATIENCE)]} seconds"),
    ("reference/webhooks.md", f"after {WORDS[GIVE_UP // 1000 // DAY]} days `inactive`"),
    ("reference/webhooks.md", f"more than {DEFAULTS.webhook_queue:,} deliveries"),
    ("reference/oauth.md", f"A code is good for {WORDS[CODE_LASTS // 60_000]} minutes"),
    ("reference/emulator.md", f"the last {DEFAULTS.journal_requests:,} requests"),
    ("reference/faults.md", f"the newest {LONGEST_TRACE:,} rows"),
]


@pytest.mark.parametrize(("page", "said"), SAID)
def test_a_number_is_that_of_the_code(page: str, said: str) -> None:
    assert said in text_of(page)


def test_numbers_that_are_one() -> None:
    assert LONGEST == DAY
    assert "seconds before the response, at most a day" in text_of("reference/faults.md")
    assert watched_files._LOOKED_EVERY == 1
    assert "the command polls it every second" in text_of("watch.md")


def test_what_is_tried_again() -> None:
    again = [status for status in range(400, 600) if IntegrationError("", "", status).retried]
    assert again == [408, 423, 429, *(status for status in range(500, 600) if status != 501)]
    assert "408, 423, 429 and 5xx except 501 are retried" in text_of("delivery.md")
