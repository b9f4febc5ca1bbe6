"""Candidates that only the platform knows: ids of tokens, users, hosts and the like.

A Tab must never hurt: an answer takes one second at most, no error is shown, nothing is asked, and nothing is
run on the user's behalf. Answers are cached for a few seconds in a file for its owner alone.
"""

from __future__ import annotations

import os
import time

from ecctl.core.jsonio import compact, parse
from ecctl.settings import SETTINGS, parse_value, paths

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from ecctl.cli.command import Command
    from ecctl.settings import Option, Value
    from ecctl.settings.profile import Profile

    Candidates = Sequence[tuple[str, str]]

SECONDS = 0.9
"""Longest time for an answer: together with the start of the program, a Tab takes one second at most."""

CACHE_SECONDS = 5.0
FOLDER = "cache"
MOST = 1000
"""Largest number of candidates: no user reads more, and a shell is slow to sort them."""

KINDS: Mapping[str, tuple[str, str, str, tuple[str, ...]]] = {
    "allocators": ("get-allocators", "zones.allocators", "allocator_id", ("zone_id", "host_ip")),
    "constructors": ("get-constructors", "constructors", "constructor_id", ("host_ip",)),
    "deployments": ("list-deployments", "deployments", "id", ("name",)),
    "extensions": ("list-extensions", "extensions", "id", ("name",)),
    "instance-configurations": ("get-instance-configurations", "", "id", ("name",)),
    "keys": ("get-api-keys", "keys", "id", ("description",)),
    "proxies": ("get-proxies", "proxies", "proxy_id", ("host_ip",)),
    "repositories": ("get-snapshot-repositories", "configs", "repository_name", ()),
    "runners": ("get-runners", "runners", "runner_id", ("roles", "host_ip")),
    "platform-roles": ("get-blueprinter-roles", "values", "id", ()),
    "rulesets": ("get-traffic-filter-rulesets", "rulesets", "id", ("name",)),
    "signing-keys": ("get-signing-keys", "keys", "name", ("state",)),
    "stacks": ("get-version-stacks", "stacks", "version", ()),
    "templates": ("get-deployment-templates-v2", "", "id", ("name",)),
    "tokens": ("get-enrollment-tokens", "tokens", "token_id", ("roles",)),
    "user-keys": ("get-users-api-keys", "keys", "id", ("user_id", "description")),
    "users": ("get-users", "users", "user_name", ("full_name", "security.roles")),
}
"""By kind: the operation, the list in its response, the member with the id, and those that describe it."""

ARGUMENTS = {
    "allocator": "allocators",
    "constructor": "constructors",
    "deployment": "deployments",
    "enrollment-token": "tokens",
    "extension": "extensions",
    "instance-configuration": "instance-configurations",
    "proxy": "proxies",
    "repository": "repositories",
    "role": "platform-roles",
    "runner": "runners",
    "signing-key": "signing-keys",
    "stack": "stacks",
    "traffic-filter": "rulesets",
    "user": "users",
}
"""Kind of a command's arguments, by its group."""

WITHOUT = frozenset({"create", "enable", "inspect", "upload", "search", "list"})
"""Commands whose arguments are new, are secrets, or of another kind."""

PARAMETERS = {
    "allocator_id": "allocators",
    "api_key_id": "keys",
    "constructor_id": "constructors",
    "deployment_id": "deployments",
    "extension_id": "extensions",
    "proxy_id": "proxies",
    "repository_name": "repositories",
    "ruleset_id": "rulesets",
    "runner_id": "runners",
    "template_id": "templates",
    "token": "tokens",
    "user_name": "users",
    "version": "stacks",
}
"""Kind of a parameter of an operation, by its name."""

FLAGS = {
    ("", "deployment-id"): "deployments",
    ("", "deployment-template"): "templates",
    ("", "stack-version"): "stacks",
    ("", "target"): "allocators",
    ("", "template-id"): "templates",
    ("deployment", "version"): "stacks",
    ("prune", "keep"): "tokens",
}
"""Kind of a flag's values, by the name of the command or its group ("" for any) and that of the flag."""


def kind_of_argument(command: Command, path: Sequence[str]) -> str:
    """Return the kind of a command's arguments, or ""."""
    if command.name in WITHOUT and path[-2:-1] != ["user"]:
        return ""
    if path[-2:-1] == ["key"]:
        return "" if command.arguments == (0, 0) else "user-keys" if path[-3] == "user" else "keys"
    if command.identified and "deployment" in path and "traffic-filter" not in path:
        return "deployments"
    return ARGUMENTS.get(path[-2], "") if len(path) > 1 and command.arguments != (0, 0) else ""


def candidates(
    kind: str, start: str, words: Sequence[str], options: Mapping[str, Option], environ: Mapping[str, str]
) -> Candidates:
    """Return the ids of a kind that begin with *start*, with their descriptions; none after any error."""
    try:
        with TimeLimit(SECONDS):
            found = _known(kind, words, options, environ)
    except Exception:  # noqa: BLE001  # a Tab is not the place to learn of an error
        return []
    return [(each, text) for each, text in found if each.startswith(start)][:MOST]


