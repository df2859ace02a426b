"""What a run may write: only its own things. Everything else is refused here, before it is sent."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from attio_emulator.ids import is_uuid

from attio_harness.exchanges.answers import Answer
from attio_harness.verify.stage import MATCHES, Stage, record_id
from attio_harness.verify.steps import Ask

__all__ = ["Guard", "NotOwn"]

_RECORD = re.compile(r"/v2/objects/(?P<object>[^/]+)/records(?:/(?P<record>[^/]+))?")
_FILES = "/v2/files"
_OTHERS = ("file_id", "webhook_id", "entry_id")
"""IDs by which things other than records are named afterwards."""
_PLAIN = re.compile(r"(?:/(?!\.)[\w.-]+)+", re.ASCII)


class NotOwn(Exception):
    """A request that would write something that the run did not make: a probe's mistake, never sent."""


class Guard:
    """Lets a write pass only if it can touch nothing but what this run made.

    The scratch object and everything in it belong to the run. In standard objects, the run may create records whose values hold the
    marker, and change or delete records whose ID an answer to such a write told (or `own`).
    """

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self.made: dict[str, dict[str, None]] = {}
        """Object -> the IDs of the records made in it, in order."""

    def own(self, object: str, record: str) -> None:
        """Note that this run made a record."""
        self.made.setdefault(object, {})[record] = None

    def check(self, ask: Ask) -> None:
        """Let a request pass.

        Raises:
            NotOwn: it might write what this run did not make.
        """
        if ask.is_read:
            return
        # `..` and quoted slashes would lead to another path than the one read here
        if not _PLAIN.fullmatch(ask.path) or not self._is_own(ask):
            raise NotOwn(f"{ask.method} {ask.path} could write what this run did not make")
        foreign = [one for one in _texts([ask.body, ask.form]) if is_uuid(one) and not self._is_known(one)]
        if foreign:
            raise NotOwn(f"{ask.method} {ask.path} names {foreign[0]}, which this run did not make")

    def note(self, ask: Ask, answer: Answer) -> None:
        """Learn from the answer to a write what the write made."""
        if ask.is_read or not 200 <= answer.status < 300 or not isinstance(answer.data, dict):
            return
        found, identity = _RECORD.match(ask.path), answer.data.get("id")
        made = record_id(answer.data) or str(answer.data.get("new_record_id", ""))  # the second is of a merge
        if found is not None and made:
            self.own(found["object"], made)
        elif isinstance(identity, dict):
            for name in _OTHERS:
                if isinstance(identity.get(name), str):
                    self.own(name, identity[name])

    def _is_known(self, id: str) -> bool:
        return id in (self._stage.nobody, self._stage.member) or any(id in ids for ids in self.made.values())

    def _is_own(self, ask: Ask) -> bool:
        stage = self._stage
        if ask.path == "/v2/objects":
            return ask.method == "POST" and _data(ask).get("api_slug") in (stage.object, stage.other)
        if ask.path == "/v2/batch/records":
            rows = ask.body.get("assertions") if isinstance(ask.body, dict) else None
            return all(self._is_own_assertion(one) for one in rows) if isinstance(rows, list) else True
        if ask.path.split("/")[:4] in (["", "v2", "objects", one] for one in (stage.object, stage.other)):
            return self._refers_to_own(_data(ask))
        if ask.path == "/v2/lists":
            own = (_data(ask).get("api_slug"), _data(ask).get("parent_object")) == (stage.list, stage.object)
            return ask.method == "POST" and own
        if ask.path.split("/")[:4] == ["", "v2", "lists", stage.list]:
            return self._refers_to_own(_data(ask))
        if ask.path == "/v2/comments":
            where = _data(ask).get("record")
            return ask.method == "POST" and isinstance(where, dict) and where.get("object") == stage.object
        if ask.path.startswith("/v2/webhooks"):
            return self._is_own_webhook(ask)
        if ask.path == "/v2/activities":
            return ask.method == "POST" and _data(ask).get("api_slug") == stage.activity
        if ask.path == "/v2/notes":
            return ask.method == "POST" and _data(ask).get("parent_object") == stage.object
        if ask.path.split("/")[:4] == ["", "v2", "activities", stage.activity]:
            return self._refers_to_own(_data(ask))
        if ask.path.startswith(_FILES):
            return self._is_own_file(ask)
        return self._is_own_record(ask)

    def _is_own_webhook(self, ask: Ask) -> bool:
        if ask.method == "POST":
            return ask.path == "/v2/webhooks" and self._stage.marker in str(_data(ask).get("target_url"))
        _, _, id = ask.path.rpartition("/")
        return ask.method == "DELETE" and id in self.made.get("webhook_id", {})

    def _refers_to_own(self, data: Mapping[str, Any]) -> bool:
        """Whether an attribute, if this is one, refers only to the run's own objects: the other end is written too."""
        own = (self._stage.object, self._stage.other)
        other, config = data.get("relationship"), data.get("config")
        reference = config.get("record_reference") if isinstance(config, dict) else None
        allowed = reference.get("allowed_objects") if isinstance(reference, dict) else []
        named = [*(allowed if isinstance(allowed, list) else [allowed])]
        named += [other.get("object")] if isinstance(other, dict) else []
        return all(one in own for one in named)

    def _is_own_file(self, ask: Ask) -> bool:
        """Whether a file is for a record of the scratch object, whether or not Attio knows that record."""
        given = ask.form or (ask.body if isinstance(ask.body, dict) else {})
        return ask.method == "POST" and given.get("object") == self._stage.object

    def _is_own_record(self, ask: Ask) -> bool:
        found = _RECORD.fullmatch(ask.path)
        if found is None or found["object"] not in self._stage.standard or found["object"] not in MATCHES:
            return False
        object, record = found["object"], found["record"]
        values = _data(ask).get("values")
        if record is not None and record != "simple":
            return record in self.made.get(object, {}) and (ask.method == "DELETE" or self._are_own(values))
        if ask.method != "POST" and (ask.query or {}).get("matching_attribute") != MATCHES[object]:
            return False
        return self._is_marked(object, values)

    def _is_marked(self, object: str, values: Any) -> bool:
        """Whether values can only find or make a record of this run: the values to match by hold the marker."""
        if not isinstance(values, dict):
            return False
        matching = list(_texts(values.get(MATCHES[object])))
        # a nested assertion is judged by itself
        plain = {name: one for name, one in values.items() if not (isinstance(one, dict) and "values" in one)}
        return bool(matching) and all(self._stage.marker in one for one in matching) and self._are_own(plain)

    def _are_own(self, values: Any) -> bool:
        """Whether each text in the values of a standard object holds the marker or an ID of this run.

        This includes texts that refer to nothing: a title without the marker is refused too, which costs a probe nothing.
        """
        return isinstance(values, dict) and all(
            self._stage.marker in one or self._is_known(one) for one in _texts(values)
        )

    def _is_own_assertion(self, one: Any) -> bool:
        if not isinstance(one, dict):
            return True  # Attio refuses it in any case
        object, values = one.get("object"), one.get("values")
        nested = list(values.values()) if isinstance(values, dict) else []
        inner = [row for value in nested for row in (value if isinstance(value, list) else [value])]
        if not all(self._is_own_assertion(row) for row in inner if isinstance(row, dict)):
            return False
        if isinstance(object, str) and object in MATCHES and object in self._stage.standard:
            return one.get("matching_attribute") == MATCHES[object] and self._is_marked(object, values)
        # the scratch object, or one that cannot exist
        return object is None or (isinstance(object, str) and self._stage.marker in object)


def _data(ask: Ask) -> Mapping[str, Any]:
    data = ask.body.get("data") if isinstance(ask.body, dict) else None
    return data if isinstance(data, dict) else {}


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
