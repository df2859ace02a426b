"""What lint says of the way triggers are written, against the engine that runs them."""

from __future__ import annotations

from typing import Any

import pytest
from attio_harness.inputs.event import TYPES
from attio_harness.lint.quirks import quirks_of
from attio_harness.lint.trigger import Trigger
from hypothesis import given, settings
from hypothesis import strategies as st
from segment_actions import fql

from tests.examples import examples


def test_a_member_of_a_text_is_told_with_what_stands_at_the_top_of_an_event() -> None:
    asked = 'event.type = "identify" and userId.length > 3'
    assert [(one.message, one.hint) for one in Trigger(asked).quirks] == [
        (
            "event.type is read as event, which is a text and has no members: Segment silently skips the rest.",
            "Write type.",
        ),
        (
            "userId.length is read as userId, which is a text and has no members: Segment silently skips the rest.",
            "Ask for userId itself, or for something under properties, traits or context.",
        ),
    ]
    assert fql.matches(asked, {"type": "track", "event": "identify", "userId": 4})


def test_a_blank_in_a_name_is_told_with_how_it_is_written() -> None:
    for trigger in ('traits.first name = "x"', 'type = "track" and traits.first name != null'):
        (quirk,) = [one for one in Trigger(trigger).quirks if one.name == "trigger-unknown-operator"]
        assert "'name' stands where the operator belongs" in quirk.message
        assert quirk.hint.endswith("traits.first\\ name.")


@pytest.mark.parametrize(
    ("text", "hints"),
    [
        ('type = "track" and properties != null', ["Ask for a member, as in properties.plan != null, or leave the clause out."]),
        ('type = "track" and context = true', ["Ask for a member, as in context.page.url != null, or leave the clause out."]),
        # not also what would be written if the object could be asked for
        ('properties exists and type = "track"', ["Ask for a member, as in properties.plan != null, or leave the clause out."]),
        ("traits is not null", ["Ask for a member, as in traits.plan != null, or leave the clause out."]),
        ("event not_exists", ['Ask for type != "track": only track events have an event.']),
        ('type = "track" and properties', ['Finish the clause, as in properties.plan = "…".']),
        ('contains(traits_plan, "x")', ["Write a member of traits with a dot, as in traits.plan."]),
        ("traits.plan exists", ["Write traits.plan != null."]),
        ("traits.plan not_exists", ["Write traits.plan = null."]),
        ("traits.vip is_true", ["Write traits.vip = true."]),
        ("traits.plan exists at all", ["Write traits.plan != null."]),
        ("traits.plan is null", ["Write traits.plan = null."]),
        ("traits.plan is not null", ["Write traits.plan != null."]),
        ("traits.plan is not", ['Write !=, as in traits.plan != "…", or traits.plan != null for what is there.']),
        ("traits.plan not", ['Write !=, as in traits.plan != "…", or traits.plan != null for what is there.']),
        ("traits.plan isnt pro", ['Write traits.plan != "pro".']),
        ("traits.plan is traits.tier", ['Write =, as in traits.plan = "…", or traits.plan != null for what is there.']),
        ("traits.plan is traits.tier = 5", ['Write =, as in traits.plan = "…", or traits.plan != null for what is there.']),
        ('traits.plan is one of "a"', ['Write traits.plan = "a".']),
        ("traits.plan is 'pro'", ['Write traits.plan = "pro".']),
        ("traits.plan is Pro Plan", ['Write traits.plan = "Pro Plan".']),
        ('traits.plan is not Pro userId = "x"', ['Write traits.plan != "Pro".']),
        ("traits.plan is pro contains(event, \"a\")", ['Write traits.plan = "pro".']),
        ("traits.plan is != pro", ['Write traits.plan != "pro".']),
        ("traits.plan is not = pro", ['Write traits.plan != "pro".']),
        ("traits.plan is pro type = 5", ['Write traits.plan = "pro".']),
        ("traits.plan is pro seats = 5", ["Write traits.plan = \"pro\".", "Leave the clause out, or ask for something under properties, traits or context."]),
        ("traits.seats is >= 5", ["Write traits.seats >= 5."]),
        ("traits.seats is not greater than 5", ["Write traits.seats <= 5."]),
        ("traits.seats not less than 5", ["Write traits.seats >= 5."]),
        ("traits.since before 2024-01-01", ["< compares only numbers: write one, as in traits.since < 5."]),
        ("traits.plan is not empty", ["Write traits.plan != null."]),
        ("traits.plan is not set or userId isNull", ["Write traits.plan = null.", "Write userId = null."]),
        ("traits.plan does not exist", ["Write traits.plan = null."]),
        ("traits.seats is greater than or equal to 5", ["Write traits.seats >= 5."]),
        ('traits.seats lt "5"', ["< compares only numbers: write one, as in traits.seats < 5."]),
        ("event does not exist", ['Ask for type != "track": only track events have an event.']),
        ('event not in ("a", "b")', ['Write (event != "a" and event != "b").']),
        ('event IN ("a", "b")', ['Write (event = "a" or event = "b").']),
        ('event not contains "x"', ['Write !contains(event, "x").']),
        ('event is not "x"', ['Write event != "x".']),
        ("traits.vip is true", ["Write traits.vip = true."]),
        ("event starts_with Order Completed", ['Write text of several words in double quotes: event starts_with "Order Completed".']),
        ("traits.seats >= NULL", [">= compares only numbers: write one, as in traits.seats >= 5."]),
        ('type = \\"track\\"', ['Write "track" without backslashes.']),
        ('event = \\"Order Completed\\"', ['Write text of several words in double quotes: event = "Order Completed".']),
        ('match(event, \\"Order*\\")', ["Write the double quotes without backslashes before them."]),
    ],
)  # fmt: skip
def test_advice_on_a_quirk(text: str, hints: list[str]) -> None:
    assert [one.hint for one in Trigger(text).quirks] == hints


