"""The syntax tree. Every node knows its offsets in the text."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    Scalar = bool | int | float | str


class Node:
    """A part of a template between two offsets."""

    __slots__ = ("end", "start")

    def __init__(self, start: int, end: int) -> None:
        self.start = start
        self.end = end


class Text(Node):
    """Literal text between actions."""

    __slots__ = ("text",)

    def __init__(self, start: int, end: int, text: str) -> None:
        super().__init__(start, end)
        self.text = text


class Action(Node):
    """A pipeline that prints its value, unless it declares or assigns a variable."""

    __slots__ = ("pipe",)

    def __init__(self, start: int, end: int, pipe: Pipe) -> None:
        super().__init__(start, end)
        self.pipe = pipe


class Branch(Node):
    """`if`, `with` or `range`: a pipeline, its body, and the `else` body."""

    __slots__ = ("body", "otherwise", "pipe")

    def __init__(self, start: int, end: int, pipe: Pipe, body: list[Node], otherwise: list[Node]) -> None:
        super().__init__(start, end)
        self.pipe = pipe
        self.body = body
        self.otherwise = otherwise


class If(Branch):
    """`if`: the body if the value is true."""

    __slots__ = ()


class With(Branch):
    """`with`: the body with dot set to the value, if that is true."""

    __slots__ = ()


class Range(Branch):
    """`range`: the body for every element of the value."""

    __slots__ = ()


class Break(Node):
    """`break`: end the innermost `range`."""

    __slots__ = ()


class Continue(Node):
    """`continue`: go on with the next element of the innermost `range`."""

    __slots__ = ()


class Call(Node):
    """`template "name" pipeline`: the output of another template."""

    __slots__ = ("name", "pipe")

    def __init__(self, start: int, end: int, name: str, pipe: Pipe | None) -> None:
        super().__init__(start, end)
        self.name = name
        self.pipe = pipe


class Pipe(Node):
    """Commands, each with the value of the previous one as last argument, and the variables for the result."""

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
    """The current value, `.`."""

    __slots__ = ()


class Nil(Node):
    """The constant `nil`."""

    __slots__ = ()


class Constant(Node):
    """A boolean, number or string; `text` is its spelling."""

    __slots__ = ("text", "value")

    def __init__(self, start: int, end: int, text: str, value: Scalar) -> None:
        super().__init__(start, end)
        self.text = text
        self.value = value


class Chain(Node):
    """One or more fields of a value: `.A.B`, `$x.A`, `(…).A`."""

    __slots__ = ("base", "names")

    def __init__(self, start: int, end: int, base: Node, names: list[str]) -> None:
        super().__init__(start, end)
        self.base = base
        self.names = names

    def piece(self, at: int) -> Node:
        """Return the offsets of one field with its dot; the fields end the chain without gaps."""
        end = self.end - sum(len(name) + 1 for name in self.names[at + 1 :])
        return Node(end - len(self.names[at]) - 1, end)


class Variable(Node):
    """A variable; its name includes the dollar sign."""

    __slots__ = ("name",)

    def __init__(self, start: int, end: int, name: str) -> None:
        super().__init__(start, end)
        self.name = name


class Tree:
    """A parsed template: its nodes, the templates it defines, and the variables it assigns with `=`."""

    __slots__ = ("assigned", "definitions", "root")

    def __init__(self) -> None:
        self.root: list[Node] = []
        self.definitions: dict[str, list[Node]] = {}
        self.assigned: set[str] = set()
