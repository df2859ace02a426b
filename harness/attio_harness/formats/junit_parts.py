"""What all our JUnit XML documents share: suites, cases, streams. Knows no report.

A suite has its parts in the order that the schema of Ant's task requires (`JUnit.xsd` of windyroad): properties, cases, and both streams,
also if they are empty. A case that does not fail has none, because that schema knows no output of a case: it belongs into the stream.
"""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree import ElementTree

from attio_harness.text.escaped import document_for_xml, for_xml, token_for_xml

__all__ = ["document", "new_case", "new_suite", "streams"]


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


def streams(suite: ElementTree.Element, out: str = "") -> None:
    ElementTree.SubElement(suite, "system-out").text = for_xml(out)
    ElementTree.SubElement(suite, "system-err").text = ""
