"""What all our JUnit XML documents share: suites, cases and why a case does not pass, streams, the outcome. Knows no report.

A suite has its parts in the order that the schema of Ant's task requires (`JUnit.xsd` of windyroad): properties, cases, and both streams,
even if they are empty. That schema allows no output in a case, so the output of a case that passes goes into the stream of its suite.
"""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree import ElementTree

from attio_harness.text.escaped import document_for_xml, for_xml, token_for_xml

__all__ = ["add_outcome", "document", "fail", "new_case", "new_suite", "skip", "streams"]


def document(root: ElementTree.Element) -> str:
    """The text of a document, which ends with one line break."""
    ElementTree.indent(root)
    text = document_for_xml(ElementTree.tostring(root, encoding="unicode"))
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def new_suite(
    root: ElementTree.Element,
    name: str,
    *,
    cases: int,
    failures: int = 0,
    errors: int = 0,
    skipped: int = 0,
    properties: Mapping[str, object] | None = None,
) -> ElementTree.Element:
    """A suite that has its properties, of which those without a value are left out; cases and streams follow."""
    suite = ElementTree.SubElement(
        root,
        "testsuite",
        {
            "name": token_for_xml(name) or "subscription",
            "package": "attio-harness",
            "id": str(len(root)),
            "tests": str(cases),
            "failures": str(failures),
            "errors": str(errors),
            # left out if zero, because JUnit.xsd does not know this attribute
            **({"skipped": str(skipped)} if skipped else {}),
            # JUnit.xsd requires a time and a host; they mean nothing here, and real ones would differ from run to run
            "time": "0",
            "hostname": "localhost",
        },
    )
    out = ElementTree.SubElement(suite, "properties")
    for key, value in (properties or {}).items():
        if value not in (None, ""):
            ElementTree.SubElement(out, "property", {"name": key, "value": for_xml(str(value))})
    return suite


def new_case(name: str, classname: str) -> ElementTree.Element:
    return ElementTree.Element(
        "testcase", {"name": token_for_xml(name), "classname": token_for_xml(classname), "time": "0"}
    )


def fail(case: ElementTree.Element, kind: str, message: str, text: str = "", *, tag: str = "failure") -> None:
    """Let a case fail, with a message in one line and a text of several; with the tag `error`, it could not be judged."""
    attributes = {"type": for_xml(kind), "message": for_xml(message)}
    ElementTree.SubElement(case, tag, attributes).text = for_xml(text)


def skip(case: ElementTree.Element, text: str) -> None:
    """Skip a case. The reason is text, because Jenkins' schema allows no attribute here."""
    ElementTree.SubElement(case, "skipped").text = for_xml(text)


def add_outcome(
    root: ElementTree.Element,
    command: str,
    outcome: str,
    *,
    ok: bool,
    name: str = "outcome",
    case: str = "outcome",
    why: str = "",
    closing: str = "",
) -> None:
    """Add the last suite: its one case fails if the whole does, with `why` as its text. `closing` follows the outcome in its stream."""
    suite = new_suite(root, name, cases=1, failures=int(not ok), properties={"outcome": outcome})
    judged = new_case(case, f"attio.{command}")
    if not ok:
        fail(judged, "outcome", outcome, why)
    suite.append(judged)
    streams(suite, "\n".join(filter(None, (outcome, closing))))


def streams(suite: ElementTree.Element, out: str = "") -> None:
    ElementTree.SubElement(suite, "system-out").text = for_xml(out)
    ElementTree.SubElement(suite, "system-err").text = ""
