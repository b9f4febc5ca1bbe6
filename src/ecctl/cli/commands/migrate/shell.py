"""Finds the calls of ecctl in a shell script.

A grammar of the whole shell is not needed: only words, quotes, expansions, separators, redirections,
comments and here-documents decide where a command begins and ends. Splitting lines with shlex was tried; it
knows no `$(…)`, no here-documents and no line numbers.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

PREFIXES = frozenset(
    ("!", "{", "if", "then", "else", "elif", "while", "until", "do", "time", "exec", "command")
)
"""Words that a command can follow."""

WRAPPERS = frozenset(
    (
        "sudo",
        "env",
        "timeout",
        "nice",
        "nohup",
        "retry",
        "xargs",
        "parallel",
        "find",
        "kubectl",
        "docker",
        "podman",
    )
)
"""Commands whose arguments hold another command, behind options and arguments of their own."""

SHELLS = frozenset(("eval", "trap", "bash", "sh", "zsh", "ssh", "su"))
"""Commands whose arguments are scripts."""

SEPARATORS = ";&|\n()"


class Word:
    """A word with its quotes removed. *split* tells whether the shell may make several words, or none, of it."""

    __slots__ = ("split", "text")

    def __init__(self, text: str, *, split: bool) -> None:
        self.text = text
        self.split = split


class Call:
    """A call of ecctl: its line, the words behind it, and what happens to its output."""

    __slots__ = ("captured", "fed", "line", "merged", "words")

    def __init__(self, line: int, words: list[Word], *, captured: bool, merged: bool, fed: bool) -> None:
        self.line = line
        self.words = words
        self.captured = captured
        self.merged = merged
        self.fed = fed


class Scanner:
    """A position in a script, and the calls found up to it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.calls: list[Call] = []
        self._documents: list[str] = []

    def scan(self, end: str = "", *, captured: bool = False) -> None:
        """Read commands up to the character *end*, or to the end of the script."""
        words: list[Word] = []
        redirected = merged = fed = False
        start = self.at
        while self.at < len(self.text):
            char = self.text[self.at]
            if char == end:
                break
            if char in SEPARATORS:
                # A redirection such as `&>` or `2>&1` has been read with its operator.
                pipe = char == "|" and self.text[self.at : self.at + 2] != "||"
                self._finish(start, words, captured or redirected or pipe, merged, fed)
                self.at += 2 if self.text[self.at : self.at + 2] in ("&&", "||", "|&", ";;") else 1
                words, redirected, merged, fed = [], False, False, pipe
                if char == "\n":
                    self._skip_documents()
            elif char in " \t":
                self.at += 1
            elif self.text.startswith("\\\n", self.at):
                self.at += 2
            # Only between words: inside a word, `#` is a character like any other.
            elif char == "#":
                self._skip_to("\n")
            elif (operator := self._redirection()) != "":
                to_stderr = operator.startswith("2") or operator.endswith(">&2")
                redirected |= ">" in operator and not to_stderr
                merged |= operator in ("2>&1", "&>", "&>>")
            else:
                start = self.at if not words else start
                words.append(self._word(end))
        self._finish(start, words, captured or redirected, merged, fed)
        self.at += 1

    def _finish(self, start: int, words: list[Word], captured: bool, merged: bool, fed: bool) -> None:  # noqa: FBT001  # private, and called twice
        """Record a command if it is a call of ecctl."""
        rest = list(words)
        line = self.text.count("\n", 0, start) + 1
        while rest and (rest[0].text in PREFIXES or _is_assignment(rest[0].text)):
            rest.pop(0)
        name = rest[0].text.lstrip("@-") if rest else ""
        if name in WRAPPERS:
            rest = _behind_wrapper(name, rest)
        elif name in SHELLS:
            self._scan_arguments(rest, line)
        if rest and _is_ecctl(rest[0]):
            # What xargs reads is not the standard input of the command.
            fed = fed and name not in ("xargs", "parallel")
            self.calls.append(Call(line, rest[1:], captured=captured, merged=merged, fed=fed))

    def _scan_arguments(self, words: list[Word], line: int) -> None:
        """Find the calls in arguments that are scripts."""
        for word in words:
            if "ecctl " in word.text:
                for call in calls(word.text):
                    call.line += line - 1
                    self.calls.append(call)

    def _redirection(self) -> str:
        """Read a redirection with its target, and return its operator; "" if there is none here."""
        at = self.at
        if self.text[at] in "012&" and self.text[at + 1 : at + 2] in ("<", ">"):
            at += 1
        elif self.text[at] not in "<>":
            return ""
        while at < len(self.text) and self.text[at] in "<>":
            at += 1
        if self.text[at : at + 1] in ("&", "|"):
            at += 1
            while at < len(self.text) and self.text[at] in "0123456789-":
                at += 1
        operator, self.at = self.text[self.at : at], at
        if "<<" in operator and "<<<" not in operator and self.text[at : at + 1] == "-":
            self.at += 1
        # Nothing follows `2>&1` and `>&-`.
        if not operator[-1].isdigit() and not operator.endswith("&-"):
            while self.text[self.at : self.at + 1] in (" ", "\t"):
                self.at += 1
            target = self._word().text
            if operator.endswith("<<") and not operator.endswith("<<<"):
                self._documents.append(target)
        return operator

    def _word(self, end: str = "") -> Word:
        """Read a word, which the character *end* ends, too."""
        parts: list[str] = []
        split = False
        while self.at < len(self.text):
            char = self.text[self.at]
            if char in " \t<>" or char in SEPARATORS or char == end:
                break
            if char == "'":
                parts.append(self._until("'"))
            elif char == '"':
                parts.append(self._double_quoted())
            elif char in "$`":
                split = True
                parts.append(self._expansion())
            elif char == "\\":
                if self.text[self.at + 1 : self.at + 2] != "\n":
                    parts.append(self.text[self.at + 1 : self.at + 2])
                self.at += 2
            # The end of a group such as `{ ecctl version; }` is a word of its own.
            elif char == "}" and not parts:
                self.at += 1
                parts.append(char)
                break
            else:
                parts.append(char)
                self.at += 1
        return Word("".join(parts), split=split)

    def _until(self, quote: str) -> str:
        """Read text in single quotes."""
        end = self.text.find(quote, self.at + 1)
        end = len(self.text) if end < 0 else end
        text, self.at = self.text[self.at + 1 : end], end + 1
        return text

    def _double_quoted(self) -> str:
        """Read text in double quotes, with the commands in it."""
        parts = []
        self.at += 1
        while self.at < len(self.text) and self.text[self.at] != '"':
            char = self.text[self.at]
            if char in "$`":
                parts.append(self._expansion())
                continue
            if char == "\\":
                self.at += 1
                char = self.text[self.at : self.at + 1]
            parts.append(char)
            self.at += 1
        self.at += 1
        return "".join(parts)

    def _expansion(self) -> str:
        """Read an expansion, and the commands in it. Return it as `$…`."""
        if self.text[self.at] == "`":
            self.at += 1
            self.scan("`", captured=True)
        elif self.text.startswith("$((", self.at):
            self._skip_to("))")
            self.at += 2
        elif self.text.startswith("$(", self.at):
            self.at += 2
            self.scan(")", captured=True)
        elif self.text.startswith("${", self.at):
            self._skip_to("}")
            self.at += 1
        else:
            self.at += 1
            while self.text[self.at : self.at + 1].isalnum() or self.text[self.at : self.at + 1] in (
                *"_@*#?!$-",
            ):
                self.at += 1
        return "$"

    def _skip_to(self, text: str) -> None:
        found = self.text.find(text, self.at)
        self.at = len(self.text) if found < 0 else found

    def _skip_documents(self) -> None:
        """Skip the here-documents that the line before has begun."""
        for end in self._documents:
            while self.at < len(self.text):
                line, _, _ = self.text[self.at :].partition("\n")
                self.at += len(line) + 1
                if line.lstrip("\t") == end:
                    break
        self._documents.clear()


def _is_ecctl(word: Word) -> bool:
    # Make puts @ and - before a command.
    return word.text.lstrip("@-").rpartition("/")[2] == "ecctl"


def _behind_wrapper(name: str, words: list[Word]) -> list[Word]:
    """Return the call of ecctl in the arguments of a wrapper, or nothing."""
    start = next((number for number, word in enumerate(words) if _is_ecctl(word)), len(words))
    rest = words[start:]
    if name == "find":
        end = next((number for number, word in enumerate(rest) if word.text in (";", "+")), len(rest))
        # The name of a file, which find passes as one word.
        rest = [Word("$", split=False) if word.text == "{}" else word for word in rest[:end]]
    elif name in ("xargs", "parallel") and rest:
        # Words of the input, any number of them.
        rest = [*rest, Word("$", split=True)]
    return rest


def _is_assignment(text: str) -> bool:
    name, equals, _ = text.partition("=")
    return bool(equals) and name.replace("_", "a").isalnum()


def calls(text: str) -> Iterator[Call]:
    """Yield the calls of ecctl in a script, in the order of their lines."""
    scanner = Scanner(text)
    while scanner.at < len(text):
        scanner.scan()
    yield from sorted(scanner.calls, key=lambda call: call.line)
