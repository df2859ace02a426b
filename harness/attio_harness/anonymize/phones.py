"""Telephone numbers: the last six digits change, country and area stay, and so does whether a number is valid.

The same number in another spelling has the same fake. `texts` and `kinds` decide which text is a telephone number.
"""

from __future__ import annotations

import re
from functools import lru_cache

from attio_harness.anonymize.permutation import Key

__all__ = ["Phones"]

_CHANGED = 6
"""How many digits at the end change; the ones before hold country, area and, in North America, the digits an exchange may begin with."""
_FEWEST = 7
_FEWEST_WITH_PLUS = 4
_MOST = 15  # E.164
_DIGIT = re.compile(r"[0-9]")
_WIDE_DIGITS = frozenset("０１２３４５６７８９")
_NARROW = str.maketrans("０１２３４５６７８９＋", "0123456789+")
"""Digits as East Asian keyboards write them, and libraries of telephone numbers read them."""
_WIDENED = str.maketrans("0123456789", "０１２３４５６７８９")


class Phones:
    """The fake telephone numbers of a key."""

    def __init__(self, key: Key) -> None:
        self._key = key

    def fake(self, text: str) -> str | None:
        """The fake number in the same spelling; None if a text has too few digits, or too many without a plus."""
        if not _WIDE_DIGITS.isdisjoint(text):
            found = self.fake(text.translate(_NARROW))
            return found and "".join(
                new.translate(_WIDENED) if old in _WIDE_DIGITS else old if old == "＋" else new
                for new, old in zip(found, text, strict=True)
            )
        digits, international = "".join(_DIGIT.findall(text)), text.lstrip().startswith("+")
        if len(digits) < (_FEWEST_WITH_PLUS if international else _FEWEST) or (
            len(digits) > _MOST and not international
        ):
            return None
        # a number unlike any country's changes except for its first three digits
        usual = _FEWEST + 2 <= len(digits) <= _MOST
        changed = _CHANGED if usual else len(digits) - 3
        head, tail = digits[:-changed], digits[-changed:]
        kind = _kind(digits, international)

        def number(n: int) -> str:
            return head + f"{n:0{changed}}"

        other = self._key.until(
            f"phone {changed}", int(tail), 10**changed, lambda n: _kind(number(n), international) == kind
        )
        new = iter(number(other))
        return _DIGIT.sub(lambda _: next(new), text)


@lru_cache(maxsize=16384)
def _kind(digits: str, international: bool) -> tuple[object, ...]:
    """The properties of a number that verdicts depend on: its region, whether its country has such numbers, whether it is in use there."""
    import phonenumbers  # tables of every country, only for events with a telephone number

    # ten digits without a plus count as North American: no other country's plan begins like that
    said = f"+{digits}" if international or len(digits) != 10 else f"+1{digits}"
    try:
        number = phonenumbers.parse(said)
    except phonenumbers.NumberParseException:
        return ()
    national = str(number.national_number)
    exchange = number.country_code == 1 and len(national) == 10 and national[0] > "1" and national[3] > "1"
    return (
        phonenumbers.region_code_for_number(number),
        phonenumbers.is_possible_number(number),
        phonenumbers.is_valid_number(number),
        exchange,
        # a zero at the beginning counts elsewhere
        len(national),
    )
