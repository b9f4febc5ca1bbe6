"""The compiler of a template's statements: each becomes a closure that returns text.

A tree walker, as in Go, spends most of its time in dispatch: which node is this, which type has dot? Both
are known once the template and the type of the data are, so they are decided here and the closures only
fetch and join. A closure takes dot and a frame. If the type of dot is known, dot is raw data, not boxed.
"""

from __future__ import annotations

from ecctl.gotemplate import nodes
from ecctl.gotemplate.expressions import Expressions
from ecctl.gotemplate.fast_paths import (
    concatenation,
    joined_loop,
    plain_text,
    print_string,
    print_strings,
    truth,
)
from ecctl.gotemplate.loop_exit import LoopExit, may_exit, sequence_with_exits, without_break
from ecctl.gotemplate.printf import printed, shown
from ecctl.gotemplate.scalars import MISSING
from ecctl.gotemplate.scope import Budget, Code, Frame, Scope, settled
from ecctl.gotemplate.types import (
    INT,
    MAP_KIND,
    SLICE_KIND,
    STRING,
    ElementType,
    Function,
    Map,
    Pointer,
    Slice,
    SliceType,
    Type,
    type_of,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from ecctl.gotemplate.errors import Source
    from ecctl.gotemplate.scope import Write

    _Bind = Callable[[list[object], object], None]


class Routine:
    """A compiled template: its function, and the number of its variables."""

    __slots__ = ("slots", "write")

    def __init__(self, write: Write, slots: int) -> None:
        self.write = write
        self.slots = slots

    def run(self, dot: object, budget: Budget) -> str:
        """Execute the template on a value of the type that it was compiled for."""
        return self.write(dot, Frame(dot, self.slots, budget))

    def run_each(self, items: Iterable[object]) -> Iterator[str]:
        """Execute the template on each of many values.

        One frame serves all of them: its slots are assigned before they are read.
        """
        budget = Budget()
        frame = Frame(None, self.slots, budget)
        write, variables = self.write, frame.variables
        for item in items:
            variables[0] = item
            budget.renew()
            yield write(item, frame)


class Compiler:
    """The compiler of a tree: each of its templates is compiled once for each type of dot."""

    def __init__(self, tree: nodes.Tree, source: Source, functions: Mapping[str, Function]) -> None:
        self._tree = tree
        self._expressions = Expressions(source, functions, tree.assigned)
        self._routines: dict[tuple[str | None, Type | None], Routine] = {}

    def routine(self, name: str | None, type_: Type | None) -> Routine:
        """Return the template *name* (None: the main one) compiled for a type (None: for boxed values)."""
        key = name, type_
        # The same template may be called with different types of dot, and each gets its own code.
        found = self._routines.get(key)
        if found is None:
            scope = Scope(type_)
            body = self._tree.root if name is None else self._tree.definitions[name]
            write = self._body(body, scope)
            found = self._routines[key] = Routine(write, scope.slots)
        return found

    def _body(self, body: Sequence[nodes.Node], scope: Scope) -> Write:
        """Compile a list of nodes into one function."""
        # Statements are compiled in order, because a variable is visible from its declaration on.
        writes = [self._statement(node, scope) for node in body]
        if any(may_exit(node) for node in body):
            return sequence_with_exits(writes)
        if len(writes) == 1:
            return writes[0]
        constants = {at: node.text for at, node in enumerate(body) if isinstance(node, nodes.Text)}
        return concatenation(writes, constants)

    def _statement(self, node: nodes.Node, scope: Scope) -> Write:
        if isinstance(node, nodes.Text):
            text = node.text
            return lambda _dot, _frame: text
        if isinstance(node, nodes.Action):
            return self._action(node, scope)
        if isinstance(node, nodes.Range):
            return self._range(node, scope.inner())
        if isinstance(node, nodes.Branch):
            return self._branch(node, scope.inner())
        if isinstance(node, nodes.Call):
            return self._call(node, scope)
        leave = LoopExit.after("", breaks=isinstance(node, nodes.Break))
        return lambda _dot, _frame: leave

    # Actions.

    def _action(self, node: nodes.Action, scope: Scope) -> Write:
        code = self._expressions.pipe(node.pipe, scope)
        if node.pipe.variables:
            store = self._store(node.pipe, code, scope).run

            def silent(dot: object, frame: Frame) -> str:
                store(dot, frame)
                return ""

            return silent
        return _print(code)

    def _store(self, pipe: nodes.Pipe, code: Code, scope: Scope) -> Code:
        """Return code that also assigns the value to the pipeline's variable, if it has one."""
        if not pipe.variables:
            return code
        # A variable that is assigned later may hold any type, so its value is boxed; see Expressions.setter.
        name = pipe.variables[0]
        code = settled(code)
        slot, must_box = self._expressions.setter(name, code.type, scope, assigns=pipe.assigns)
        run = code.boxed() if must_box else code.run

        def store(dot: object, frame: Frame) -> object:
            if slot < 0:
                raise self._expressions.fault(pipe, f"undefined variable {name}")
            frame.variables[slot] = value = run(dot, frame)
            return value

        return Code(store, None if must_box else code.type)

    # Branches.

    def _branch(self, node: nodes.Branch, scope: Scope) -> Write:
        """Compile `if` and `with`."""
        code = self._store(node.pipe, self._expressions.pipe(node.pipe, scope), scope)
        run, is_true = code.run, truth(code.type)
        otherwise = self._body(node.otherwise, scope.inner())
        if isinstance(node, nodes.If):
            body = self._body(node.body, scope.inner())

            def choose(dot: object, frame: Frame) -> str:
                return body(dot, frame) if is_true(run(dot, frame)) else otherwise(dot, frame)

            return choose
        body = self._body(node.body, scope.with_dot(code.type))

        def choose_with(dot: object, frame: Frame) -> str:
            value = run(dot, frame)
            return body(value, frame) if is_true(value) else otherwise(dot, frame)

        return choose_with

    def _range(self, node: nodes.Range, scope: Scope) -> Write:
        # Before its variables are declared: the pipeline does not see them.
        code = self._expressions.pipe(node.pipe, scope)
        type_ = code.type
        if not isinstance(type_, ElementType) or type_.kind not in (SLICE_KIND, MAP_KIND):
            return self._loop(node, Code(code.boxed()), scope)
        if type_.kind == MAP_KIND or node.pipe.variables or any(map(may_exit, node.body)):
            return self._loop(node, code, scope)
        run, box = code.run, type_.box
        otherwise = without_break(self._body(node.otherwise, scope.inner()))
        body = self._body(node.body, scope.with_dot(type_.elem))

        def plain(dot: object, frame: Frame) -> str:
            raw = run(dot, frame)
            # The data is null or not what the API describes: take the general way, which reports what it is.
            if type(raw) is not list:
                # Items are boxed now, which the body accepts: boxing a value returns the value.
                raw = [item for _key, item in self._pairs(box(raw), node, keyed=False)]
            if not raw:
                return otherwise(dot, frame)
            frame.budget.spend(len(raw))
            return "".join([body(item, frame) for item in raw])

        return joined_loop(plain, run, node.body) if type_.elem is STRING else plain

    def _loop(self, node: nodes.Range, code: Code, scope: Scope) -> Write:
        """Compile the general loop: over anything, with variables, `break` and `continue`."""
        run, type_ = code.run, code.type
        elem = type_.elem if isinstance(type_, ElementType) else None
        is_map = type_ is not None and type_.kind == MAP_KIND
        box = type_.box if type_ is not None else _as_it_is
        names = node.pipe.variables
        otherwise = self._otherwise(node, type_, scope.inner())
        bind_key = self._binder(node, names[0], STRING if is_map else INT, scope) if len(names) > 1 else None
        bind_item = self._binder(node, names[-1], elem, scope) if names else None
        body = self._body(node.body, scope.with_dot(elem))

        def loop(dot: object, frame: Frame) -> str:
            raw = run(dot, frame)
            if type(raw) is list:
                pairs: Iterable[tuple[object, object]] = enumerate(raw)
            elif type(raw) is dict and is_map:
                pairs = [(key, raw[key]) for key in sorted(raw)]
            else:
                pairs = self._pairs(box(raw), node, keyed=bind_key is not None)
            parts: list[str] | None = None
            for key, item in pairs:
                frame.budget.spend(1)
                if bind_key:
                    bind_key(frame.variables, key)
                if bind_item:
                    bind_item(frame.variables, item)
                part = body(item, frame)
                # None marks a loop without iterations, which executes its else part.
                parts = parts or []
                parts.append(part)
                if type(part) is LoopExit and part.breaks:
                    break
            return otherwise(raw, dot, frame) if parts is None else "".join(parts)

        return loop

    def _otherwise(
        self, node: nodes.Range, type_: Type | None, scope: Scope
    ) -> Callable[[object, object, Frame], str]:
        """Compile a loop's `else`, which sees the empty value in the loop's variables."""
        binders = [self._binder(node, name, type_, scope) for name in node.pipe.variables]
        body = without_break(self._body(node.otherwise, scope))

        def otherwise(value: object, dot: object, frame: Frame) -> str:
            for bind in binders:
                bind(frame.variables, value)
            return body(dot, frame)

        return otherwise

    def _binder(self, node: nodes.Range, name: str, type_: Type | None, scope: Scope) -> _Bind:
        """Return the function that assigns a loop's variable in each iteration."""
        slot, must_box = self._expressions.setter(name, type_, scope, assigns=node.pipe.assigns)
        box = type_.box if must_box and type_ is not None else _as_it_is

        def bind(variables: list[object], item: object) -> None:
            if slot < 0:
                raise self._expressions.fault(node.pipe, f"undefined variable {name}")
            variables[slot] = box(item)

        return bind

    def _pairs(self, value: object, node: nodes.Range, *, keyed: bool) -> Iterable[tuple[object, object]]:
        """Iterate over the keys and values of anything that `range` accepts."""
        target = value.target if isinstance(value, Pointer) else value
        if isinstance(target, Slice):
            return enumerate(target.items())
        if isinstance(target, Map):
            return target.items()
        if target is MISSING or target is None:
            return ()
        if isinstance(target, int) and not isinstance(target, bool):
            if keyed:
                raise self._expressions.fault(node.pipe, "range over a number permits only one variable")
            box = type_of(target).box
            return ((None, box(number)) for number in range(target))
        raise self._expressions.fault(node.pipe, f"range can't iterate over {shown(target)}")

    # Other templates.

    def _call(self, node: nodes.Call, scope: Scope) -> Write:
        code = _NOTHING
        if node.pipe:
            code = settled(self._store(node.pipe, self._expressions.pipe(node.pipe, scope), scope))
        run, type_, name = code.run, code.type, node.name

        def call(dot: object, frame: Frame) -> str:
            # Checked when executed, as in Go: a template may be called before it is defined, or never.
            if name not in self._tree.definitions:
                raise self._expressions.fault(node, f"template {name!r} is not defined")
            value = run(dot, frame)
            frame.budget.enter()
            text = self.routine(name, type_).run(value, frame.budget)
            # Not in a `finally`: after an error the budget is not used again.
            frame.budget.depth -= 1
            return text

        return call


_NOTHING = Code(lambda _dot, _frame: MISSING)


def _print(code: Code) -> Write:
    """Return the function that prints the value of an expression."""
    type_ = code.type
    run = code.run
    if type_ is None:

        def dynamic(dot: object, frame: Frame) -> str:
            value = run(dot, frame)
            return value if type(value) is str else printed(value)

        return dynamic
    box = type_.box
    plain = plain_text(type_)
    if isinstance(type_, SliceType) and type_.elem is STRING:
        return print_strings(run, box)
    if plain is None:
        return lambda dot, frame: printed(box(run(dot, frame)))
    wanted, words = plain

    def known(dot: object, frame: Frame) -> str:
        raw = run(dot, frame)
        return words(raw) if type(raw) is wanted else printed(box(raw))

    # `type(raw) is wanted`, not isinstance: a bool is an int, and would print as a number.
    return known if code.of_dot is None or wanted is not str else print_string(known, code.of_dot)


def _as_it_is(value: object) -> object:
    return value
