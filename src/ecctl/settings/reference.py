"""References in a config file to values outside of it.

They are `$(file:PATH)`, `$(env:NAME)`, `$(cmd:PROGRAM ARGS)` and `$(keyring:SERVICE/NAME)`, in the syntax of
Elastic's newer command line. A reference is resolved when its value is needed for the first time, so that
`--help`, `config show` and commands that send nothing neither ask a keyring nor run a program.

A config file that others can write could send any secret of this machine to a host of their choice, or run any
program as the user: its references are refused. A program runs only if the file is in the folder of config
files, because a file that came with a cloned repository belongs to the user as well.
"""

from __future__ import annotations

import os
import stat
import time

from ecctl.core.errors import SettingsError
from ecctl.settings import paths

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

KEYS = frozenset({"api_key", "ca_file", "client_cert", "client_key", "host", "pass", "region", "user"})
"""Settings that may hold references. Templates and messages may contain `$(` for their own reasons."""

KINDS = ("cmd", "env", "file", "keyring")

SECONDS = 30.0
"""Time limit of a program."""

LIMIT = 1 << 16
"""Largest value in bytes."""

OUTER = "ECCTL_REFERENCES"
"""Variable that tells a program, which may run ecctl, for which references it runs, one per line.

Without it, a program that needs its own value would start another one, and so on until the time limit.
"""

UNCLOSED = "("
"""Kind of a reference that lacks its closing parenthesis. No password looks like one by chance."""


class Reference:
    """A value with references in it. `shown` is its text without the arguments of programs.

    `key` is the setting, `file` the config file that holds it, "" if a variable names a file.
    """

    __slots__ = ("_environ", "_parts", "_value", "file", "key", "shown")

    def __init__(self, key: str, text: str, file: str, environ: Mapping[str, str]) -> None:
        self.key = key
        self.file = file
        self._environ = environ
        self._parts = parse(text)
        self._value: str | None = None
        self.shown = "".join(_shown(kind, rest) if kind else rest for kind, rest in self._parts)

    @classmethod
    def to_file(cls, key: str, path: str, environ: Mapping[str, str]) -> Reference:
        """Return the reference of a variable such as EC_API_KEY_FILE."""
        made = cls(key, "", "", environ)
        made._parts, made.shown = [("file", path)], path
        return made

    @property
    def files(self) -> list[str]:
        """The files that it reads."""
        return [self._path(rest) for kind, rest in self._parts if kind == "file"]

    def resolve(self) -> str:
        """Return the value; raise SettingsError if a reference leads to none."""
        if self._value is None:
            # At the last moment: between loading and use, the mode of the file may have changed.
            if self.file:
                check_owner(self.file, self.key)
            value = "".join(self._resolved(kind, rest) if kind else rest for kind, rest in self._parts)
            if self.key in ("ca_file", "client_cert", "client_key"):
                value = paths.located(self.key, value, self._environ, self._folder)
            self._value = value
        return self._value

    def _resolved(self, kind: str, rest: str) -> str:
        resolvers: Mapping[str, Callable[[str], str]] = {
            "cmd": self._from_program,
            "env": self._from_variable,
            "file": self._from_file,
            "keyring": self._from_keyring,
        }
        if kind == UNCLOSED:
            raise self.error(f"the reference $({rest}:… is not closed", 'add ")" at its end')
        if not rest.strip():
            raise self.error(f"$({kind}:) names nothing")
        if kind not in resolvers:
            raise self.error(f'"{kind}" is not a kind of reference', f"kinds: {', '.join(KINDS)}")
        value = resolvers[kind](rest).removeprefix("\ufeff").rstrip("\r\n")
        if not value:
            raise self.error(f"{_shown(kind, rest)} is empty")
        return value

    @property
    def _folder(self) -> str:
        return os.path.dirname(os.path.abspath(self.file)) if self.file else ""

    def _path(self, path: str) -> str:
        return paths.expanded(path, self._environ, self._folder)

    def _from_file(self, rest: str) -> str:
        path = self._path(rest)
        try:
            # Not blocking: opening a named pipe would wait for a writer without a limit.
            descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
            try:
                data = self._drained(descriptor, path, time.monotonic() + SECONDS)
            finally:
                os.close(descriptor)
        except OSError as error:
            raise self.error(f"cannot read {path}: {error.strerror}") from None
        return self._decoded(data, path)

    def _drained(self, descriptor: int, source: str, end: float) -> bytes:
        """Return what can be read until the end of a stream, at most a little more than LIMIT bytes.

        Raise SettingsError after the time limit.
        """
        import select

        data = b""
        while len(data) <= LIMIT:
            left = end - time.monotonic()
            if left <= 0 or not select.select([descriptor], [], [], left)[0]:
                raise self.error(f"{source} took over {SECONDS:.0f} s")
            part = os.read(descriptor, LIMIT)
            if not part:
                break
            data += part
        return data

    def _from_variable(self, rest: str) -> str:
        value = self._environ.get(rest)
        if not value:
            raise self.error(f"the variable {rest} is not set")
        return value

    def _from_program(self, rest: str) -> str:
        words = self._words(rest)
        if self._name in self._outer:
            raise self.error(f"{words[0]} runs ecctl with the same reference")
        return self._decoded(self._output(words), words[0])

    @property
    def _name(self) -> str:
        return f"{os.path.realpath(self.file)}:{self.key}"

    @property
    def _outer(self) -> list[str]:
        """The references for which this process runs."""
        return [name for name in self._environ.get(OUTER, "").split("\n") if name]

    def _words(self, rest: str) -> list[str]:
        from shlex import split

        folder = paths.config_folder(self._environ)
        inside = os.path.dirname(os.path.abspath(self.file)) == os.path.abspath(folder or os.curdir)
        if not inside and os.stat(self.file).st_uid != 0:
            raise self.error(
                "programs are run only for config files in ~/.ecctl, or for those of root",
                f"move the file to {folder}",
            )
        try:
            words = split(rest)  # as a shell splits, without its expansions
        except ValueError:
            raise self.error("the command line in $(cmd:…) has a quote that is not closed") from None
        return words

    def _output(self, words: Sequence[str]) -> bytes:
        """Run a program without a shell and return its output.

        Its standard error is dropped, because it may repeat the secret, and standard input is empty, because
        the command may read data from there.
        """
        import subprocess

        # Not subprocess.run: it waits for programs that the program has left behind, and reads without limit.
        try:
            process = subprocess.Popen(  # noqa: S603  # no shell
                words,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, OUTER: "\n".join([*self._outer, self._name])},
            )
        except OSError as error:
            raise self.error(f"cannot run {words[0]}: {error.strerror}") from None
        end = time.monotonic() + SECONDS
        with process:
            assert process.stdout is not None  # noqa: S101  # a pipe was asked for
            try:
                output = self._drained(process.stdout.fileno(), words[0], end)
                status = 0 if len(output) > LIMIT else process.wait(max(end - time.monotonic(), 0.1))
            except subprocess.TimeoutExpired:
                raise self.error(f"{words[0]} took over {SECONDS:.0f} s") from None
            finally:
                process.kill()
        if status:
            how = f"ended with status {status}" if status > 0 else f"was killed by signal {-status}"
            raise self.error(f"{words[0]} {how}", "run the program by hand to see what it says")
        return output

    def _from_keyring(self, rest: str) -> str:
        from ecctl.settings import secret_store

        service, slash, name = rest.partition("/")
        if not (service and slash and name):
            raise self.error("a keyring reference is $(keyring:SERVICE/NAME)")
        try:
            value = secret_store.get(service, name)
        except SettingsError as error:
            raise self.error(error.message, error.hint) from None
        if value is None:
            raise self.error(
                f"the keyring has no entry {rest}", f'"ecctl config set {self.key} --keyring" stores it'
            )
        return value

    def _decoded(self, data: bytes, source: str) -> str:
        if len(data) > LIMIT:
            raise self.error(f"the value from {source} is larger than {LIMIT} bytes")
        try:
            return data.decode()
        except UnicodeDecodeError:
            raise self.error(f"the value from {source} is not UTF-8 text") from None

    def error(self, cause: str, hint: str = "") -> SettingsError:
        """Return the error of a value that cannot be had."""
        variable = f"EC_{self.key.upper()}_FILE"
        return SettingsError(f"cannot get {self.key} ({self.file or variable}): {cause}", hint=hint)

    def __repr__(self) -> str:
        return f"Reference({self.shown!r})"

    def __bool__(self) -> bool:
        return True


