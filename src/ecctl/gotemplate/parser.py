"""The parser: from tokens to the syntax tree. It rejects every mistake that shows without data."""

from __future__ import annotations

from ecctl.gotemplate import lexer, literals, nodes
from ecctl.gotemplate.errors import Source, TemplateSyntaxError, nearest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

    from ecctl.gotemplate.lexer import Token

_KEYWORDS = frozenset(
    [
        "block",
        "break",
        "continue",
        "define",
        "else",
        "end",
        "if",
        "nil",
        "range",
        "template",
        "true",
        "false",
        "with",
    ]
)
_CONSTANTS = {"true": True, "false": False}
_NOT_FIRST = (nodes.Dot, nodes.Nil, nodes.Constant)
"""Nodes that cannot start a later command of a pipeline, since they take no argument."""


def parse(source: Source, functions: Collection[str]) -> nodes.Tree:
    """Parse a template that may call these functions; raise TemplateSyntaxError if it is invalid."""
    try:
        return _Parser(source, functions).template()
    except RecursionError:
        raise TemplateSyntaxError("the template is nested too deeply", source, 0, len(source.text)) from None


# Recursive descent, a method for each rule, as in Go's own parser: its error messages, which name what was
# expected where, follow from the structure. The tokens are in a list, because a declaration takes two tokens
# of lookahead and one may have to go back.
class _Parser:
    """A recursive-descent parser over the tokens of one template."""

    def __init__(self, source: Source, functions: Collection[str]) -> None:
        self.source = source
        self.functions = functions
        self.tokens = list(lexer.tokens(source))
        self.at = 0
        self.tree = nodes.Tree()
        self.variables = ["$"]
        self.loops = 0

    # Tokens.

    def peek(self) -> Token:
        return self.tokens[self.at]

    def take(self) -> Token:
        token = self.tokens[self.at]
        if token.kind != lexer.END:
            self.at += 1
        return token

    def skip_space(self) -> Token:
        """Skip blanks and return the next token without taking it."""
        if self.tokens[self.at].kind == lexer.SPACE:
            self.at += 1
        return self.tokens[self.at]

    def fail(self, problem: str, start: int, end: int, suggestion: str = "") -> TemplateSyntaxError:
        return TemplateSyntaxError(problem, self.source, start, end, suggestion)

    def unexpected(self, token: Token, where: str) -> TemplateSyntaxError:
        what = "the end of the template" if token.kind == lexer.END else token.text.strip() or "blank"
        return self.fail(f"unexpected {what} in {where}", token.start, token.end)

    def close(self, where: str) -> int:
        """Take the `}}` that must follow; return its end."""
        token = self.skip_space()
        if token.kind != lexer.CLOSE:
            raise self.unexpected(token, where)
        return self.take().end

    # Structure.

    def template(self) -> nodes.Tree:
        """Parse the whole text, the only place for `define`."""
        while self.peek().kind != lexer.END:
            start = self.peek().start
            if self.keyword() == "define":
                self.definition(start)
                continue
            node, stop = self.item()
            if node is None:
                raise self.fail(f"unexpected {{{{{stop}}}}}", start, self.peek().start)
            self.tree.root.append(node)
        return self.tree

    def keyword(self) -> str:
        """Return the keyword that starts the action here, or ""; take nothing."""
        if self.peek().kind != lexer.OPEN:
            return ""
        ahead = self.at + 1
        if self.tokens[ahead].kind == lexer.SPACE:
            ahead += 1
        token = self.tokens[ahead]
        return token.text if token.kind == lexer.WORD and token.text in _KEYWORDS else ""

    def items(self, owner: str, start: int) -> tuple[list[nodes.Node], str]:
        """Parse nodes up to the `else` or `end` that closes them; return which of the two it was."""
        found: list[nodes.Node] = []
        while self.peek().kind != lexer.END:
            node, stop = self.item()
            if node is None:
                return found, stop
            found.append(node)
        raise self.fail(f"{{{{{owner}}}}} has no {{{{end}}}}", start, start + 2 + len(owner))

    def item(self) -> tuple[nodes.Node | None, str]:
        """Parse a text or an action; return None and the keyword for `end` and `else`."""
        token = self.peek()
        if token.kind == lexer.TEXT:
            self.take()
            return nodes.Text(token.start, token.end, token.text), ""
        word = self.keyword()
        self.take()  # the {{
        # true, false and nil are keywords that start a pipeline, not a statement.
        if word in _CONSTANTS or word == "nil" or not word:
            return self.action(token.start), ""
        self.skip_space()
        if word in ("end", "else"):
            self.take()
            if word == "end":
                self.close("end")
            return None, word
        return self.control(word, token.start), ""

    def control(self, word: str, start: int) -> nodes.Node:
        """Parse the action of a keyword other than `end` and `else`."""
        keyword = self.take()
        if word in _BRANCHES:
            return self.branch(word, start)
        if word == "template":
            return self.call(start)
        if word == "block":
            return self.block(start)
        if word in ("break", "continue"):
            if not self.loops:
                raise self.fail(f"{{{{{word}}}}} outside {{{{range}}}}", keyword.start, keyword.end)
            end = self.close(word)
            return nodes.Break(start, end) if word == "break" else nodes.Continue(start, end)
        raise self.fail(f"{{{{{word}}}}} is not allowed inside another action", keyword.start, keyword.end)

    def action(self, start: int) -> nodes.Action:
        pipe = self.pipeline("command", lexer.CLOSE)
        return nodes.Action(start, self.take().end, pipe)

    def branch(self, word: str, start: int) -> nodes.Branch:
        """Parse `if`, `with` or `range` from after the keyword to after its `end`."""
        scope = len(self.variables)
        pipe = self.pipeline(word, lexer.CLOSE)
        self.take()
        # break and continue are valid only in the body, so the count tells whether they are.
        self.loops += word == "range"
        body, stop = self.items(word, start)
        self.loops -= word == "range"
        otherwise: list[nodes.Node] = []
        if stop == "else":
            following = self.skip_space()
            if following.kind == lexer.WORD and following.text == word and word != "range":
                self.take()
                # `else if` nests in the else part, and shares the end of the inner branch.
                otherwise = [self.branch(word, following.start)]
            else:
                self.close("else")
                otherwise, stop = self.items(word, start)
                if stop != "end":
                    raise self.fail(f"a second {{{{else}}}} in {{{{{word}}}}}", start, self.peek().start)
        # Variables declared in the pipeline or the bodies go out of scope here.
        del self.variables[scope:]
        return _BRANCHES[word](start, pipe.end, pipe, body, otherwise)

    def name(self, where: str) -> str:
        """Parse the quoted name of a template."""
        token = self.skip_space()
        if token.kind not in (lexer.STRING, lexer.RAW_STRING):
            raise self.unexpected(token, where)
        return self.text(self.take())

    def call(self, start: int) -> nodes.Call:
        name = self.name("template")
        pipe = self.pipeline("template", lexer.CLOSE) if self.skip_space().kind != lexer.CLOSE else None
        return nodes.Call(start, self.close("template"), name, pipe)

    def block(self, start: int) -> nodes.Call:
        name = self.name("block")
        pipe = self.pipeline("block", lexer.CLOSE)
        end = self.take().end
        self.define(name, "block", start)
        return nodes.Call(start, end, name, pipe)

    def definition(self, start: int) -> None:
        self.take()
        self.skip_space()
        self.take()
        name = self.name("define")
        self.close("define")
        self.define(name, "define", start)

    def define(self, name: str, word: str, start: int) -> None:
        """Parse a definition's body, which has variables of its own. A blank body does not replace another."""
        # A defined template sees neither the variables nor the loops around its definition.
        outer, loops = self.variables, self.loops
        self.variables, self.loops = ["$"], 0
        body, stop = self.items(word, start)
        if stop != "end":
            raise self.fail(f"unexpected {{{{else}}}} in {{{{{word}}}}}", start, self.peek().start)
        self.variables, self.loops = outer, loops
        known = self.tree.definitions.get(name)
        if known is None or _is_empty(known):
            self.tree.definitions[name] = body
        elif not _is_empty(body):
            raise self.fail(f"template {name!r} is defined twice", start, self.peek().start)

    # Expressions.

    def pipeline(self, where: str, closing: str) -> nodes.Pipe:
        """Parse commands up to the closing token, which is not taken; declared variables are visible from here."""
        start = self.skip_space().start
        variables, assigns = self.declaration(where)
        commands: list[nodes.Command] = []
        while True:
            token = self.skip_space()
            if closing in (token.kind, token.text):
                if not commands:
                    raise self.fail(f"missing value for {where}", start, max(token.start, start + 1))
                break
            commands.append(self.command(where))
        # The piped value becomes an argument, so `x | 5` and `x | .` make no sense.
        for command in commands[1:]:
            if isinstance(command.args[0], _NOT_FIRST):
                raise self.fail(
                    "a value cannot receive the output of another command", command.start, command.end
                )
        end = commands[-1].end
        return nodes.Pipe(start, end, variables, commands, assigns=assigns)

    def declaration(self, where: str) -> tuple[list[str], bool]:
        """Parse the variables before `:=` or `=`; return them and whether it was `=`."""
        found: list[str] = []
        # A variable may also start an expression: look ahead, and go back if no `:=` or `=` follows.
        before = self.at
        while self.skip_space().kind == lexer.VARIABLE:
            variable = self.take()
            sign = self.skip_space()
            if sign.text in (":=", "=") and sign.kind == lexer.SIGN:
                self.take()
                found.append(variable.text)
                if sign.text == "=":
                    self.tree.assigned.update(found)
                else:
                    self.variables += found
                return found, sign.text == "="
            if sign.text != ",":
                break
            found.append(variable.text)
            if where != "range" or len(found) > 1:
                raise self.fail(f"too many variables in {where}", variable.start, sign.end)
            self.take()
            if self.skip_space().kind != lexer.VARIABLE:
                raise self.unexpected(self.peek(), "the variables of range")
        if found:
            raise self.unexpected(self.peek(), "the variables of range")
        self.at = before
        return [], False

    def command(self, where: str) -> nodes.Command:
        """Parse an operand and its arguments, up to a bar (taken) or the end of the pipeline (not taken)."""
        args: list[nodes.Node] = []
        start = self.skip_space().start
        while True:
            self.skip_space()
            operand = self.operand()
            if operand is not None:
                args.append(operand)
            token = self.peek()
            if token.kind == lexer.SPACE:
                self.take()
                continue
            if token.text == "|" and token.kind == lexer.SIGN:
                self.take()
                break
            if token.kind == lexer.CLOSE or token.text == ")":
                break
            raise self.unexpected(token, where)
        if not args:
            raise self.fail("empty command", start, self.peek().end)
        return nodes.Command(start, args[-1].end, args)

    def operand(self) -> nodes.Node | None:
        """Parse a term and the fields that follow it."""
        term = self.term()
        if term is None or self.peek().kind != lexer.FIELD:
            return term
        if isinstance(term, _NOT_FIRST):
            raise self.fail("unexpected field after a constant or dot", term.start, self.peek().end)
        names = []
        base: nodes.Node = term
        if isinstance(term, nodes.Chain):
            names, base = term.names, term.base
        end = term.end
        while self.peek().kind == lexer.FIELD:
            token = self.take()
            names.append(token.text[1:])
            end = token.end
        return nodes.Chain(term.start, end, base, names)

    def term(self) -> nodes.Node | None:
        """Parse a constant, variable, function name, field, or pipeline in parentheses."""
        token = self.skip_space()
        start, end = token.start, token.end
        if token.text == "(":
            self.take()
            pipe = self.pipeline("parentheses", ")")
            pipe.start, pipe.end = start, self.take().end
            return pipe
        if token.kind in _LITERALS:
            self.take()
            return nodes.Constant(start, end, token.text, self.literal(token))
        if token.kind == lexer.VARIABLE:
            self.take()
            if token.text not in self.variables:
                raise self.fail(
                    f"undefined variable {token.text}", start, end, nearest(token.text, self.variables[1:])
                )
            return nodes.Variable(start, end, token.text)
        if token.kind == lexer.FIELD:
            self.take()
            return nodes.Chain(start, end, nodes.Dot(start, start + 1), [token.text[1:]])
        if token.text == "." and token.kind == lexer.SIGN:
            self.take()
            return nodes.Dot(start, end)
        return self.word(self.take()) if token.kind == lexer.WORD else None

    def word(self, token: Token) -> nodes.Node:
        """Return the node of a word: a constant or a function."""
        if token.text in _CONSTANTS:
            return nodes.Constant(token.start, token.end, token.text, _CONSTANTS[token.text])
        if token.text == "nil":
            return nodes.Nil(token.start, token.end)
        if token.text in _KEYWORDS:
            raise self.fail(f"unexpected {token.text}", token.start, token.end)
        if token.text not in self.functions:
            raise self.fail(
                f"function {token.text!r} is not defined",
                token.start,
                token.end,
                nearest(token.text, self.functions),
            )
        return nodes.Identifier(token.start, token.end, token.text)

    def literal(self, token: Token) -> int | float | str:
        try:
            return _LITERALS[token.kind](token.text)
        except ValueError as wrong:
            raise self.fail(str(wrong), token.start, token.end) from None

    def text(self, token: Token) -> str:
        return str(self.literal(token))


_BRANCHES: dict[str, type[nodes.Branch]] = {"if": nodes.If, "with": nodes.With, "range": nodes.Range}
_LITERALS = {
    lexer.NUMBER: literals.number,
    lexer.CHARACTER: literals.character,
    lexer.STRING: literals.unquote,
    lexer.RAW_STRING: literals.unquote,
}


def _is_empty(body: list[nodes.Node]) -> bool:
    """Return whether a body is blank: it does not replace another definition, nor conflict with one."""
    return all(isinstance(node, nodes.Text) and not node.text.strip() for node in body)