@pytest.mark.parametrize(
    ("trigger", "word", "hint"),
    [
        ("traits.answer = no", "no", 'Write it in double quotes: traits.answer = "no".'),
        ('type = "identify" and traits.via != ad', "ad", 'Write it in double quotes: traits.via != "ad".'),
        ("traits.seats > nul", "nul", "> compares only numbers: write one, as in traits.seats > 5."),
    ],
)
def test_a_last_word_of_which_segment_reads_one_letter_is_told(trigger: str, word: str, hint: str) -> None:
    """The lexer looks ahead for `null`, `and` or `or`, and loses what it read at the end of the text."""
    (quirk,) = Trigger(trigger).quirks
    assert (quirk.name, quirk.hint) == ("trigger-ignored-word", hint)
    assert f"compared only with {word[0]}: " in quirk.message


@pytest.mark.parametrize(
    ("trigger", "name"),
    [
        ("traits.a isNotNull", "unreadable"),
        ("traits.a isNull or userId = 1", "unreadable"),
        ("traits.a is 1", "unknown-operator"),
    ],
)
def test_what_a_comparison_in_words_does_is_told(trigger: str, name: str) -> None:
    (quirk,) = Trigger(trigger).quirks
    assert quirk.name == f"trigger-{name}"


def test_of_a_last_word_one_letter_is_read() -> None:
    assert not fql.matches("traits.answer = no", {"type": "identify", "traits": {"answer": "no"}})
    assert fql.matches("traits.answer = no", {"type": "identify", "traits": {"answer": "n"}})


@pytest.mark.parametrize("end", ["no ", "n", "n ", "a\n", "none", "on", '"no"', "no\n", "on and userId != null"])
def test_a_last_word_that_is_read_whole_is_not_told_of(end: str) -> None:
    assert not Trigger(f"traits.answer = {end}").quirks


def test_a_quote_that_a_backslash_does_not_keep_is_told_as_such() -> None:
    for trigger in ('event = "say \\"hi\\""', 'event = "a\\"b" and traits.seats ~ 5', 'event = "say \\"hi\\" twice"'):
        quirks = Trigger(trigger).quirks
        assert quirks, trigger
        for quirk in quirks:
            assert quirk.hint.startswith("No text can have a double quote in it"), (trigger, quirk)


