"""The tree that a template is read into. Every node knows where it starts and ends in the text."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    Scalar = bool | int | float | str


class Node:
    """Part of a template, between two offsets of its text."""

    __slots__ = ("end", "start")

    def __init__(self, start: int, end: int) -> None:
        self.start = start
        self.end = end


class Text(Node):
    """What stands between actions."""

    __slots__ = ("text",)

    def __init__(self, start: int, end: int, text: str) -> None:
        super().__init__(start, end)
        self.text = text


class Action(Node):
    """A pipeline whose value is printed, unless it only declares or assigns."""

    __slots__ = ("pipe",)

    def __init__(self, start: int, end: int, pipe: Pipe) -> None:
        super().__init__(start, end)
        self.pipe = pipe


class Branch(Node):
    """`if`, `with` or `range`: a pipeline, what it governs, and what holds otherwise."""

    __slots__ = ("body", "otherwise", "pipe")

    def __init__(self, start: int, end: int, pipe: Pipe, body: list[Node], otherwise: list[Node]) -> None:
        super().__init__(start, end)
        self.pipe = pipe
        self.body = body
        self.otherwise = otherwise


class If(Branch):
    """The body if the pipeline's value is true."""

    __slots__ = ()


class With(Branch):
    """The body with dot set to the pipeline's value, if that is true."""

    __slots__ = ()


class Range(Branch):
    """The body for every element of the pipeline's value."""

    __slots__ = ()


class Break(Node):
    """Leave the innermost `range`."""

    __slots__ = ()


class Continue(Node):
    """Go on with the next element of the innermost `range`."""

    __slots__ = ()


class Call(Node):
    """`template "name" pipeline`: another template's output."""

    __slots__ = ("name", "pipe")

    def __init__(self, start: int, end: int, name: str, pipe: Pipe | None) -> None:
        super().__init__(start, end)
        self.name = name
        self.pipe = pipe


class Pipe(Node):
    """Commands, each given the value of the one before, and the variables that take the last one's value."""

    __slots__ = ("assigns", "commands", "variables")

    def __init__(
        self, start: int, end: int, variables: list[str], commands: list[Command], *, assigns: bool
    ) -> None:
        super().__init__(start, end)
        self.variables = variables
        self.commands = commands
        self.assigns = assigns


class Command(Node):
    """An operand and its arguments."""

    __slots__ = ("args",)

    def __init__(self, start: int, end: int, args: list[Node]) -> None:
        super().__init__(start, end)
        self.args = args


class Identifier(Node):
    """The name of a function."""

    __slots__ = ("name",)

    def __init__(self, start: int, end: int, name: str) -> None:
        super().__init__(start, end)
        self.name = name


class Dot(Node):
    """The value at hand."""

    __slots__ = ()


class Nil(Node):
    """The constant `nil`."""

    __slots__ = ()


class Constant(Node):
    """A boolean, number or text. `text` is how it is written."""

    __slots__ = ("text", "value")

    def __init__(self, start: int, end: int, text: str, value: Scalar) -> None:
        super().__init__(start, end)
        self.text = text
        self.value = value


class Chain(Node):
    """Fields of a node's value: `.A.B` (of a dot), `$x.A`, `(…).A`. At least one of them."""

    __slots__ = ("base", "names")

    def __init__(self, start: int, end: int, base: Node, names: list[str]) -> None:
        super().__init__(start, end)
        self.base = base
        self.names = names

    def piece(self, at: int) -> Node:
        """The place of one of the fields, with its dot: they stand at the end, with nothing between them."""
        end = self.end - sum(len(name) + 1 for name in self.names[at + 1 :])
        return Node(end - len(self.names[at]) - 1, end)


class Variable(Node):
    """A variable, its name with the dollar sign."""

    __slots__ = ("name",)

    def __init__(self, start: int, end: int, name: str) -> None:
        super().__init__(start, end)
        self.name = name


class Tree:
    """A template as read: its own nodes, those of the templates it defines, and the variables it assigns anew."""

    __slots__ = ("assigned", "definitions", "root")

    def __init__(self) -> None:
        self.root: list[Node] = []
        self.definitions: dict[str, list[Node]] = {}
        self.assigned: set[str] = set()
