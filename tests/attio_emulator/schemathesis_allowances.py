"""Which findings of schemathesis are none, and why. `ALLOWANCES` is the whole list; how the checks run is in the test.

The document itself is corrected first: by what `contract.ALLOWANCES` lists (for responses), and by the statuses it forgets
(`FORGOTTEN`). Everything else that a check says has to match a row here: the check, the operation, the status, the code, and
the message of the refusal - where a refusal lists several things that are wrong, each of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["ALLOWANCES", "FORGOTTEN", "Allowance", "Finding", "Forgotten", "allowed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a check said: its name, the operation as METHOD /path, what was sent, and the answer's status, code, message.

    `said` is the check's own sentence.
    """

    check: str
    operation: str
    method: str
    status: int
    code: str = ""
    message: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """Findings that are none; the texts are regular expressions that have to match as a whole, or anywhere (`message`, `said`)."""

    id: str
    check: str
    reason: str
    operation: str = ".*"
    status: tuple[int, ...] = ()
    code: str = ".*"
    message: str = ""
    said: str = ""

    def covers(self, finding: Finding) -> bool:
        return bool(
            self.check == finding.check
            and (not self.status or finding.status in self.status)
            and re.fullmatch(self.operation, finding.operation)
            and re.fullmatch(self.code, finding.code)
            and re.search(self.message, finding.message)
            and re.search(self.said, finding.said)
        )


_ACCEPT = "positive_data_acceptance"
_NEGATIVE = "negative_data_rejection"


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """A status that operations answer and the document does not list; `operation` is a regular expression."""

    status: int
    operation: str
    reason: str


FORGOTTEN: tuple[Forgotten, ...] = (
    Forgotten(status=400, operation="(?!GET /v2/self|GET /scim).*", reason="every body and query is validated (observed)"),
    Forgotten(status=404, operation=r".*[{].*|.*(entries|notes|tasks|threads|meetings|comments|lists|webhooks|files|upload)",
              reason="what a path, query or body names may not be there; the document says so for some operations only"),
    Forgotten(status=409, operation="(POST|PATCH) /v2/webhooks.*", reason="a second equal webhook is refused (observed)"),
    Forgotten(status=409, operation="PATCH /v2/.*(lists|attributes).*", reason="a slug may be taken, as on creation"),
)  # fmt: skip


def _refused(id: str, reason: str, message: str, *, operation: str = ".*", code: str = "validation_type") -> Allowance:
    """A request that fits the schemas and is refused all the same, with 400."""
    return Allowance(
        id=id, check=_ACCEPT, reason=reason, operation=operation, status=(400,), code=code, message=message
    )


