"""One runtime: a subscription is compiled once whichever way its events come, and a changed one is another one."""

from __future__ import annotations

import math
from typing import Any

import pytest
import segment_actions.subscription
from attio_harness import check
from segment_actions import (
    MISSING,
    Action,
    Context,
    Destination,
    Exchange,
    FqlError,
    InputField,
    IntegrationError,
    MappingError,
    Subscription,
    compile_mapping,
)

EVENT = {"type": "track", "userId": "u", "n": 1}
TRACK = 'type = "track"'


def _perform(payload: dict[str, Any], context: Context) -> Exchange:
    return payload, context.raw_mapping
    yield


def _perform_batch(payloads: Any, context: Context) -> Exchange:
    return None
    yield


def destination(fields: Any = None, *, batches: bool = True) -> Destination:
    action = Action(
        slug="keep",
        title="Keep",
        fields=fields or {},
        perform=_perform,
        perform_batch=_perform_batch if batches else None,
    )
    return Destination(name="Kept", slug="kept", actions={"keep": action})


def settings(mapping: Any) -> dict[str, Any]:
    return {"subscription": {"partnerAction": "keep", "subscribe": TRACK, "mapping": mapping}}


def payload(of: Destination, given: dict[str, Any], event: Any = EVENT) -> Any:
    return of.on_event(event, given, lambda request: None)[-1]["data"][0]


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The mappings that a runtime compiled."""
    seen: list[Any] = []

    def count(mapping: Any, around: Any, **options: Any) -> Any:
        seen.append(mapping)
        return compile_mapping(mapping, around, **options)

    monkeypatch.setattr(segment_actions.subscription, "compile_mapping", count)
    return seen


def test_a_mapping_is_compiled_once_for_a_thousand_events(compiled: list[Any]) -> None:
    kept, given = destination(), settings({"id": {"@path": "$.userId"}})
    for number in range(1000):
        assert payload(kept, given, {**EVENT, "userId": f"u{number}"}) == {"id": f"u{number}"}
    (row,) = kept.on_batch([EVENT] * 1000, given, lambda request: None)
    assert [one["sent"] for one in row["multistatus"]] == [{"id": "u"}] * 1000
    assert compiled == [{"id": {"@path": "$.userId"}}]


@pytest.mark.parametrize("mode", ["single", "batch"])
def test_check_compiles_a_mapping_once(compiled: list[Any], mode: Any) -> None:
    mapping = {"email_address": {"@path": "$.email"}, "user_id": {"@path": "$.userId"}}
    subscription = {"partnerAction": "identifyUser", "subscribe": TRACK, "mapping": mapping}
    events = [{**EVENT, "email": f"a{number}@b.co", "userId": f"u{number}"} for number in range(1000)]
    report = check(events, [subscription], {"objects": [{"api_slug": "users", "active": True}]}, mode)
    assert report.verdicts == {"written": 1000}
    assert compiled == [mapping]


def test_settings_that_their_caller_changes_count_as_they_are() -> None:
    kept, given = destination(), settings({"a": {"b": {"@path": "$.n"}}})
    mapping = given["subscription"]["mapping"]
    assert payload(kept, given) == {"a": {"b": 1}}
    mapping["a"]["c"] = 2
    assert payload(kept, given) == {"a": {"b": 1, "c": 2}}
    del mapping["a"]
    mapping["d"] = {"@literal": [3]}
    assert payload(kept, given) == {"d": [3]}
    given["subscription"]["subscribe"] = 'type = "page"'
    assert kept.on_event(EVENT, given, lambda request: None) == [{"output": "not subscribed"}]
    given["subscription"]["partnerAction"] = "other"
    assert kept.on_event({"type": "page"}, given, lambda request: None) == []


def test_equal_values_of_other_types_and_orders_are_kept_apart(compiled: list[Any]) -> None:
    kept = destination()
    values: list[Any] = [
        1,
        True,
        1.0,
        "1",
        0.0,
        -0.0,
        None,
        [1],
        [True],
        "é",
        "\ud800",
        2**70,
        {"b": 1, "c": 2},
        {"c": 2, "b": 1},
    ]
    for value in [*values, *values]:
        made = payload(kept, settings({"a": value}))["a"]
        assert (repr(made), type(made)) == (repr(value), type(value))
    assert len(compiled) == len(values)


def test_values_that_no_json_has_are_mapped_as_they_are(compiled: list[Any]) -> None:
    kept = destination()
    for _ in range(2):
        assert math.isnan(payload(kept, settings({"a": math.nan}))["a"])
        assert payload(kept, settings({"a": MISSING, "b": 1})) == {"b": 1}
    assert len(compiled) == 3  # once with NaN, each time with what has no bytes


def test_a_mapping_that_contains_itself_is_refused_at_once_and_each_time() -> None:
    kept, mapping = destination(), dict[str, Any]()
    mapping |= {"a": mapping, "b": [mapping]}  # twice at each level: written out it would be endless
    for _ in range(2):
        with pytest.raises(MappingError, match="^/ is nested too deeply or contains itself.$"):
            payload(kept, settings(mapping))


def test_a_value_that_is_held_twice_is_compiled_as_one_that_is_written_twice(compiled: list[Any]) -> None:
    kept, shared = destination(), {"@path": "$.n"}
    assert payload(kept, settings({"a": shared, "b": shared})) == {"a": 1, "b": 1}
    assert payload(kept, settings({"a": {"@path": "$.n"}, "b": {"@path": "$.n"}})) == {"a": 1, "b": 1}
    assert len(compiled) == 1


def test_only_so_many_are_kept(compiled: list[Any]) -> None:
    kept = destination()
    for _ in range(2):
        for number in range(300):
            assert payload(kept, settings({"a": number})) == {"a": number}
    assert len(compiled) == 600


def test_an_action_is_handed_the_mapping_of_its_caller() -> None:
    kept, given = destination(), settings({"a": 1})
    for _ in range(2):
        _, raw = kept.on_event(EVENT, given, lambda request: None)[-1]["data"]
        assert raw is given["subscription"]["mapping"]


@pytest.mark.parametrize("batch", [False, True])
def test_an_action_is_handed_the_events_of_its_payloads_and_the_mapping(batch: bool) -> None:
    handed: list[Context] = []

    def perform(payload: Any, context: Context) -> Exchange:
        handed.append(context)
        return None
        yield

    action = Action(slug="keep", title="Keep", fields={}, perform=perform, perform_batch=perform)
    of = Destination(name="Kept", slug="kept", actions={"keep": action})
    mapping = {"n": {"@path": "$.n"}}
    if batch:
        of.on_batch([EVENT, {**EVENT, "n": 2}], settings(mapping), lambda request: None)
    else:
        of.on_event(EVENT, settings(mapping), lambda request: None)
    (context,) = handed
    assert context.raw_mapping == mapping
    assert context.payload == ([{"n": 1}, {"n": 2}] if batch else {"n": 1})
    assert context.raw_data == ([EVENT, {**EVENT, "n": 2}] if batch else EVENT)


@pytest.mark.parametrize(
    ("mapping", "message", "status"),
    [
        ({"a": {"@path": 1}}, "/a/@path should be a string", None),
        ({"@path": 1}, "/@path should be a string", 400),  # refused as a whole: Segment's ValidationError
    ],
)
def test_a_broken_mapping_fails_each_time_and_only_where_the_trigger_matches(
    mapping: Any, message: str, status: int | None
) -> None:
    kept, given = destination(), settings(mapping)
    assert kept.on_event({"type": "page"}, given, lambda request: None) == [{"output": "not subscribed"}]
    ways: Any = ((kept.on_event, EVENT), (kept.on_batch, [EVENT]))
    for deliver, data in ways * 2:
        with pytest.raises(MappingError, match=message) as refused:
            deliver(data, given, lambda request: None)
        assert refused.value.status == status


def test_a_mistake_that_shows_late_leaves_no_longer_trace_with_each_event() -> None:
    kept, given = destination(), settings({"@transform": {"apply": {"a": {"@path": 1}}, "mapping": {"b": 1}}})
    lengths = set()
    for _ in range(3):
        with pytest.raises(MappingError) as refused:
            kept.on_event(EVENT, given, lambda request: None)
        lengths.add(len(refused.traceback))
    assert len(lengths) == 1


def test_an_action_without_batches_says_so_before_a_word_about_the_mapping() -> None:
    with pytest.raises(IntegrationError, match="does not support batched requests"):
        destination(batches=False).on_batch([EVENT], settings({"a": {"@path": 1}}), lambda request: None)


def test_prepare_refuses_at_once() -> None:
    kept = destination()
    with pytest.raises(FqlError):
        kept.prepare(Subscription(partner_action="keep", subscribe="type"))
    with pytest.raises(MappingError) as refused:
        kept.prepare(Subscription(partner_action="keep", subscribe=TRACK, mapping={"a": {"@path": 1}}))
    assert refused.value.status is None
    with pytest.raises(KeyError):
        kept.prepare(Subscription(partner_action="other", subscribe=TRACK))


def test_the_steps_give_what_the_whole_way_gives() -> None:
    kept = destination({"id": InputField(type="string", required=True)})
    one = kept.prepare(Subscription(partner_action="keep", subscribe=TRACK, mapping={"id": {"@path": "$.n"}}))
    assert (one.matches(EVENT), one.matches({"type": "page"}), one.matches(None)) == (True, False, False)
    assert one.validate(one.transform(EVENT)) == {"id": "1"} == payload(kept, settings({"id": {"@path": "$.n"}}))
