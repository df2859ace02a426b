"""Powers of ten exactly as V8 computes them: 10 ** -4 is 9.999999999999999e-05 there.

V8 uses the method of fdlibm's `pow` (y times the logarithm of ten in two parts, then a polynomial), but in its last
fraction it subtracts in the denominator what fdlibm subtracts from the whole. One result in thirty differs.
Source: observed, Node 20.
"""

from __future__ import annotations

import math

__all__ = ["power_of_ten"]

_LOG, _LOG_REST = float.fromhex("0x1.a934fp+1"), float.fromhex("0x1.2f346e2bf9206p-24")
"""The logarithm of ten to base two: its leading bits, and the rest."""
_LN2, _LN2_FIRST, _LN2_REST = math.log(2), float.fromhex("0x1.62e43p-1"), float.fromhex("-0x1.05c610ca86c39p-29")
"""The natural logarithm of two, and its two parts."""
_LEAST = 8.0085662595372944e-17
"""How far a sum may be below 1024 and still give infinity."""
_TERMS = (
    4.13813679705723846039e-08, -1.65339022054652515390e-06, 6.61375632143793436117e-05, -2.77777777770155933842e-03, 1.66666666666666019037e-01,
)  # fmt: skip


def power_of_ten(exponent: float) -> float:
    """JavaScript's `Math.pow(10, exponent)`, for any float including NaN and the infinities."""
    if exponent == 0.5:
        return math.sqrt(10)
    if not math.isfinite(exponent):
        return 0.0 if exponent == -math.inf else exponent
    first = _first_bits(exponent)
    rest, whole = (exponent - first) * _LOG + exponent * _LOG_REST, first * _LOG
    binary = rest + whole
    if binary > 1024 or (binary == 1024 and rest + _LEAST > binary - whole):
        return math.inf
    if binary < -1075 or (binary == -1075 and rest <= binary - whole):
        return 0.0
    times = int(math.copysign(math.floor(abs(binary) + 0.5), binary))
    return math.ldexp(_power_of_two(whole - times, rest), times)


def _power_of_two(whole: float, rest: float) -> float:
    """2 to the sum of both, which is between -0.5 and 0.5."""
    first = _first_bits(rest + whole)
    main, low = first * _LN2_FIRST, (rest - (first - whole)) * _LN2 + first * _LN2_REST
    power = main + low
    lost = low - (power - main)
    square = power * power
    series = 0.0
    for term in _TERMS:
        series = square * (series + term)
    series = power - series
    return 1 - (power * series / ((series - 2) - (lost + power * lost)) - power)


def _first_bits(value: float) -> float:
    """The number with the lower 32 of its 64 bits cleared."""
    mantissa, exponent = math.frexp(value)
    return math.ldexp(math.trunc(math.ldexp(mantissa, 21)), exponent - 21)