@pytest.mark.parametrize(
    ("text", "quirks"),
    [
        ('type = "track" and event = "Signed Up"', []),
        ('(type = "track" or type = "page") and userId != null', []),
        ('type = "track" and !contains(event, "Order")', []),
        ('type = "track" and match(event, "*Completed")', []),
        ('type = "track" and properties.items.\\0.sku = "x"', []),
        ("properties.vip = true and type = track", []),
        ("type = track userId = u1", []),
        ("event = Order Completed", ["trigger-ignored-word"]),
        ("event = Step 2 and type = track", ["trigger-ignored-word"]),
        ("event = Signed Up AND type = track", ["trigger-ignored-word", "trigger-ignored-word"]),
        ('event = Signed anonymousId = "x"', ["trigger-unknown-field"]),
        ("", ["trigger-unreadable"]),
        ("()", ["trigger-unreadable"]),
        ("and", ["trigger-unreadable"]),
        ("(or)", ["trigger-unreadable"]),
        ("type", ["trigger-unreadable"]),
        ("type =", ["trigger-unreadable"]),
        ('type!="x"', ["trigger-unreadable"]),
        ('a !="x"', ["trigger-unreadable"]),
        ('type = "track" && event = "x"', ["trigger-unreadable"]),
        ("properties.seats>5", ["trigger-unreadable"]),
        ('type = track\r\nand event = "x"', ["trigger-unreadable"]),
        ('type = "track"\r\nand event = "x"', ["trigger-ignored-word", "trigger-ignored-word"]),
        ('type = "track") and event = "x"', ["trigger-ignored-word"]),
        ('type = "track" and event != null', ["trigger-null-as-text"]),
        ("type = null", ["trigger-null-as-text"]),
        ('type = "track" and userId != null', []),
        ('type = "track', ["trigger-unreadable"]),
        ('(type = "track"', ["trigger-unreadable"]),
        ("contains(event)", ["trigger-unreadable"]),
        ('event.type = "identify"', ["trigger-unknown-field"]),
        ('type = "identify" and event.traits.email != null', ["trigger-unknown-field"]),
        ('event.type == "identify"', ["trigger-unknown-field", "trigger-unknown-operator"]),
        ("userId.length > 3", ["trigger-unknown-field"]),
        ("type = (", ["trigger-unreadable"]),
        ("properties.seats <=5", ["trigger-unknown-operator"]),
        ('type == "track"', ["trigger-unknown-operator"]),
        ('event startsWith "x"', ["trigger-unknown-operator"]),
        ('event CONTAINS "x"', ["trigger-unknown-operator"]),
        ('event not contains "x"', ["trigger-unknown-operator"]),
        ('event in ["a","b"]', ["trigger-unknown-operator"]),
        ('type = "track" and anonymousId = "x"', ["trigger-unknown-field"]),
        ('groupId = "x"', ["trigger-unknown-field"]),
        ('type = "track" and contains(type, "x")', ["trigger-unknown-field"]),
        ('type = "track" and integrations.Attio = true', ["trigger-unknown-field"]),
        ('lowercase(event) = "x"', ["trigger-unknown-function"]),
        ("type = 'track' and event = 'x'", ["trigger-single-quotes", "trigger-single-quotes"]),
        ("contains(event, 'x')", ["trigger-single-quotes"]),
        ('type = "track" AND event = "x"', ["trigger-ignored-word"]),
        ('not contains(event, "x")', ["trigger-ignored-word"]),
        ('type = "track" or(event = "x")', ["trigger-ignored-word"]),
        ('!(type = "track")', ["trigger-ignored-not"]),
        ("!traits.vip = true", ["trigger-ignored-not"]),
        ('type = "track" and event = "a" or event = "b"', ["trigger-mixed-and-or"]),
        ('((type = "track"))', ["trigger-nested-parentheses"]),
        ('(contains(event, "x") or type = "track") and userId = "u"', ["trigger-function-in-parentheses"]),
        ('match(event, "gold")', ["trigger-match-without-star"]),
        ('match(event, "*a*")', ["trigger-match-without-star"]),
        ('match(event, "*")', ["trigger-match-without-star"]),
        ('properties.items[0].sku = "x"', ["trigger-array-index"]),
        ('properties.items.0.sku = "x"', ["trigger-array-index"]),
        ("properties.items.0 = 5", ["trigger-array-index"]),
        ("properties.0 = 5", ["trigger-array-index"]),
        ('type = "track" and properties != null', ["trigger-unknown-field"]),
        ('type = "identify" and contains(traits, "pro")', ["trigger-unknown-field"]),
        ('type = "identify" and contains(traits_plan, "pro")', ["trigger-unknown-field"]),
        ('type = "track" and properties.plan exists', ["trigger-unreadable"]),
        ('properties.plan exists and event = "x"', ["trigger-unreadable"]),
        ('(properties.flag is_true) or event = "x"', ["trigger-unreadable"]),
        ('type = \\"track\\" and event = \\"x\\"', ["trigger-single-quotes", "trigger-single-quotes"]),
        ('contains(event, \\"x\\")', ["trigger-single-quotes"]),
        ('event = "C:\\" and userId = "u"', []),
    ],
)
def test_quirks(text: str, quirks: list[str]) -> None:
    assert [one.name for one in Trigger(text).quirks] == quirks


