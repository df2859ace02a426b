"""Objects that are misnamed, and records that nothing can be found by."""

from __future__ import annotations

from attio_emulator import Workspace
from attio_harness.inputs.mappings import locate_dict
from attio_harness.lint import lint


def test_the_default_object_of_assert_record_is_led_to_people() -> None:
    mapping = {"object": "person", "matching_attribute": "email_addresses", "attributes": {}}
    subscription = {"name": "x", "partnerAction": "assertRecord", "subscribe": 'type = "track"', "mapping": mapping}
    (finding,) = lint(locate_dict(subscription, ""), Workspace.standard())
    assert (finding.rule, finding.pointer) == ("AH001", "/mapping/object")
    assert finding.hint == "Use the slug 'people'. Its active objects are people, companies."


def test_no_record_is_found_by_what_takes_no_value() -> None:
    attributes = {"email_addresses": {"@path": "$.properties.email"}}
    mapping = {"object": "people", "matching_attribute": "record_id", "attributes": attributes}
    subscription = {"name": "x", "partnerAction": "assertRecord", "subscribe": 'type = "track"', "mapping": mapping}
    (finding,) = lint(locate_dict(subscription, ""), Workspace.standard())
    assert (finding.rule, finding.pointer) == ("AH009", "/mapping/matching_attribute")
    assert finding.hint == "Match on email_addresses, and map a value to it."


def test_a_mapping_that_is_one_directive_is_judged_as_far_as_it_can_be() -> None:
    mapping = {
        "__segment_internal_directive": {"@transform": {"apply": {"x": {"@path": "$.traits.x"}}}},
        "object": "nope",
    }
    subscription = {"name": "x", "partnerAction": "assertRecord", "subscribe": "type = 'track'", "mapping": mapping}
    assert [one.rule for one in lint(locate_dict(subscription, ""), Workspace.standard())] == ["AH306"]