def parse(text: str) -> list[tuple[str, str]]:
    """Split a text into references, as kind and rest, and the text between them, with the kind ""."""
    parts: list[tuple[str, str]] = []
    plain = ""
    while text:
        before, opened, after = text.partition("$(")
        inside, closed, behind = after.partition(")")
        kind, colon, rest = inside.partition(":")
        plain += before
        if (
            opened
            and closed
            and colon
            and kind.isascii()
            and kind.replace("_", "a").isalnum()
            and kind.islower()
        ):
            parts += [("", plain), (kind, rest)]
            plain, text = "", behind
        elif opened and not closed and kind in KINDS and colon:
            parts += [("", plain), (UNCLOSED, kind)]
            plain = text = ""
        else:  # `$(` as a part of a password
            plain += opened
            text = after
    return [part for part in [*parts, ("", plain)] if part != ("", "")]


def holds_reference(key: str, value: object) -> bool:
    """Return whether a value from a config file contains a reference."""
    return key in KEYS and isinstance(value, str) and any(kind for kind, _ in parse(value))


def _shown(kind: str, rest: str) -> str:
    """Return a reference for messages: of a program, not its arguments, which may hold a password."""
    if kind == UNCLOSED:
        return f"$({rest}:… (not closed)"
    if kind == "cmd":
        program, _, arguments = rest.strip().partition(" ")
        rest = f"{program} …" if arguments else program
    return f"$({kind}:{rest})"


def check_owner(file: str, key: str) -> None:
    """Raise SettingsError if somebody else could have written the references in a config file."""
    what = f"the reference for {key} in {file} is refused"
    found = os.stat(file)
    if found.st_uid not in (0, os.geteuid()):
        raise SettingsError(f"{what}: the file belongs to another user", hint="use a config file of your own")
    # Permission bits of a pipe, such as bash's `<(…)`, say nothing.
    if stat.S_ISREG(found.st_mode) and found.st_mode & 0o022:
        raise SettingsError(f"{what}: other users can write to the file", hint=f"chmod go-w {file}")
    folder = os.path.dirname(os.path.abspath(file))
    mode = os.stat(folder).st_mode
    if stat.S_ISREG(found.st_mode) and mode & 0o022 and not mode & stat.S_ISVTX:
        raise SettingsError(f"{what}: other users can replace the file", hint=f"chmod go-w {folder}")


def readable_by_others(reference: Reference) -> list[str]:
    """Return a warning for each file that a secret is read from and that other users can read."""
    warnings = []
    for path in reference.files:
        try:
            mode = os.stat(path).st_mode
        except OSError:
            continue  # an error once the secret is needed
        if stat.S_ISREG(mode) and mode & 0o077:
            warnings.append(f"other users can read the secret in {path}: chmod 600 {path}")
    return warnings