@pytest.mark.parametrize(
    ("text", "event", "matches"),
    [
        ('type!="alias"', {"type": "track"}, False),
        ('type = "track" and anonymousId != null', {"type": "track"}, True),
        ('type = "track" and length(event) > 5', {"type": "track", "event": "Signed Up"}, False),
        ('type = "track" and anything(userId = "u")', {"type": "track", "userId": "v"}, False),
        ('type != "page" and event != null', {"type": "identify"}, True),
        ("userId != null", {"type": "identify"}, False),
        ('type = "track"\r\nand event = "x"', {"type": "track", "event": "y"}, True),
        ("type = 'track'", {"type": "track"}, False),
        ('type = "track" OR type = "page"', {"type": "page"}, False),
        ('!(type = "track")', {"type": "track"}, True),
        ('type = "track" and event = "a" or event = "b"', {"type": "page", "event": "b"}, True),
        ('type = "track" and (contains(event, "Order") or event = "Refund")', {"type": "page", "event": "x"}, False),
        ('type = "track" and (contains(event, "Order") or event = "Refund")', {"type": "page", "event": "Refund"}, True),
        ('match(event, "Order")', {"type": "track", "event": "Reorder"}, True),
        ('match(event, "Order")', {"type": "track", "event": "Order Completed"}, False),
        ('properties.products.0.sku = "A"', {"type": "track", "properties": {"products": [{"sku": "A"}]}}, False),
        ('properties.products.\\0.sku = "A"', {"type": "track", "properties": {"products": [{"sku": "A"}]}}, True),
        ('properties.plan != "Free"', {"type": "track"}, True),
        ("properties.seats != 5", {"type": "track"}, False),
        ("properties != null", {"type": "track", "properties": {"plan": "pro"}}, False),
        ("properties != null", {"type": "track", "properties": {"properties": 1}}, True),
        ('contains(traits_plan, "pro")', {"type": "identify", "traits": {"traits_plan": "pro"}}, True),
        ('contains(traits_plan, "pro")', {"type": "identify", "traits_plan": "pro"}, False),
        ('type = \\"track\\"', {"type": "track"}, False),
        ('event = "say \\"hi\\""', {"type": "track", "event": 'say "hi"'}, False),
        ('properties.plan exists or event = "x"', {"type": "track", "event": "y", "properties": {"plan": 1}}, False),
        ('event starts_with "Order Completed"', {"type": "track", "event": "Order Completed Twice"}, True),
    ],
)  # fmt: skip
def test_what_is_said_of_a_quirk_is_what_the_engine_does(text: str, event: dict[str, Any], matches: bool) -> None:
    assert fql.matches(text, event) is matches


@pytest.mark.parametrize(
    ("text", "met", "unmet"),
    [
        ('event contains "Order"', "My Order", "Refund"),
        ('event not_contains "Order"', "Refund", "My Order"),
        ('event starts_with "Order"', "Order Completed", "My Order"),
        ('event not_starts_with "Order"', "My Order", "Order Completed"),
        ('event ends_with "Order"', "My Order", "Order Completed"),
        ('event not_ends_with "Order"', "Order Completed", "My Order"),
        ("event exists true", "Order", None),
        ("event not_exists true", None, "Order"),
        ("event number_equals 5", 5, 6),
        ("event is_true true", True, False),
    ],
)
def test_the_words_that_conditions_have_inside_are_operators_too(text: str, met: Any, unmet: Any) -> None:
    """As in the published package, 3.37.0: `event contains "Order"` is true of events that have it, and nothing is wrong with it."""
    trigger = Trigger(text)
    assert (trigger.sound, trigger.quirks, trigger.conflict) == (True, (), None)
    assert fql.matches(text, {"type": "track", "event": met})
    assert not fql.matches(text, {"type": "track", "event": unmet})


