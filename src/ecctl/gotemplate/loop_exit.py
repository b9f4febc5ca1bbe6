"""How `break` and `continue` leave a loop.

The compiled statements of a template are functions that return text, and a statement deep inside `if` and
`with` may end the iteration of the `range` around them. Go panics and recovers. A Python exception would
cost a try block per iteration, and would lose the text written so far. Instead, the statement returns a
LoopExit: the text up to here, of a class that the enclosing functions recognise by its type alone. Loops
whose body has no such statement never look for it, so templates without `break` pay nothing.
"""

from __future__ import annotations

from ecctl.gotemplate import nodes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ecctl.gotemplate.scope import Frame, Write


class LoopExit(str):
    """The text of a statement that ends the current iteration; `breaks` tells whether it ends the loop, too."""

    __slots__ = ("breaks",)
    breaks: bool

    @classmethod
    def after(cls, text: str, *, breaks: bool) -> LoopExit:
        """Return the exit that follows *text*."""
        loop_exit = cls(text)
        loop_exit.breaks = breaks
        return loop_exit


def may_exit(node: nodes.Node) -> bool:
    """Return whether a node can end the iteration that it runs in."""
    if isinstance(node, nodes.Range):
        return any(map(may_exit, node.otherwise))
    if isinstance(node, nodes.Branch):
        return any(map(may_exit, node.body)) or any(map(may_exit, node.otherwise))
    return isinstance(node, (nodes.Break, nodes.Continue))


def sequence_with_exits(writes: Sequence[Write]) -> Write:
    """Return a function that runs statements in order and stops after the first exit."""

    def write(dot: object, frame: Frame) -> str:
        text = ""
        for each in writes:
            part = each(dot, frame)
            text += part
            if type(part) is LoopExit:
                return LoopExit.after(text, breaks=part.breaks)
        return text

    return write


def without_break(otherwise: Write) -> Write:
    """Return a loop's `else` such that a `break` in it ends that loop, as in Go, and not the one around it."""

    def write(dot: object, frame: Frame) -> str:
        text = otherwise(dot, frame)
        return str(text) if type(text) is LoopExit and text.breaks else text

    return write
