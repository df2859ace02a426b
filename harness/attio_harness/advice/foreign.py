"""Plain texts of a mapping that are written in another language, as JSONata or a template of Ruby, Python, JavaScript or Salesforce.

Only texts that nobody means as they are: a path of the event within signs of a language, or a placeholder alone. Words about a path are none.
"""

from __future__ import annotations

import re

from attio_harness.advice.templates import MEMBERS

__all__ = ["as_template", "expression_in", "foreign_in", "path_in"]

_KEY = r"(?:\??\.\w+|->>?\w+|::\w+|\[:?['\"]?\w+['\"]?\])"
_PATH = rf"(?:(?<![$.])\$[$.]*|@\.?|\.|!)?(?:(?:event|data|message|msg|payload|body|this|self|it|record)\.)?(?:(?:traits|properties){_KEY}+|context{_KEY}{_KEY}+|(?:{MEMBERS})\b)"
"""A path of the event, with what other languages write before and between its keys. `context.io` may be a domain."""
_PLACED = re.compile(
    rf"[$#%@!]\{{\s*(?P<a>{_PATH})\s*\}}(?!\}})|<%[=-]?\s*(?P<b>{_PATH})\s*-?%>|\[\[\s*(?P<c>{_PATH})\s*\]\]"
    rf"|(?<!\{{)\{{[!$%]?\s*(?P<d>{_PATH})\s*%?\}}(?!\}})|(?<![\w%])%(?P<e>{_PATH})%|\$\(\s*(?P<f>{_PATH})\s*\)|(?<![\w$.])(?P<g>\$(?:traits|properties)\.\w[\w.]*\b)"
)
"""A path in the place of a value: `${…}`, `#{…}`, `<%= … %>`, `[[…]]`, `{…}`, `%…%`, `$(…)` and `$traits.plan`."""
_UNKNOWN = re.compile(
    r"(?:[$#]\{(?!\s*(?:\d+|[A-Z][A-Z0-9_]*)\s*\})[^{}]+\}|<%[=-]?[^%]+%>|\{%[^{}]*%\}.*|\{![^{}]+\}|\*\|\w+\|\*|\{\{\{?\s*(?:this|self|\.)\s*\}\}\}?)",
    re.DOTALL,
)
"""A placeholder of another language alone, whatever it names; `${PLAN}` may be one that a script replaces in the file."""
_EXPRESSION = re.compile(
    rf"(?:"
    rf"(?:[=%]|#?/+)?{_PATH}%?;?"  # `event.traits.plan`, `=traits.plan`, `traits['plan']`
    rf"|#?/+(?:traits|properties)(?:/\w+)+"
    rf"|\$\[['\"](?:traits|properties|context)['\"]\]{_KEY}+"
    rf"|\$[a-z]\w*\((?:[^()]|\([^()]*\))*\)"  # a function of JSONata
    rf"|=?\s*[A-Za-z_][\w.:]*\([^()]*?(?<![\w@/.-]){_PATH}(?:[^()]|\([^()]*\))*\)"  # `lower(traits.plan)`
    rf"|{_PATH}\.\w+\([^()]*\)"
    rf"|.*(?:=>|\bfunction\s*\().*(?<![\w@/-]){_PATH}.*"
    # two words beside each other are prose, unless there are more signs of code: "return userId of the customer"
    rf"|return\s(?:(?!.*\w\s+[A-Za-z])|(?=.*(?:;\s*$|\+\s*['\"]|['\"]\s*\+|\?\s*['\"]|\bnew [A-Z]))).*(?<![\w@/-]){_PATH}.*"
    rf"|{_PATH}\s*(?:[&+*]|\s/\s|/(?=\s*-?\d)|\|\||\?\?|//|\s\?)\s*(?:{_PATH}|-?\d|['\"]).*"  # `traits.a + ' ' + traits.b`
    rf")",
    re.DOTALL,
)
_QUOTED = re.compile(r"\s*[fFtT]?(['\"`])(.*)\1\s*", re.DOTALL)
"""A text of Python or JavaScript that has placeholders."""
_LONGEST = 300
"""The longest expression, in characters."""


def foreign_in(text: str) -> re.Match[str] | None:
    """What in a text is written in another language; None for other texts, also for those with what Segment would read in a directive."""
    return _PLACED.search(text) or _alone(text)


def _alone(text: str) -> re.Match[str] | None:
    whole = text.strip()
    return None if len(whole) > _LONGEST else _UNKNOWN.fullmatch(whole) or _EXPRESSION.fullmatch(whole)


def expression_in(text: str) -> str | None:
    """The text, if the whole of it is an expression of another language; None if it is words around placeholders."""
    whole = text.strip()
    found = len(whole) <= _LONGEST and not _PLACED.search(whole) and _EXPRESSION.fullmatch(whole)
    return whole.lstrip("=").strip() if found else None


def path_in(text: str) -> str | None:
    """The first path of the event in a text, as Segment writes it without `$.`; None without one."""
    plain = re.sub(
        r"\$\[['\"](traits|properties|context)['\"]\]|(?<!/)#?/+(traits|properties)(?=/)",
        lambda found: found[1] or found[2],
        text,
    )
    found = re.search(_PATH, plain.replace("/", "."))
    return _within(found[0]) if found else None


def as_template(text: str) -> str | None:
    """The text with Segment's placeholders in the place of another language's; None if it has none of them around a path."""
    quoted = _QUOTED.fullmatch(text)
    text = quoted[2] if quoted else text
    made, count = _PLACED.subn(lambda found: f"{{{{{_within(found[found.lastgroup or 0])}}}}}", text)
    return made if count else None


def _within(path: str) -> str:
    """`$.event.traits['plan']` -> `traits.plan`."""
    plain = re.sub(r"\[:?['\"]?(?!\d+\])(\w+)['\"]?\]|\??\.(?=\w)|->>?|::", lambda found: f".{found[1] or ''}", path)
    found = re.search(rf"(?:traits|properties|context|{MEMBERS})(?!\w).*", plain)
    return found[0] if found else plain