OR_IS_LOOSE = (
    "`or` joins nothing: a condition is missing before or after it.",
    "Write the condition that is missing, or take `or` out.",
)
NEGATES = 'Write ! right before contains( or match(, as in !contains(event, "Order"), or take it out.'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('type = "identify" or', [OR_IS_LOOSE]),
        ('or type = "identify"', [OR_IS_LOOSE]),
        ('type = "identify" or or type = "track"', [OR_IS_LOOSE]),
        ('type = "identify" and or event = "A"', [OR_IS_LOOSE]),
        ('type = "identify" and event = "A" or', [OR_IS_LOOSE]),
        ('type = "identify" and (event = "A" or)', [OR_IS_LOOSE]),
        ('type = "identify" and (or event = "A")', [OR_IS_LOOSE]),
        ('(type = "identify") or', [OR_IS_LOOSE]),
        ('contains(event, "A") or', [OR_IS_LOOSE]),
        ('type = "identify" and ()', [("The trigger has an empty group `()`, on which Segment's engine fails.", "Leave it out.")]),
        ('( ) or type = "identify"', [("The trigger has an empty group `()`, on which Segment's engine fails.", "Leave it out.")]),
        ('type = "identify" or (and)', [("The trigger has a group of which Segment reads nothing (it has no functions but contains() and match()), on which Segment's engine fails.", "Leave it out.")]),
        ('type = != "identify"', [("type =!= …: Segment reads '=!=' as two words, so the clause is never true.", "The operators are =, !=, <, <=, >, >=.")]),
        ('type != != "identify"', [("type !=!= …: Segment reads '!=!=' as two words, so the clause is always true.", "The operators are =, !=, <, <=, >, >=.")]),
        ('! contains(event, "A")', [("Segment cannot read the trigger (unexpected !) and discards all of it: it never matches.", NEGATES)]),
        ('type = "identify" and !', [("Segment cannot read the trigger (unexpected !) and discards all of it: it never matches.", NEGATES)]),
    ],
)  # fmt: skip
def test_what_is_left_over_of_a_trigger_is_told(text: str, said: list[tuple[str, str]]) -> None:
    assert [(one.message, one.hint) for one in Trigger(text).quirks] == said


def test_which_type_is_to_be_asked_for_where_one_is_compared_with_null() -> None:
    hints = [quirk.hint for quirk in Trigger("type = null and event != null").quirks]
    assert hints == [
        'Ask for the type that is meant, as in type = "identify".',
        'Ask for type = "track": only track events have an event.',
    ]


@settings(max_examples=examples(120, 3000))
@given(text=st.text(alphabet="typeandor =!<>()\"'\\.,[]0123 ", max_size=40))
def test_any_text_is_read_to_its_end(text: str) -> None:
    trigger = Trigger(text)
    assert trigger.sound or trigger.quirks
    assert set(trigger.types) <= set(TYPES)


@pytest.mark.parametrize(
    ("trigger", "begins", "hint"),
    [
        ("true", "true is", 'Write a condition, such as type = "identify", or'),
        ("all", "all is", 'Write a condition, such as type = "identify", or'),
        ('true and type = "track"', "The clause on true is", "Leave the clause out, or"),
        ('typ = "track"', "The clause on typ is", "Did you mean 'type'? Leave the clause out, or"),
        ('trait.plan = "Pro"', "The clause on trait.plan is", "Did you mean 'traits'? Leave the clause out, or"),
        ('groupId = "x"', "The clause on groupId is", "Leave the clause out, or"),
    ],
)
def test_a_field_is_proposed_for_its_own_name_alone(trigger: str, begins: str, hint: str) -> None:
    (found,) = quirks_of(trigger)
    assert found.message.startswith(f"{begins} silently skipped: ")
    assert found.hint == f"{hint} ask for something under properties, traits or context."


@pytest.mark.parametrize(
    ("called", "meant"),
    [
        ("matches", "Did you mean 'match'? "),
        ("containing", ""),
        ("length", ""),
        ("startsWith", 'Write match(event, "a*"). '),
    ],
)
def test_a_function_is_proposed_for_its_own_name_alone(called: str, meant: str) -> None:
    (found,) = quirks_of(f'type = "track" and {called}(event, "a")')
    assert found.hint == f"{meant}Only contains() and match() exist here."


_IN_QUOTES = 'Write double quotes before and after the text, as in type = "track".'


