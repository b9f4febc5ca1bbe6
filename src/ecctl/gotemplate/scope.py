"""Scopes at compile time; frames, budgets and code at run time."""

from __future__ import annotations

from ecctl.gotemplate.scalars import MISSING
from ecctl.gotemplate.types import INTERFACE_KIND

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ecctl.gotemplate.types import Type

    Run = Callable[[object, "Frame"], object]
    Write = Callable[[object, "Frame"], str]

STEP_LIMIT = 20_000_000
"""Maximum number of `range` iterations and template calls in one execution."""

DEPTH_LIMIT = 1000
"""Maximum nesting of template calls; Python's recursion limit may come first."""


class ExhaustedError(Exception):
    """An execution exceeded its steps or depth."""


# A template comes from the command line or a config file, and is run on data from a server. Nested `range`
# over a large response, or templates that call themselves, would otherwise run for hours.
class Budget:
    """The steps left to one execution, and its current depth of template calls."""

    __slots__ = ("depth", "steps")

    def __init__(self) -> None:
        self.steps = STEP_LIMIT
        self.depth = 0

    def renew(self) -> None:
        """Reset for another execution."""
        self.steps = STEP_LIMIT
        self.depth = 0

    def spend(self, steps: int) -> None:
        """Consume steps; raise ExhaustedError if too few are left."""
        self.steps -= steps
        if self.steps < 0:
            raise ExhaustedError(f"the template exceeds {STEP_LIMIT} steps")

    def enter(self) -> None:
        """Enter a template call."""
        self.depth += 1
        self.spend(1)
        if self.depth > DEPTH_LIMIT:
            raise ExhaustedError("template calls are nested too deeply")


class Frame:
    """The variables of one template call (the first is `$`), and the budget of the whole execution."""

    __slots__ = ("budget", "variables")

    def __init__(self, root: object, slots: int, budget: Budget) -> None:
        self.variables = [root] + [None] * slots
        self.budget = budget


class Code:
    """A compiled expression: `run` takes dot and a frame.

    If `type` is known, `run` returns raw data of that type, since most data is printed without being boxed.
    `of_dot` is "" for dot itself, the key for a field of dot, and None for everything else.
    """

    __slots__ = ("of_dot", "run", "type")

    def __init__(self, run: Run, type_: Type | None = None, of_dot: str | None = None) -> None:
        self.run = run
        self.type = type_
        self.of_dot = of_dot

    def boxed(self) -> Run:
        """Return the function with its result boxed."""
        if self.type is None:
            return self.run
        run, box = self.run, self.type.box
        return lambda dot, frame: box(run(dot, frame))


def settled(code: Code) -> Code:
    """Return a pipeline's code with an untyped nil replaced by MISSING, as Go does."""
    # A typed nil pointer stays nil; only an interface can hold an untyped one.
    if code.type is not None and code.type.kind != INTERFACE_KIND:
        return code
    run = code.boxed()

    def settle(dot: object, frame: Frame) -> object:
        value = run(dot, frame)
        return MISSING if value is None else value

    return Code(settle)


class Scope:
    """The type of dot (None if unknown until run time), and the slot and type of each visible variable."""

    __slots__ = ("_counter", "dot", "variables")

    def __init__(self, dot: Type | None) -> None:
        self.dot = dot
        self.variables: dict[str, tuple[int, Type | None]] = {"$": (0, dot)}
        self._counter = [0]

    def inner(self) -> Scope:
        """Return a scope for a block, whose declarations end with it."""
        return self.with_dot(self.dot)

    def with_dot(self, dot: Type | None) -> Scope:
        """Return a scope for a block with another dot."""
        scope = Scope(dot)
        scope.variables = dict(self.variables)
        # Shared, so that each variable of a template has a slot of its own, whatever block declares it.
        scope._counter = self._counter
        return scope

    def declare(self, name: str, type_: Type | None) -> int:
        """Declare a variable; return its slot."""
        self._counter[0] += 1
        self.variables[name] = (self._counter[0], type_)
        return self._counter[0]

    @property
    def slots(self) -> int:
        """The number of slots declared in all blocks together."""
        return self._counter[0]
