"""What can be told and printed of raw data by its type alone, without making a value of it."""

from __future__ import annotations

from ecctl.gotemplate.fields import is_true
from ecctl.gotemplate.printf import printed
from ecctl.gotemplate.types import (
    BOOL_KIND,
    INT_KIND,
    MAP_KIND,
    POINTER_KIND,
    SLICE_KIND,
    STRING_KIND,
    ElementType,
    Type,
)
from ecctl.gotemplate.values import Pointer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ecctl.gotemplate.scope import Frame, Run, Write

    _Words = Callable[[object], str]

_RAW = frozenset({bool, str, int, list, dict, type(None)})
_EMPTY_IS_FALSE = frozenset({BOOL_KIND, STRING_KIND, INT_KIND, SLICE_KIND, MAP_KIND})


def truth(kind: Type | None) -> Callable[[object], bool]:
    """What tells whether data of a type (with None, any value) is true."""
    if kind is None:
        return is_true
    if kind.kind == POINTER_KIND:
        return lambda raw: raw is not None and (type(raw) is not Pointer or raw.target is not None)
    box = kind.box
    if kind.kind in _EMPTY_IS_FALSE:
        return lambda raw: bool(raw) if type(raw) in _RAW else is_true(box(raw))
    return lambda raw: is_true(box(raw))


def _bool_text(raw: object) -> str:
    return "true" if raw else "false"


_PLAIN_TEXT: dict[str, tuple[type, _Words]] = {
    STRING_KIND: (str, str),
    INT_KIND: (int, str),
    BOOL_KIND: (bool, _bool_text),
}


def plain_text(kind: Type) -> tuple[type, _Words] | None:
    """The class of data that prints by itself if it is of this type, or is pointed to, and what makes text of it."""
    pointed = kind.elem if isinstance(kind, ElementType) and kind.kind == POINTER_KIND else kind
    return _PLAIN_TEXT.get(pointed.kind)


def prints_text(general: Write, of_dot: str) -> Write:
    """The printing of a text that is dot (""), or the field of dot with a key: with fewer calls than `general`."""
    if not of_dot:
        return lambda dot, frame: dot if type(dot) is str else general(dot, frame)

    def of_field(dot: object, frame: Frame) -> str:
        if type(dot) is dict:
            raw = dot.get(of_dot)
            if type(raw) is str:
                return raw
        return general(dot, frame)

    return of_field


def prints_texts(run: Run, box: Callable[[object], object]) -> Write:
    """The printing of a list of texts: [a b]."""

    def texts(dot: object, frame: Frame) -> str:
        raw = run(dot, frame)
        if type(raw) is list:
            try:
                return f"[{' '.join(raw)}]"
            except TypeError:  # one of them is no text
                pass
        return printed(box(raw))

    return texts