@pytest.mark.parametrize(
    ("trigger", "hint"),
    [
        ('type = "identify', _IN_QUOTES),
        ('type = identify"', _IN_QUOTES),
        ("event = it's", _IN_QUOTES),
        ('event = \'a" and type = "x"', _IN_QUOTES),
        ('contains(event, "Order)', _IN_QUOTES),
        ('event = "it\'s" and type = "track', _IN_QUOTES),
        ('event = "x"and type = "track', "Write a blank after the closing quote."),
        ('event = "x"1', "Write a blank after the closing quote."),
    ],
)
def test_a_text_without_its_other_quote_is_told_apart_from_one_with_a_word_behind(trigger: str, hint: str) -> None:
    (found,) = quirks_of(trigger)
    assert (found.name, found.hint) == ("trigger-unreadable", hint)


@pytest.mark.parametrize(
    ("text", "event", "hint"),
    [
        ("event = Order Completed", "Order Completed", 'Write text of several words in double quotes: event = "Order Completed".'),
        ("event = Step 2 b", "Step 2 b", 'Write text of several words in double quotes: event = "Step 2 b".'),
        ('match(event, "Order*ed")', "Order Completed", 'Write match(event, "Order*") and match(event, "*ed"): match accepts a star at one end only.'),
        ('match(event, "*der*ed")', "Order Completed", 'Write contains(event, "der") and match(event, "*ed"): match accepts a star at one end only.'),
        ('match(event, "*der*")', "Order Completed", 'Write contains(event, "der"): match accepts a star at one end only.'),
    ],
)  # fmt: skip
def test_what_is_to_be_written_instead_is_met(text: str, event: str, hint: str) -> None:
    (quirk,) = Trigger(text).quirks
    assert quirk.hint == hint
    written = quirk.hint.removeprefix("Write text of several words in double quotes: ").removeprefix("Write ")
    assert fql.matches(
        written.rpartition(": match accepts")[0] or written.removesuffix("."), {"type": "track", "event": event}
    )


@pytest.mark.parametrize(
    ("trigger", "words", "hint"),
    [
        ('type = "track" and event = Demo Booked', ("Demo", "Demo Booked"), 'event = "Demo Booked"'),
        ("event != Step 2 of Tour or type = page", ("Step", "Step 2 of Tour"), 'event != "Step 2 of Tour"'),
        ("(traits.plan = 5 Seats) and type = identify", ("5", "5 Seats"), 'traits.plan = "5 Seats"'),
        ("event = 5Orders", ("5", "5Orders"), 'event = "5Orders"'),
        ("properties.day = 2026-05-01", ("2026", "2026-05-01"), 'properties.day = "2026-05-01"'),
    ],
)
def test_a_value_of_several_words_without_quotes_is_told_to_take_them(
    trigger: str, words: tuple[str, str], hint: str
) -> None:
    """Only the first word is the value; the others were taken for fields that Segment does not know."""
    (found,) = quirks_of(trigger)
    assert found.name == "trigger-ignored-word"
    assert f" is compared only with {words[0]}: without quotes the rest of {words[1]} is" in found.message
    assert found.hint == f"Write text of several words in double quotes: {hint}."


def test_what_compares_numbers_alone_takes_no_text_of_several_words() -> None:
    (found,) = quirks_of("type = track and properties.day >= 2026-05-01")
    assert (
        found.message == "properties.day is compared only with 2026: without quotes the rest of 2026-05-01 is ignored."
    )
    assert found.hint == ">= compares only numbers: write one, as in properties.day >= 5."


@pytest.mark.parametrize("trigger", ["event = Demo type = track", "event = Demo and type = track", "event = Demo"])
def test_what_begins_another_clause_is_no_word_of_the_value(trigger: str) -> None:
    assert not list(quirks_of(trigger))


@pytest.mark.parametrize(
    "trigger",
    [
        "properties.plan = none",
        "properties.plan = true",
        'properties.plan = "NULL"',
        "event = True",
        'event = "a: b" and properties.url = "http://x#y"',
        'event contains "A"',
    ],
)
def test_a_text_or_a_word_that_may_be_meant_is_not_told_of(trigger: str) -> None:
    assert not list(quirks_of(trigger))


def test_texts_that_are_compared_with_nothing_are_told_together() -> None:
    texts = [f'"{number:050}"' for number in range(9)]
    (one,) = quirks_of(f"event = {' or '.join(texts)}")
    assert (one.name, one.more) == ("trigger-ignored-word", 8)
    assert one.message.startswith(f"{texts[1]}, {texts[2]}, ")
    assert one.hint == "Write the field again before each text, all in parentheses."
    # what comes after `and` is no text of the same list
    assert [quirk.more for quirk in quirks_of('event = "A" or "B" and type = "track"')] == [1]