ALLOWANCES: tuple[Allowance, ...] = (
    # -- what the real API itself fails --
    Allowance(id="unsupported method", check="unsupported_method", status=(404,), code="not_found",
              message="^Could not find endpoint", reason="Attio answers 404, not 405, for a verb it does not have (observed)"),
    Allowance(id="no content has no type", check="content_type_conformance", status=(204,),
              operation="DELETE .*call_recordings.*", reason="a 204 has no body; the document gives it one"),
    Allowance(id="no content is no JSON", check="response_schema_conformance", status=(204,),
              operation="DELETE .*call_recordings.*", reason="a 204 has no body; the document gives it one"),
    Allowance(id="calls of the pages", check="unsupported_method", operation="GET /v2/(objects|lists)/[{].*/views",
              reason="views are made by POST, say Attio's pages, which are newer than the document"),
    Allowance(id="a word for an id", check="unsupported_method", status=(400,), code="validation_type", message="^(record|entry)_id: Invalid uuid$",
              operation="POST .*/(query|merge)", reason="with another verb, the word stands where the id of a record does"),
    # -- wrong requests that are taken --
    Allowance(id="query without a body", check=_NEGATIVE, status=(200,), operation="POST .*/query",
              said="Missing request body", reason="all members of the body are optional; no body is as {} (assumed)"),
    Allowance(id="a value alone", check=_NEGATIVE, status=(200,), operation="(POST|PUT|PATCH) .*(records|entries).*",
              said=r"Invalid component: in body - data -> (entry_)?values -> \w+: Incorrect type",
              reason="the schema has lists of values only; one value may stand alone, says the description, and null unsets (Segment's page)"),
    # -- right requests that are refused: the schema says less than the prose --
    _refused("unknown names", "a text that names something; no schema can say what there is",
             "not found|could not be found|Cannot find|No attribute was found|Unknown attribute slug|No .* was found",
             code="value_not_found|unknown_filter_attribute_slug"),
    _refused("lists of a filter", "a text that names a list, in a webhook's filter (documented)", "^Related list not found$",
             operation="(POST|PATCH) /v2/webhooks.*"),
    _refused("whose emails", "something has to be asked for, and both halves of it (documented)",
             r"^: Expected linked_object with|^(linked_object|linked_record_ids): (Required|Invalid uuid|String must contain)"
             "|^participants: Expected a valid email|^domain: Expected a domain|is a protected recipient", operation="GET /v2/emails"),
    _refused("both or neither", "parameters that go together, says their description",
             r"^(linked_object|linked_record_id|record_id|object|list|entry_id): Required$",
             operation="GET /v2/(meetings|tasks|threads)"),
    _refused("a record or an entry", "one of two pairs of parameters (recorded)", "^Query parameters must query either by", operation="GET /v2/threads"),
    _refused("pages", "a limit and an offset below the first one are integers for the schema (refusal assumed)",
             r"^(limit|offset): (Expected number, received string|Expected 1 to \d+|Number must be whole)"),
    _refused("timezone", "an IANA name, says the description", "^timezone: Expected an IANA timezone"),
    _refused("cursor", "only a cursor that was given out is one", "^cursor: Invalid cursor$"),
    _refused("moments", "a text for the schema, ISO 8601 for the prose", "Expected a moment as ISO 8601$"),
    _refused("slugs", "a text for the schema; what a slug may hold is assumed", "Expected a slug of letters",
             operation="(POST|PATCH) /v2/(objects|.*attributes.*|lists.*)"),
    _refused("empty texts", "names, titles and contents without a character (refusal assumed)",
             r"must contain at least 1 (character|element)\(s\)$"),
    _refused("the wrong kind of attribute", "options belong to selects, statuses to statuses (documented)",
             "^This attribute is not a (select|status) attribute.$", operation=".*/(options|statuses).*"),
    _refused("what Attio has itself", "standard objects and system activities stay (code documented, trigger assumed)",
             "^Cannot delete a System (object|activity)[.]$", operation="DELETE /v2/(objects|activities)/.*", code="system_edit_unauthorized"),
    _refused("slugs of activities", "as those of objects (assumed)",
             "Expected a slug of letters|^Cannot update the api_slug of a system activity", operation="(POST|PATCH) /v2/activities.*"),
    _refused("schemas of activities", "what an activity extends stays (documented)", "^The schema that an activity extends", operation="PATCH /v2/activities/.*"),
    _refused("system attributes", "what Attio defined cannot be changed (documented)",
             "^Cannot update a System attribute.$", operation="(POST|PATCH) .*attributes.*", code="system_edit_unauthorized"),
    _refused("attribute types", "what a type cannot be is said in prose",
             r"^Cannot set attribute as unique|cannot be (multiselect|created)|are not supported on objects|Default values are "
             "not supported|default value|A relationship needs|allowed_objects",
             operation="(POST|PATCH) .*attributes.*"),
    _refused("times of making", "moments for the schema, from 1970 to now for the prose (documented)",
             "^data/created_at: Expected a moment from 1970 on", operation="POST /v2/(notes|comments)"),
    _refused("format of a content", "content says how it is to be read, as in creating (assumed)", "^data/format: Required$", operation="PATCH /v2/notes/.*"),
    _refused("values", "any value fits the schema, only some the attribute", "^An invalid value|: Expected .*, found ",
             operation="(POST|PATCH|PUT) .*(records|entries|attributes).*"),
    _refused("times of a history", "moments for the schema, of the past and in their order for the prose (documented)",
             "^data/values/\\d+/active_(from|until): Expected a moment", operation="PUT .*attributes.*values"),
    _refused("values of a history", "one at a time, each once at a time, one that is required open (documented)", "",
             operation="PUT .*attributes.*values", code="multiple_values_for_single_value_attribute|duplicate_values|missing_value"),
    _refused("attributes without a written history", "relationships and what Attio fills (documented)", "^The history of attribute",
             operation="PUT .*attributes.*values", code="system_edit_unauthorized"),
    _refused("access of a list", "somebody keeps full access (documented)", "must have the level", operation=".* /v2/lists.*"),
    _refused("nothing to change", "an empty change is refused (documented)", "^You passed an empty payload",
             operation="PATCH /v2/(objects|activities)/.*"),
    _refused("standard slugs", "standard objects keep their slug (assumed)", "^Cannot update the api_slug of a standard",
             operation="PATCH /v2/objects/.*"),
    _refused("day or time", "start and end are dates when is_all_day and times when not; the schema allows any mixture",
             r"^data/(start|end)(/(date|datetime))?: ", operation="POST /v2/meetings"),
    _refused("intervals", "a value ends after it began (documented)", "active_until: Expected a moment after active_from$", operation="PUT .*/values"),
    _refused("a meeting backwards", "it ends after it starts (assumed)", "^A meeting cannot end before it starts", operation="POST /v2/meetings"),
    _refused("a meeting without people", "somebody takes part (documented)", "^No participants were provided", operation="POST /v2/meetings"),
    _refused("email addresses", "a text for the schema", "^Expected (a valid email address|an email address whose domain is not under the reserved [.][a-z]+), found ", operation="POST /v2/meetings"),
    _refused("records by value", "the schema has a placeholder where a slug goes",
             "^data/linked_records(/\\d+)?: (Invalid input|Expected a unique attribute|Expected target_object)|^Expected a unique attribute",
             operation="(POST|PATCH) /v2/tasks.*"),
    _refused("records by text", "a text that names a person by an address or a company by a domain (assumed)",
             "^Expected (a domain such as|a valid email address|an email address whose)", operation="(POST|PATCH) /v2/tasks.*"),
    _refused("filters", "a filter is any object for the schema", "", operation="POST .*/query",
             code="filter_error|missing_sort_field|(invalid|unknown)_filter_.*"),
    _refused("nothing to match with", "an assertion has a value for its matching attribute (observed)", "",
             operation="PUT .*records", code="missing_value|matching_attribute_definition_not_unique"),
    _refused("ids of a path", "texts for the schema; ids are UUIDs (reported)", r"^\w+_id: Invalid uuid$", operation=".*[{]\\w+_id.*"),
    _refused("ids of files", "texts for the schema; ids are UUIDs (the document's example is one)",
             "^(file_id|record_id|parent_folder_id): Invalid uuid$", operation=".* /v2/files.*"),
    _refused("folders", "a folder of the same record (assumed)", "is not a folder[.]$|belongs to another record[.]$", operation="POST /v2/files.*"),
    _refused("downloads", "a file with a content (assumed)", "cannot be downloaded[.]$", operation="GET /v2/files.*"),
    _refused("statements", "any text fits the schema, only one SELECT is answered (documented)", "", operation="POST /v2/sql", code="filter_error"),
    _refused("unsubscribed addresses", "a text for the schema; something else than an address cannot be written to (refusal assumed)",
             "^data/email_addresses/\\d+: Expected ", operation="POST /v2/sequences/.*"),
    _refused("a record and itself", "two ids for the schema, of two records (documented)", "^A record cannot be merged with itself[.]$",
             operation="POST .*/merge", code="self_merge"),
    _refused("inactive objects", "an admin activates them (observed)", "", code="standard_object_disabled"),
)  # fmt: skip


def allowed(finding: Finding, among: Iterable[Allowance] = ALLOWANCES) -> Allowance | None:
    """The first row that covers a finding; None where it is a failure."""
    return next((one for one in among if one.covers(finding)), None)
