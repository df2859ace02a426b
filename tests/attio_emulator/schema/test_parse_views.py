"""The saved views of a workspace file: there and back, and every mistake with its place."""

from __future__ import annotations

from typing import Any

import pytest
from attio_emulator import Workspace, WorkspaceError

from tests.attio_emulator.calls import Attio
from tests.attio_emulator.resources.schema_calls import good
from tests.attio_emulator.resources.test_views import NOBODY, WORKSPACE


def test_views_go_into_a_file_and_back() -> None:
    workspace = Workspace.from_dict(WORKSPACE)
    again = Workspace.from_dict(workspace.to_dict())
    assert again.objects["ships"].views == workspace.objects["ships"].views
    assert [one.title for one in again.objects["ships"].views.values()] == ["Heavy", "All", "Old", "Acme"]


def test_a_view_without_an_id_has_one_by_its_title() -> None:
    made = [
        Attio({"objects": [{"api_slug": "people", "views": [{"title": title}]}]}).ask("GET", "/v2/objects/people/views")
        for title in ("A", "A", "B")
    ]
    ids = [good(one)[0]["id"]["view_id"] for one in made]
    assert ids[0] == ids[1] != ids[2]


@pytest.mark.parametrize(
    ("views", "line"),
    [
        ([{"title": "A"}, {"title": "A"}], "/1/title: found 'A', expected a title that is not at /objects/0/views/0/title already"),
        ([{"title": "A", "id": NOBODY}, {"title": "A", "id": NOBODY}], f"/1/id: found '{NOBODY}', expected an ID that is not at /objects/0/views/0/id already"),
        ([{"title": "A", "filter": {"job_titel": "x"}}], "/0/filter/job_titel: found 'job_titel', expected the slug of an attribute of people; did you mean 'job_title'?"),
        ([{"title": "A", "filter": {"$or": [{"$not": {"nome": "x"}}]}}], "/0/filter/$or/0/$not/nome: found 'nome', expected the slug of an attribute of people; did you mean 'name'?"),
        ([{"title": "A", "filter": {"attribute": "nome", "op": "eq", "value": 1}}], "/0/filter/attribute: found 'nome', expected the slug of an attribute of people; did you mean 'name'?"),
        ([{"title": "A", "filter": {"path": [["people", "company"], ["company", "name"]]}}], "/0/filter/path/1/0: found 'company', expected the slug of an object of this workspace; did you mean 'companies'?"),
        ([{"title": "A", "filter": {"path": [["people", "company"], ["companies", "nome"]]}}], "/0/filter/path/1/1: found 'nome', expected the slug of an attribute of companies; did you mean 'name'?"),
        ([{"title": "A", "sorts": [{"attribute": "nome", "direction": "asc"}]}], "/0/sorts/0/attribute: found 'nome', expected the slug of an attribute of people; did you mean 'name'?"),
        ([{"title": "A", "sorts": [{"attribute": "name"}]}], "/0/sorts/0: found no direction, expected asc or desc"),
        ([{"title": "A", "attributes": [{"attribute": "nome"}]}], "/0/attributes/0/attribute: found 'nome', expected the slug of an attribute of people; did you mean 'name'?"),
        ([{"title": "A", "type": "tabel"}], "/0/type: found 'tabel', expected table or board; did you mean 'table'?"),
        ([{"title": "A", "filter": []}], "/0/filter: found [], expected a filter as in a query, or an object with attribute, op and value"),
        ([{"titel": "A"}], "/0: found no title, expected some text (and 1 more)"),
        ([{"title": "A", "created_at": "today"}], "/0/created_at: found 'today', expected a moment as ISO 8601, such as 2025-01-01T12:00:00.000Z"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_view_of_a_file_is_told_with_its_place(views: list[Any], line: str) -> None:
    with pytest.raises(WorkspaceError) as told:
        Workspace.from_dict({"objects": [{"api_slug": "people", "views": views}]})
    assert str(told.value) == f"<dict>: /objects/0/views{line}"


@pytest.mark.parametrize(
    "text",
    [
        '{"objects": [{"api_slug": "people", "views": [{"title": "A", "filter": '
        + '{"$not":' * 900
        + "{}"
        + "}" * 900
        + "}]}]}",
        "objects:\n- api_slug: people\n  views:\n  - title: A\n    filter:\n      $and: [&a0 {name: x}]\n"
        + "".join(f"      l{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 20)}]\n" for level in range(1, 5)),
    ],
    ids=["deep", "of aliases"],
)
def test_a_filter_without_end_is_refused_in_no_time(text: str) -> None:
    with pytest.raises(WorkspaceError) as told:
        Workspace.from_text(text, file="w")
    assert "expected a filter of no more than 10,000 parts, 200 levels deep" in str(told.value)
