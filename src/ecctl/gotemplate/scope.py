"""What a piece of a template sees while it is compiled, and what it has at hand while it runs."""

from __future__ import annotations

from ecctl.gotemplate.types import INTERFACE_KIND
from ecctl.gotemplate.values import MISSING

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ecctl.gotemplate.types import Type

    Run = Callable[[object, "Frame"], object]
    Write = Callable[[object, "Frame"], str]

STEP_LIMIT = 20_000_000
"""Turns of `range` and calls of templates that one execution may take."""

DEPTH_LIMIT = 1000
"""Templates that may be at work inside each other; Python's own limit may come first."""


class ExhaustedError(Exception):
    """An execution has taken more steps than it may, or has gone deeper."""


class Budget:
    """What is left of the steps of one execution, and how deep in templates it is."""

    __slots__ = ("depth", "steps")

    def __init__(self) -> None:
        self.steps = STEP_LIMIT
        self.depth = 0

    def renew(self) -> None:
        """Begin another execution."""
        self.steps = STEP_LIMIT
        self.depth = 0

    def spend(self, steps: int) -> None:
        """Take steps; ExhaustedError if there are not so many left."""
        self.steps -= steps
        if self.steps < 0:
            raise ExhaustedError(f"the template takes more than {STEP_LIMIT} steps")

    def enter(self) -> None:
        """Go into a template."""
        self.depth += 1
        self.spend(1)
        if self.depth > DEPTH_LIMIT:
            raise ExhaustedError("templates are nested too deeply in each other")


class Frame:
    """The variables of one run of one template (the first is `$`), and the budget of the whole execution."""

    __slots__ = ("budget", "variables")

    def __init__(self, root: object, slots: int, budget: Budget) -> None:
        self.variables = [root] + [None] * slots
        self.budget = budget


class Code:
    """A compiled expression: called with dot and a frame, it gives a value.

    Where `type` is known, what it gives is raw data of that type, not boxed yet: most of it is only printed.
    `of_dot` is "" for dot itself, the key for a field of dot, and None for everything else.
    """

    __slots__ = ("of_dot", "run", "type")

    def __init__(self, run: Run, kind: Type | None = None, of_dot: str | None = None) -> None:
        self.run = run
        self.type = kind
        self.of_dot = of_dot

    def boxed(self) -> Run:
        """The same expression, giving a value."""
        if self.type is None:
            return self.run
        run, box = self.run, self.type.box
        return lambda dot, frame: box(run(dot, frame))


def settled(code: Code) -> Code:
    """A whole pipeline's value, as Go hands it on: a nil of no type is a missing value from here on."""
    if code.type is not None and code.type.kind != INTERFACE_KIND:
        return code
    run = code.boxed()

    def settle(dot: object, frame: Frame) -> object:
        value = run(dot, frame)
        return MISSING if value is None else value

    return Code(settle)


class Scope:
    """The type of dot (None where only running tells), and the variables in sight: each one's slot and type."""

    __slots__ = ("_counter", "dot", "variables")

    def __init__(self, dot: Type | None) -> None:
        self.dot = dot
        self.variables: dict[str, tuple[int, Type | None]] = {"$": (0, dot)}
        self._counter = [0]

    def inner(self) -> Scope:
        """A scope for a block: what it declares is gone after it."""
        return self.with_dot(self.dot)

    def with_dot(self, dot: Type | None) -> Scope:
        """A scope for a block with another dot."""
        scope = Scope(dot)
        scope.variables = dict(self.variables)
        scope._counter = self._counter
        return scope

    def declare(self, name: str, kind: Type | None) -> int:
        """A slot of its own for a variable."""
        self._counter[0] += 1
        self.variables[name] = (self._counter[0], kind)
        return self._counter[0]

    @property
    def slots(self) -> int:
        """The number of slots that all the blocks together have declared."""
        return self._counter[0]
