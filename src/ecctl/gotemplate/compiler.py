"""Compiles the statements of a template into functions that return text.

Such a function is called with dot and a frame. Where the type of dot is known, dot is raw data, as in
expressions. `break` and `continue` are answered by a text of a class of its own, with what was written
so far: only pieces that hold such a statement look for it.
"""

from __future__ import annotations

from ecctl.gotemplate import nodes
from ecctl.gotemplate.expressions import Expressions
from ecctl.gotemplate.pieces import (
    Broken,
    Continued,
    concatenation,
    ends_here,
    joined_at_once,
    leavable,
    may_leave,
)
from ecctl.gotemplate.printf import printed, shown
from ecctl.gotemplate.scope import Budget, Code, Frame, Scope, settled
from ecctl.gotemplate.shortcuts import plain_text, prints_text, prints_texts, truth
from ecctl.gotemplate.types import INT, MAP_KIND, SLICE_KIND, STRING, ElementType, SliceType, Type, type_of
from ecctl.gotemplate.values import MISSING, Map, Pointer, Slice

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from ecctl.gotemplate.errors import Source
    from ecctl.gotemplate.functions import Function
    from ecctl.gotemplate.scope import Write

    _Bind = Callable[[list[object], object], None]


class Routine:
    """A compiled template: what writes it, and how many variables it has."""

    __slots__ = ("slots", "write")

    def __init__(self, write: Write, slots: int) -> None:
        self.write = write
        self.slots = slots

    def run(self, dot: object, budget: Budget) -> str:
        """The template's text for a value of the type that it was compiled for."""
        return self.write(dot, Frame(dot, self.slots, budget))

    def run_each(self, items: Iterable[object]) -> Iterator[str]:
        """The texts for many values, each an execution of its own."""
        budget = Budget()
        frame = Frame(None, self.slots, budget)
        write, variables = self.write, frame.variables
        for item in items:
            variables[0] = item
            budget.renew()
            yield write(item, frame)


