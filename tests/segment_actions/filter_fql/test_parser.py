"""What a condition is made of, and what is said of one that cannot be read."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from segment_actions import FqlError
from segment_actions.filter_fql import parse
from segment_actions.filter_fql.tree import Call, Compare, Group, ListOf, Literal, Not, Path, Tree

A, B, C, D = (Path((name,)) for name in "abcd")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a", A),
        ("all", Literal(True)),
        (" all\n", Literal(True)),
        ("a = all", Compare("=", A, Path(("all",)))),
        ("a and b or c", Group("or", (Group("and", (A, B)), C))),
        ("a or b and c or d", Group("or", (A, Group("and", (B, C)), D))),
        ("a and b and c", Group("and", (A, B, C))),
        ("a and (b and c)", Group("and", (A, Group("and", (B, C))))),
        ("!a and b", Group("and", (Not(A), B))),
        ("!(a and b)", Not(Group("and", (A, B)))),
        ("! a = b", Not(Compare("=", A, B))),
        ("!(a)=b", Not(Compare("=", A, B))),
        ("(!a) = b", Compare("=", Not(A), B)),
        ("'x' in a", Compare("in", Literal("x"), A)),
        ("a in ['x',\"y\"]", Compare("in", A, ListOf((Literal("x"), Literal("y"))))),
        ("length ( a )>=5", Compare(">=", Call("length", (A,)), Literal(5))),
        ("contains(lowercase(a),'x')", Call("contains", (Call("lowercase", (A,)), Literal("x")))),
        ("a=-1", Compare("=", A, Literal(-1))),
        ("a.b-c_1.2", Path(("a", "b-c_1", "2"))),
        (r"a\.b.c\ d.\\", Path(("a.b", "c d", "\\"))),
        (r"a.gr\ö\ße", Path(("a", "größe"))),
        (r"a = 'x\*\n\"\\y'", Compare("=", A, Literal(r"x\*\n\"\\y"))),
        (r"a = 'it\'s'", Compare("=", A, Literal("it's"))),
        (r'''a = "it's"''', Compare("=", A, Literal("it's"))),
        ("a = 'two\nlines'", Compare("=", A, Literal("two\nlines"))),
        ("android = order", Compare("=", Path(("android",)), Path(("order",)))),
    ],
)
def test_trees(text: str, tree: Tree) -> None:
    assert parse(text) == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a or b and c", Group("and", (Group("or", (A, B)), C))),
        ("a and b or c or d", Group("or", (Group("and", (A, B)), C, D))),
        ("a and b", Group("and", (A, B))),
    ],
)
def test_in_the_order_in_which_they_stand(text: str, tree: Tree) -> None:
    assert parse(text, and_first=False) == tree


_OPERAND = "expected a field, a value, a function or a group"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "column 1: found nothing, expected a condition such as type = 'track', or all"),
        (" \n", "column 1: found nothing, expected a condition such as type = 'track', or all"),
        ("type =", f"column 7: found the end, {_OPERAND}"),
        ("type = 'a' or", f"column 14: found the end, {_OPERAND}"),
        ("= 'a'", f"column 1: found '=', {_OPERAND}"),
        ("type = 'a", "column 8: found an unclosed text, 'a, expected a ' at its end"),
        ('userId = oops"', 'column 14: found an unclosed text, ", expected a " at its end'),
        (r"a = 'C:\'", r"column 5: found an unclosed text, 'C:\', expected a ' at its end; \' is a ' inside the text"),
        ("type == 'a'", "column 6: found '==', expected an operator; write ="),
        ("a && b", "column 3: found '&&', expected an operator; write and"),
        ("a <> 1", "column 3: found '<>', expected an operator; write !="),
        ("a = “x”", "column 5: found '“', expected a field, a value or an operator; enclose a text in straight quotes, ' or \""),
        ("$.type = 'a'", "column 1: found '$', expected a field, a value or an operator; write fields without $, as traits.plan"),
        ("a = \xa01", "column 5: found no-break space, expected a field, a value or an operator"),
        ("traits.größe = 1", "column 10: found 'ö', expected letters, digits, _ and - in the name of a field; write \\ö in the name"),
        ("ärger = 1", "column 1: found 'ä', expected a field, a value or an operator; if a field begins with it, write \\ä"),
        ("traits.a. = 1", "column 10: found ' ', expected a member's name after the dot"),
        ("traits.", "column 8: found the end, expected a member's name after the dot"),
        ("a..b", "column 3: found '.', expected a member's name after the dot"),
        ("a\\", "column 3: found the end, expected a character after the backslash"),
        ("traits.a[0] = 1", "column 9: found '[', expected an operator after the field; write traits.a.0 for the first element of a list"),
        ("traits['plan'] = 1", "column 7: found '[', expected an operator after the field; write traits.plan"),
        ('traits.a[ "b c" ] = 1', "column 9: found '[', expected an operator after the field; write traits.a.b\\ c"),
        ("(a = 1", "column 7: found the end, expected a ) for the ( at column 1"),
        ("a = 1)", "column 6: found ')', expected and, or or the end"),
        ("()", f"column 2: found ')', {_OPERAND}"),
        ("a = 1 b = 2", "column 7: found 'b', expected and, or or the end"),
        ("a = 1 AND b = 2", "column 7: found 'AND', expected and, or or the end; write and"),
        ("a b", "column 3: found 'b', expected an operator (=, !=, <, <=, >, >=, in), and, or or the end"),
        ("not a", f"column 1: found 'not', {_OPERAND}; write !"),
        ("a = TRUE", f"column 5: found 'TRUE', {_OPERAND}; write true"),
        ("a not in ['x']", "column 3: found 'not', expected an operator (=, !=, <, <=, >, >=, in), and, or or the end; write !( field in [ … ] )"),
        ("a IS NULL", "column 3: found 'IS', expected an operator (=, !=, <, <=, >, >=, in), and, or or the end; write = null or != null"),
        ("a is not null", "column 3: found 'is', expected an operator (=, !=, <, <=, >, >=, in), and, or or the end; write = null or != null"),
        ("a is 'x'", "column 3: found 'is', expected an operator (=, !=, <, <=, >, >=, in), and, or or the end; write = or !="),
        ("a exists and b", "column 3: found 'exists', expected an operator (=, !=, <, <=, >, >=, in), and, or or the end; write != null"),
        ("a like 'x%'", "column 3: found 'like', expected an operator (=, !=, <, <=, >, >=, in), and, or or the end; write match( field, 'pattern' )"),
        ("event contains 'x'", "column 7: found 'contains', expected an operator (=, !=, <, <=, >, >=, in), and, or or the end; write contains( … )"),
        ("a in ('x', 'y')", "column 10: found ',', expected a ); write a list in brackets, [ … ]"),
        ("traits.$os = 1", "column 8: found '$', expected a member's name after the dot; write \\$ in the name"),
        ("traits.a$ = 1", "column 9: found '$', expected letters, digits, _ and - in the name of a field; write \\$ in the name"),
        ("a&b", "column 2: found '&', expected letters, digits, _ and - in the name of a field; write and"),
        ("in = 1", f"column 1: found 'in', {_OPERAND}"),
        ("a = b = c", "column 7: found '=', expected and, or or the end"),
        ("a in [1] in b", "column 10: found 'in', expected and, or or the end"),
        ("a = 5.", "column 5: found '5.', expected a number such as 5, -5 or 5.5; if it is a field, write a backslash before it"),
        ("a = 1e5", "column 5: found '1e5', expected a number such as 5, -5 or 5.5; if it is a field, write a backslash before it"),
        ("a = 1.2.3", "column 5: found '1.2.3', expected a number such as 5, -5 or 5.5; if it is a field, write a backslash before it"),
        ("a = " + "9" * 400, "column 5: found a number of 400 digits, expected at most 300"),
        ("a in [1,]", f"column 9: found ']', {_OPERAND}"),
        ("a in [1 2]", "column 9: found '2', expected a comma or a ]"),
        ("a in [1", "column 8: found the end, expected a comma or a ]"),
        ("a in 'x'", "column 6: found text ('x'), expected a list, or a field that has one, behind in"),
        ("a > 'x'", "column 5: found text ('x'), expected a number, or a field that has one, beside >"),
        ("null < a", "column 1: found null (null), expected a number, or a field that has one, beside <"),
        ("cidr(a)", "column 1: found the function cidr(), expected one of contains, match, length, typeof, lowercase, uppercase, snakecase, kebabcase, titlecase, bool, string, number, semver"),
        ("not (a = 1)", "column 1: found the function not(), expected one of contains, match, length, typeof, lowercase, uppercase, snakecase, kebabcase, titlecase, bool, string, number, semver; write !( … )"),
        ("a and Exists(b)", "column 7: found the function Exists(), expected one of contains, match, length, typeof, lowercase, uppercase, snakecase, kebabcase, titlecase, bool, string, number, semver; write field != null"),
        ("a and startsWith(b, 'x')", "column 7: found the function startsWith(), expected one of contains, match, length, typeof, lowercase, uppercase, snakecase, kebabcase, titlecase, bool, string, number, semver; did you mean match()?"),
        ("Contains(a, 'b')", "column 1: found the function Contains(), expected one of contains, match, length, typeof, lowercase, uppercase, snakecase, kebabcase, titlecase, bool, string, number, semver; did you mean contains()?"),
        ("contains(a)", "column 1: found 1, expected 2 arguments for contains()"),
        ("length() = 1", "column 1: found 0, expected 1 argument for length()"),
        ("contains(a 'b')", "column 12: found 'b', expected a comma or a )"),
        ("contains(a, 5)", "column 13: found a number (5), expected text as the 2nd argument of contains()"),
        ("length(5) = 1", "column 8: found a number (5), expected text or a list as the 1st argument of length()"),
        ("length(a)", "column 1: found a number, expected what is true or false: a comparison, a group, a function or a field"),
        ("a and 'x'", "column 7: found text ('x'), expected what is true or false: a comparison, a group, a function or a field"),
        ("!'x'", "column 2: found text ('x'), expected what is true or false: a comparison, a group, a function or a field"),
        ("match(a, 'x[')", "column 12: found a [ that is never closed in 'x[', expected a glob"),
        ("match(a, '[]')", "column 11: found brackets that are empty or hold a bare - or ] in '[]', expected a glob"),
        ("semver(a, '1.2')", "column 1: found 2, expected 3 arguments for semver()"),
        ("semver(a, >=, '1.2')", f"column 11: found '>=', {_OPERAND}"),
        ("semver(a, 'gte', '1.2')", "column 11: found 'gte', expected one of =, !=, <, <=, >, >= in quotes"),
        ("semver(a, '>=', 'v1.2')", "column 17: found 'v1.2', expected a version such as '1.2.3'"),
        ("semver('1.2.3.4', '=', a)", "column 8: found '1.2.3.4', expected a version such as '1.2.3'"),
        ("semver(a, '=', 1.2)", "column 16: found a number (1.2), expected text as the 3rd argument of semver()"),
        ("(" * 5000 + "a", "column 101: found more than 100 nested groups, expected fewer"),
        ("!" * 5000 + "a", "column 1: found more than 100 nested groups, expected fewer"),
        ("!(" * 5000 + "a", "column 101: found more than 100 nested groups, expected fewer"),
        ("[" * 5000, "column 102: found more than 100 nested groups, expected fewer"),
        ("string(" * 5000, "column 708: found more than 100 nested groups, expected fewer"),
    ],
    ids=lambda text: text[:20] if isinstance(text, str) else "",
)  # fmt: skip
def test_what_cannot_be_read(text: str, message: str) -> None:
    with pytest.raises(FqlError) as refused:
        parse(text)
    assert str(refused.value) == message
    assert message.startswith(f"column {refused.value.at + 1}: ")


def test_a_text_of_several_lines_has_lines() -> None:
    with pytest.raises(FqlError) as refused:
        parse("\n  type = 'track' and\n  event == 'A'\n")
    assert (str(refused.value), refused.value.at) == ("line 3, column 9: found '==', expected an operator; write =", 30)


def test_what_is_no_text() -> None:
    with pytest.raises(FqlError, match="a condition is text; found number"):
        parse(5)  # type: ignore[arg-type]


def test_many_groups_beside_each_other_and_some_inside_each_other() -> None:
    parse(" or ".join(f"(a = {n})" for n in range(5000)))
    parse("(" * 100 + "a" + ")" * 100)


@given(st.text("ab.\\'\"()[],=!<>5 inandortruelh\n*?-ö", max_size=60))
def test_nothing_but_its_own_error_is_raised(text: str) -> None:
    with contextlib.suppress(FqlError):
        parse(text)
