"""Telephone numbers: the last six digits are others, country and area stay, and a number is as valid as it was.

The same number in another spelling has the same fake. Which text is a telephone number is decided in `texts` and `kinds`.
"""

from __future__ import annotations

import re
from functools import lru_cache

from attio_harness.anonymize.permutation import Key

__all__ = ["Phones"]

_CHANGED = 6
"""Digits at the end that are changed; the ones before say country, area and, in North America, what an exchange may begin with."""
_FEWEST = 7
_FEWEST_WITH_PLUS = 4
_MOST = 15  # E.164
_DIGIT = re.compile(r"[0-9]")
_WIDE_DIGITS = frozenset("０１２３４５６７８９")
_NARROW = str.maketrans("０１２３４５６７８９＋", "0123456789+")
"""As East Asian keyboards write them, and libraries of telephone numbers read them."""
_WIDENED = str.maketrans("0123456789", "０１２３４５６７８９")


class Phones:
    """The telephone numbers that a key gives."""

    def __init__(self, key: Key) -> None:
        self._key = key

    def fake(self, text: str) -> str | None:
        """The number in the same spelling; None for a text that has too few digits for one, or too many and no plus."""
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
        # of what is no number as countries have them, all but where it would be
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
    """What rests on a number: its region, whether its country has such numbers, whether it is in use there."""
    import phonenumbers  # tables of every country, for events that have a telephone number

    # ten digits without a plus are told as North American, as the plan of no other country begins like that
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
