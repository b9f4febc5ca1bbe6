"""Puts the compiled pieces of a template together: constants, loops' ends, and shortcuts for what is common."""

from __future__ import annotations

from ecctl.gotemplate import nodes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ecctl.gotemplate.scope import Frame, Run, Write


class Broken(str):
    """What a loop's body wrote before `break`."""

    __slots__ = ()


class Continued(str):
    """What a loop's body wrote before `continue`."""

    __slots__ = ()


def may_leave(node: nodes.Node) -> bool:
    """Whether a node can end the loop, or the turn, that it stands in."""
    if isinstance(node, nodes.Range):
        return any(map(may_leave, node.otherwise))
    if isinstance(node, nodes.Branch):
        return any(map(may_leave, node.body)) or any(map(may_leave, node.otherwise))
    return isinstance(node, (nodes.Break, nodes.Continue))


def leavable(writes: Sequence[Write]) -> Write:
    """One function for pieces of which some may end the loop or the turn."""

    def write(dot: object, frame: Frame) -> str:
        text = ""
        for each in writes:
            part = each(dot, frame)
            text += part
            if type(part) is not str:
                return type(part)(text)
        return text

    return write


def ends_here(otherwise: Write) -> Write:
    """The `else` of a loop: a `break` in it ends that loop, as in Go, and not the one around it."""

    def write(dot: object, frame: Frame) -> str:
        text = otherwise(dot, frame)
        return str(text) if type(text) is Broken else text

    return write


def concatenation(writes: Sequence[Write], constants: Mapping[int, str]) -> Write:
    """One function for pieces; those that are constant are given by their places, too.

    A pattern with a %s for each of the others puts them together faster than anything else does.
    """
    pattern = "".join(
        constants[at].replace("%", "%%") if at in constants else "%s" for at in range(len(writes))
    )
    moving = [each for at, each in enumerate(writes) if at not in constants]
    if not moving:
        text = pattern % ()
        return lambda _dot, _frame: text
    first = moving[0]
    if len(moving) == 1:
        return lambda dot, frame: pattern % first(dot, frame)
    second = moving[1]
    if len(moving) == 2:  # the two just named
        return lambda dot, frame: pattern % (first(dot, frame), second(dot, frame))
    return lambda dot, frame: pattern % tuple([each(dot, frame) for each in moving])


def joined_at_once(loop: Write, run: Run, body: Sequence[nodes.Node]) -> Write:
    """A loop over texts: where its body prints each between constants, all of them are joined in one go."""
    places = [at for at, node in enumerate(body) if _prints_dot(node)]
    if len(places) != 1 or not all(isinstance(node, nodes.Text) for node in body if not _prints_dot(node)):
        return loop
    before, after = _text(body[: places[0]]), _text(body[places[0] + 1 :])
    between = after + before

    def joined(dot: object, frame: Frame) -> str:
        raw = run(dot, frame)
        if type(raw) is list and raw:
            try:
                return before + between.join(raw) + after
            except TypeError:  # one of them is no text
                pass
        return loop(dot, frame)

    return joined


def _prints_dot(node: nodes.Node) -> bool:
    """Whether a node does nothing but print dot."""
    if not isinstance(node, nodes.Action) or node.pipe.variables or len(node.pipe.commands) > 1:
        return False
    args = node.pipe.commands[0].args
    return len(args) == 1 and isinstance(args[0], nodes.Dot)


def _text(body: Sequence[nodes.Node]) -> str:
    return "".join(node.text for node in body if isinstance(node, nodes.Text))