class TimeLimit:
    """Raises TimeoutError in the main thread after some seconds, whatever the program waits for."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._set = False

    def __enter__(self) -> None:
        # `_signal`, because `signal` imports enum.
        import _signal  # type: ignore[import-not-found]  # a module in C
        from threading import current_thread, main_thread

        # A signal, not a time limit of the request: a slow name server or disk counts as well. Python
        # delivers signals to the main thread only.
        if current_thread() is main_thread():
            self._before = _signal.signal(_signal.SIGALRM, self._over)
            _signal.setitimer(_signal.ITIMER_REAL, self._seconds)
            self._set = True

    def __exit__(self, *exception: object) -> None:
        if self._set:
            import _signal

            _signal.setitimer(_signal.ITIMER_REAL, 0)
            _signal.signal(_signal.SIGALRM, self._before)

    def _over(self, *_: object) -> None:
        raise TimeoutError


def _known(
    kind: str, words: Sequence[str], options: Mapping[str, Option], environ: Mapping[str, str]
) -> list[tuple[str, str]]:
    """Return all of a kind, from the cache if that is new enough."""
    profile = _profile(words, options, environ)
    if profile.embedded:
        if not os.path.isdir(profile.data_dir):  # a client would make the platform
            return []
        platform = f"{profile.data_dir} {kind}"
    else:
        who = profile.text("user") or profile.text("api_key")[-8:]
        platform = f"{profile.url.origin} {profile.text('region')} {who} {kind}"
    cache = Cache(platform, environ)
    found = cache.read()
    if found is None:
        cache.write([])  # a platform that does not answer is asked once in a while, not at every Tab
        found = _requested(kind, profile, environ)
        cache.write(found)
    return found


def _profile(words: Sequence[str], options: Mapping[str, Option], environ: Mapping[str, str]) -> Profile:
    """Return the settings of an unfinished command line; raise ValueError if using them could ask something."""
    from ecctl.settings.load import load
    from ecctl.settings.secret_reference import resolve

    flags: dict[str, Value] = {}
    for name, text in _flags(words, options):
        option = options[name]
        if option not in SETTINGS or (option.secret and text == "-"):
            continue
        value = parse_value(option.kind, text)
        if option.key in ("api_key", "pass") and text[:1] == "@":
            value = resolve(text, f"--{name}", _nothing, environ)
        flags[option.key] = value
    profile = load(flags, environ)
    for option in SETTINGS:
        reference = profile.reference(option.key)
        # Programs and keyrings may ask the user for a password.
        if "$(cmd:" in reference or "$(keyring:" in reference:
            raise ValueError(reference)
    return profile


def _nothing() -> str:
    raise ValueError("standard input belongs to the shell")


def _flags(words: Sequence[str], options: Mapping[str, Option]) -> Iterator[tuple[str, str]]:
    """Yield the name and the value of each long flag that has one."""
    for index, word in enumerate(words):
        name, equals, value = word.removeprefix("--").partition("=")
        if not word.startswith("--") or name not in options:
            continue
        if equals:
            yield name, value
        elif options[name].kind == "bool":
            yield name, "true"
        elif index + 1 < len(words):
            yield name, words[index + 1]


def _requested(kind: str, profile: Profile, environ: Mapping[str, str]) -> list[tuple[str, str]]:
    """Ask the platform."""
    from ecctl.client import prepare
    from ecctl.client.client import Client

    operation, path, member, described = KINDS[kind]
    parameters = {"region": profile.text("region") or "ece-region"} if kind == "templates" else {}
    client = Client.from_settings(
        profile, environ, retries=0, end=time.monotonic() + SECONDS, fork_safe=False
    )
    try:
        value = client.execute(prepare(operation, parameters, profile))
    finally:
        client.close()
    found = []
    for element in _elements(value, path):
        name = _text(element, member)
        if name and name.isprintable():
            found.append((name, ", ".join(filter(None, (_text(element, each) for each in described)))))
    return sorted(found)


def _elements(value: Any, path: str) -> list[Any]:
    """Return the elements of a list in a response; a path of two names collects the lists of all groups."""
    for name in filter(None, path.split(".")):
        groups = value if isinstance(value, list) else [value]
        value = [each for group in groups for each in group.get(name) or ()]
    return list(value)


def _text(element: Any, path: str) -> str:
    """Return a member of an element in words, "" if it has none."""
    for name in path.split("."):
        element = element.get(name) if isinstance(element, dict) else None
    if isinstance(element, list):
        names = (each.get("role_name") if isinstance(each, dict) else each for each in element)
        return " ".join(str(name) for name in names if name)
    text = str(element) if isinstance(element, (str, int)) else ""
    return text if text.isprintable() else ""


class Cache:
    """The candidates of one kind on one platform, in a file with mode 0600."""

    def __init__(self, platform: str, environ: Mapping[str, str]) -> None:
        from zlib import crc32

        base = paths.config_folder(environ)
        self._platform = platform
        self._folder = os.path.join(base, FOLDER) if base else ""
        self._path = os.path.join(self._folder, f"{crc32(platform.encode()):08x}.json")

    def read(self) -> list[tuple[str, str]] | None:
        """Return the candidates stored a few seconds ago, or None."""
        try:
            with open(self._path, encoding="utf-8") as file:
                stored = parse(file.read())
            if stored["platform"] == self._platform and 0 <= time.time() - stored["at"] < CACHE_SECONDS:
                return [(name, text) for name, text in stored["found"]]
        except (OSError, ValueError, TypeError, KeyError):
            pass
        return None

    def write(self, found: Sequence[tuple[str, str]]) -> None:
        """Store candidates; without a home directory, do nothing."""
        if not self._folder:
            return
        from ecctl.core.private_files import make_private_folders, open_private, write_all

        make_private_folders(self._folder)
        value = {"platform": self._platform, "at": time.time(), "found": [list(pair) for pair in found]}
        temporary = f"{self._path}.{os.getpid()}"
        handle = open_private(temporary, os.O_EXCL)
        try:
            write_all(handle, compact(value))
        finally:
            os.close(handle)
        os.replace(temporary, self._path)