class Compiler:
    """Compiles a tree, each of its templates once for each type of dot."""

    def __init__(self, tree: nodes.Tree, source: Source, functions: Mapping[str, Function]) -> None:
        self._tree = tree
        self._expressions = Expressions(source, functions, tree.assigned)
        self._routines: dict[tuple[str | None, Type | None], Routine] = {}

    def routine(self, name: str | None, kind: Type | None) -> Routine:
        """The template of a name (None for the whole), for values of a type or, with None, any boxed value."""
        key = name, kind
        found = self._routines.get(key)
        if found is None:
            scope = Scope(kind)
            body = self._tree.root if name is None else self._tree.definitions[name]
            write = self._body(body, scope)
            found = self._routines[key] = Routine(write, scope.slots)
        return found

    def _body(self, body: Sequence[nodes.Node], scope: Scope) -> Write:
        """One function for a list of nodes."""
        writes = [self._statement(node, scope) for node in body]
        if any(may_leave(node) for node in body):
            return leavable(writes)
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
        left = Broken() if isinstance(node, nodes.Break) else Continued()
        return lambda _dot, _frame: left

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
        """The same value, kept in the pipeline's variable, if it has one."""
        if not pipe.variables:
            return code
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
        """`if` and `with`."""
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
        code = self._expressions.pipe(node.pipe, scope)
        kind = code.type
        if not isinstance(kind, ElementType) or kind.kind not in (SLICE_KIND, MAP_KIND):
            return self._loop(node, Code(code.boxed()), scope)
        if kind.kind == MAP_KIND or node.pipe.variables or any(map(may_leave, node.body)):
            return self._loop(node, code, scope)
        run, box = code.run, kind.box
        otherwise = ends_here(self._body(node.otherwise, scope.inner()))
        body = self._body(node.body, scope.with_dot(kind.elem))

        def plain(dot: object, frame: Frame) -> str:
            raw = run(dot, frame)
            if type(raw) is not list:
                raw = [item for _key, item in self._pairs(box(raw), node, keyed=False)]
            if not raw:
                return otherwise(dot, frame)
            frame.budget.spend(len(raw))
            return "".join([body(item, frame) for item in raw])

        return joined_at_once(plain, run, node.body) if kind.elem is STRING else plain

    def _loop(self, node: nodes.Range, code: Code, scope: Scope) -> Write:
        """A loop over anything, with variables, or one that `break` or `continue` leaves."""
        run, kind = code.run, code.type
        elem = kind.elem if isinstance(kind, ElementType) else None
        is_map = kind is not None and kind.kind == MAP_KIND
        box = kind.box if kind is not None else _as_it_is
        names = node.pipe.variables
        otherwise = self._otherwise(node, kind, scope.inner())
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
                parts = parts or []
                parts.append(part)
                if type(part) is Broken:
                    break
            return otherwise(raw, dot, frame) if parts is None else "".join(parts)

        return loop

    def _otherwise(
        self, node: nodes.Range, kind: Type | None, scope: Scope
    ) -> Callable[[object, object, Frame], str]:
        """What a loop without turns writes; its variables have the value that there was nothing in."""
        binders = [self._binder(node, name, kind, scope) for name in node.pipe.variables]
        body = ends_here(self._body(node.otherwise, scope))

        def otherwise(value: object, dot: object, frame: Frame) -> str:
            for bind in binders:
                bind(frame.variables, value)
            return body(dot, frame)

        return otherwise

    def _binder(self, node: nodes.Range, name: str, kind: Type | None, scope: Scope) -> _Bind:
        """What gives a loop's variable its value for a turn."""
        slot, must_box = self._expressions.setter(name, kind, scope, assigns=node.pipe.assigns)
        box = kind.box if must_box and kind is not None else _as_it_is

        def bind(variables: list[object], item: object) -> None:
            if slot < 0:
                raise self._expressions.fault(node.pipe, f"undefined variable {name}")
            variables[slot] = box(item)

        return bind

    def _pairs(self, value: object, node: nodes.Range, *, keyed: bool) -> Iterable[tuple[object, object]]:
        """Keys and values of anything that `range` goes over."""
        target = value.target if isinstance(value, Pointer) else value
        if isinstance(target, Slice):
            return enumerate(target.items())
        if isinstance(target, Map):
            return target.items()
        if target is MISSING or target is None:
            return ()
        if isinstance(target, int) and not isinstance(target, bool):
            if keyed:
                raise self._expressions.fault(node.pipe, "a number has no keys for a second variable")
            box = type_of(target).box
            return ((None, box(number)) for number in range(target))
        raise self._expressions.fault(node.pipe, f"range can't iterate over {shown(target)}")

    # Other templates.

    def _call(self, node: nodes.Call, scope: Scope) -> Write:
        code = _NOTHING
        if node.pipe:
            code = settled(self._store(node.pipe, self._expressions.pipe(node.pipe, scope), scope))
        run, kind, name = code.run, code.type, node.name

        def call(dot: object, frame: Frame) -> str:
            if name not in self._tree.definitions:
                raise self._expressions.fault(node, f"template {name!r} is not defined")
            value = run(dot, frame)
            frame.budget.enter()
            text = self.routine(name, kind).run(value, frame.budget)
            frame.budget.depth -= 1
            return text

        return call


_NOTHING = Code(lambda _dot, _frame: MISSING)


def _print(code: Code) -> Write:
    """What prints the value of an expression."""
    kind = code.type
    run = code.run
    if kind is None:

        def dynamic(dot: object, frame: Frame) -> str:
            value = run(dot, frame)
            return value if type(value) is str else printed(value)

        return dynamic
    box = kind.box
    plain = plain_text(kind)
    if isinstance(kind, SliceType) and kind.elem is STRING:
        return prints_texts(run, box)
    if plain is None:
        return lambda dot, frame: printed(box(run(dot, frame)))
    wanted, words = plain

    def known(dot: object, frame: Frame) -> str:
        raw = run(dot, frame)
        return words(raw) if type(raw) is wanted else printed(box(raw))

    return known if code.of_dot is None or wanted is not str else prints_text(known, code.of_dot)


def _as_it_is(value: object) -> object:
    return value
