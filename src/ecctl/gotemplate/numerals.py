"""Numbers as Go's fmt prints them: integers in any base, floats in every notation."""

from __future__ import annotations

import struct
from math import copysign, frexp, isfinite, isnan

_FRACTION_DIGITS = 13
"""Number of hexadecimal digits in the fraction of a float64."""
_FIXED_FROM = -4
_FIXED_BELOW = 6
"""Exponents outside this range print in scientific notation unless a precision is given."""


def in_base(number: int, base: int) -> str:
    """Return the digits of a non-negative number."""
    if base == 10:
        return str(number)
    if base == 16:
        return f"{number:x}"
    return f"{number:b}" if base == 2 else f"{number:o}"


def float_text(number: float, verb: str, precision: int | None, *, narrow: bool) -> str:
    """Format a float by one of the verbs e E f F g G b x X.

    A precision of None means the fewest digits that identify the number; *narrow* marks a 32-bit float.
    """
    if not isfinite(number):
        return "NaN" if isnan(number) else "+Inf" if number > 0 else "-Inf"
    low = verb.lower()
    if low == "g":
        text = _general(number, precision, narrow=narrow)
    elif low == "b":
        text = _binary(number, narrow=narrow)
    elif low == "x":
        text = _hexadecimal(number, precision)
    elif precision is None:
        text = _shortest(number, low, narrow=narrow)
    else:
        text = f"{number:.{precision}{low}}"
    return text.upper() if verb in "EGX" else text


def _digits(number: float, *, narrow: bool) -> tuple[str, str, int]:
    """Return sign, shortest digits and decimal exponent: d.ddd times ten to the exponent."""
    sign = _sign(number)
    text = _shortest_32(abs(number)) if narrow else repr(abs(number))
    mantissa, _, exponent = text.partition("e")
    whole, _, part = mantissa.partition(".")
    power = int(exponent or 0) + len(whole) - 1
    digits = whole + part
    stripped = digits.lstrip("0")
    power -= len(digits) - len(stripped)
    stripped = stripped.rstrip("0")
    return (sign, stripped, power) if stripped else (sign, "0", 0)


def _shortest_32(number: float) -> str:
    """Return the fewest digits that read back as the same 32-bit float."""
    # repr() gives the shortest digits for 64 bits only. Nine digits identify any 32-bit float.
    for precision in range(1, 10):
        text = f"{number:.{precision}g}"
        if struct.pack(">f", min(float(text), 3.4028234663852886e38)) == struct.pack(">f", number):
            return repr(float(text))
    return repr(number)


def _shortest(number: float, verb: str, *, narrow: bool) -> str:
    sign, digits, power = _digits(number, narrow=narrow)
    if verb == "e":
        return f"{sign}{digits[0]}{'.' * (len(digits) > 1)}{digits[1:]}{_exponent(power)}"
    if power < 0:
        return f"{sign}0.{'0' * (-power - 1)}{digits}" if digits != "0" else f"{sign}0"
    whole = digits[: power + 1].ljust(power + 1, "0")
    part = digits[power + 1 :]
    return f"{sign}{whole}{'.' * bool(part)}{part}"


def _general(number: float, precision: int | None, *, narrow: bool) -> str:
    if precision is not None:
        # A precision of 0 counts as 1 for %g (C99, 7.19.6.1, and Go).
        return f"{number:.{precision or 1}g}"
    power = _digits(number, narrow=narrow)[2]
    fixed = _FIXED_FROM <= power < _FIXED_BELOW
    return _shortest(number, "f" if fixed else "e", narrow=narrow)


def _exponent(power: int) -> str:
    return f"e{'-' if power < 0 else '+'}{abs(power):02d}"


def _binary(number: float, *, narrow: bool) -> str:
    """Return mantissa and binary exponent as they are stored."""
    code, fraction, bias = (">f", 23, 150) if narrow else (">d", 52, 1075)
    bits = int.from_bytes(struct.pack(code, number), "big")
    mantissa = bits & ((1 << fraction) - 1)
    exponent = (bits >> fraction) & ((1 << (8 if narrow else 11)) - 1)
    if exponent:
        mantissa |= 1 << fraction
    return f"{_sign(number)}{mantissa}p{max(exponent, 1) - bias:+d}"


def _hexadecimal(number: float, precision: int | None) -> str:
    """Return a hexadecimal mantissa from 1 to 2, rounded half to even, and the binary exponent."""
    # frexp returns a mantissa below 1, Go prints one from 1 to 2: hence the shift by one.
    mantissa, power = frexp(abs(number))
    bits = int(mantissa * (1 << 53))
    power = power - 1 if bits else 0
    places = _FRACTION_DIGITS
    if precision is not None and precision < places:
        unit = 1 << 4 * (places - precision)
        bits, rest = divmod(bits, unit)
        bits += rest * 2 > unit or (rest * 2 == unit and bits & 1)
        places = precision
        # Rounding carried into the next power of two.
        if bits >> (4 * places + 1):
            bits, power = bits >> 1, power + 1
    part = f"{bits & ((1 << 4 * places) - 1):0{places}x}" if places else ""
    part = part.rstrip("0") if precision is None else part.ljust(precision, "0")
    return f"{_sign(number)}0x{bits >> 4 * places}{'.' * bool(part)}{part}p{power:+03d}"


def _sign(number: float) -> str:
    return "-" if copysign(1, number) < 0 else ""


def keep_point(text: str, verb: str, precision: int | None) -> str:
    """Apply the flag #: always a decimal point, and with g and x all digits of the precision."""
    mark = max(text.find(sign) for sign in ("pP" if verb in "xX" else "eE"))
    mantissa, tail = (text[:mark], text[mark:]) if mark >= 0 else (text, "")
    wanted = 0
    if verb in "gGx":
        wanted = _FIXED_BELOW if precision is None else precision
        significant = mantissa.lstrip("-").replace(".", "").lstrip("0")
        wanted -= len(significant)
        wanted -= "." not in mantissa and mantissa.lstrip("-") == "0"
    return f"{mantissa}{'' if '.' in mantissa else '.'}{'0' * max(0, wanted)}{tail}"
