"""What every JUnit XML document of ours has in common: suites, cases, streams. Knows no report."""

from __future__ import annotations

from datetime import datetime
from xml.etree import ElementTree

from attio_harness.formats.xml_text import xml_text, xml_token

__all__ = ["document", "new_case", "new_suite", "streams"]


def document(root: ElementTree.Element) -> str:
    """The text of a document, one line break at its end."""
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def new_suite(
    root: ElementTree.Element,
    name: str,
    at: datetime | None,
    *,
    cases: int,
    failures: int = 0,
    errors: int = 0,
    skipped: int = 0,
) -> ElementTree.Element:
    return ElementTree.SubElement(
        root,
        "testsuite",
        {
            "name": xml_token(name) or "subscription",
            "package": "attio-harness",
            "id": str(len(root)),
            "tests": str(cases),
            "failures": str(failures),
            "errors": str(errors),
            # an attribute that JUnit.xsd does not know
            **({"skipped": str(skipped)} if skipped else {}),
            # JUnit.xsd wants a time and a host; neither says anything here, and both would differ from run to run
            "time": "0",
            "hostname": "localhost",
            **({} if at is None else {"timestamp": at.strftime("%Y-%m-%dT%H:%M:%S")}),
        },
    )


def new_case(name: str, classname: str) -> ElementTree.Element:
    return ElementTree.Element("testcase", {"name": xml_token(name), "classname": xml_token(classname), "time": "0"})


def streams(suite: ElementTree.Element, out: str = "") -> None:
    ElementTree.SubElement(suite, "system-out").text = xml_text(out)
    ElementTree.SubElement(suite, "system-err").text = ""
