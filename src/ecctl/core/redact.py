"""Secrets and their redaction: the one place that knows what must not be shown.

`Secret` wraps a value whose text must not reach a `repr`, a log or a traceback. The functions below
redact what passes over the wire before a trace, a log line or an error quotes it.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

HIDDEN = "[REDACTED]"

SHORTEST_SECRET = 8
"""Characters of a known secret that is removed from other texts, too: a shorter one may be a word."""

SECRET_HEADERS = frozenset(
    {
        "authorization",
        "proxy-authorization",
        "cookie",
        "set-cookie",
        "x-management-auth",
        "www-authenticate-info",
    }
)
SECRET_KEYS = frozenset(
    {
        "authorization",
        "password",
        "pass",
        "token",
        "key",
        "api_key",
        "apikey",
        "api_keys",
        "secret",
        "secret_token",
        "secret_key",
        "access_key",
        "jwt",
        "roles_token",
        "bearer",
        "credentials",
        "private_key",
        "client_secret",
        "security_password",
        "new_password",
        "old_password",
    }
)
_SECRET_PARTS = (
    "password",
    "secret",
    "token",
    "api_key",
    "apikey",
    "private_key",
    "passphrase",
    "credential",
)
# These contain the word of a secret, but identify something and grant nothing.
_NOT_SECRET = frozenset(
    {"token_id", "token_ids", "tokens", "key_id", "public_key", "secret_tokens", "token_type"}
)


class Secret:
    """A text that only `reveal()` shows.

    Two secrets are equal if their texts are; an empty one is false.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """Return the text itself."""
        return self._text

    def __repr__(self) -> str:
        return "Secret('…')" if self._text else "Secret('')"

    __str__ = __repr__

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        return hash(self._text)

    def __reduce__(self) -> str:
        raise TypeError("a Secret is not pickled")


def is_secret_key(name: str) -> bool:
    """Return whether the member of a JSON object with this name holds a secret."""
    low = name.lower().replace("-", "_")
    if low in _NOT_SECRET:
        return False
    return low in SECRET_KEYS or low.endswith("_key") or any(part in low for part in _SECRET_PARTS)


INVITATION = "/invitations/"
"""What precedes the token of an invitation, which stands in for a password, in a path."""


def redact_target(target: str) -> str:
    """Return a path and query without tokens in the path and without secret query values."""
    path, question, query = target.partition("?")
    if "/eyJ" in path or INVITATION in path:
        path = _redact_path(path)
    if not question:
        return path
    pairs = []
    for pair in query.split("&"):
        name, equals, _ = pair.partition("=")
        pairs.append(f"{name}={HIDDEN}" if equals and is_secret_key(name) else pair)
    return f"{path}?{'&'.join(pairs)}"


def _redact_path(path: str) -> str:
    """Return a path without JWTs and tokens of invitations."""
    before, found, rest = path.partition(INVITATION)
    token, slash, after = rest.partition("/")
    if found and token:
        path = before + found + HIDDEN + slash + after
    return "/".join(HIDDEN if looks_like_jwt(part) else part for part in path.split("/"))


def redact_value(value: object) -> object:
    """Return a JSON value without its secrets.

    Redacted are all texts and numbers below a member with a secret name, whatever the names between (such as
    `{"secrets": {"s3.key": {"value": …}}}`), and JWTs and private keys in any text.
    """
    if isinstance(value, dict):
        return {k: _hide(v) if is_secret_key(k) else redact_value(v) for k, v in value.items()}
    if isinstance(value, list):
        return [redact_value(item) for item in value]
    return redact_text(value) if isinstance(value, str) else value


def _hide(value: object) -> object:
    """Return a JSON value with every text and number redacted; names, booleans and null stay."""
    if isinstance(value, dict):
        return {name: _hide(item) for name, item in value.items()}
    if isinstance(value, list):
        return HIDDEN
    return value if value is None or isinstance(value, bool) else HIDDEN


def looks_like_jwt(text: str) -> bool:
    """Return whether a text has the shape of a compact JWT (RFC 7519): its header starts `{"`, in base64url."""
    return text.startswith("eyJ") and text.count(".") == 2


def redact_text(text: str, own: Sequence[str] = ()) -> str:
    """Return a text from elsewhere without JWTs, private keys (PEM) and the secrets that are *own*."""
    for secret in own:
        text = text.replace(secret, HIDDEN)
    # `re` is imported only for text with a secret in it: on each start it would cost more than the redaction.
    if "eyJ" in text:
        import re

        text = re.sub(r"eyJ[\w-]+(?:\.[\w-]*)*", HIDDEN, text)
    if "PRIVATE KEY" in text:
        import re

        text = re.sub(_PRIVATE_KEY, HIDDEN, text)
    return text


_PRIVATE_KEY = r"(?s)-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)"
"""A private key in PEM form (RFC 7468), also one that is cut off."""


# A damaged body cannot be parsed, so names and values are found by their shape. Too much is redacted rather
# than too little: what remains is for a human who looks for a misconfigured proxy.
def redact_damaged(text: str) -> str:
    """Redact a text that may be the beginning of JSON or of a form: values behind the name of a secret."""
    import re

    parts, at = [], 0
    while found := re.compile(_NAME).search(text, at):
        parts.append(text[at : found.end()])
        at = found.end()
        value = re.compile(_VALUE).match(text, at)
        if value and value[0] not in ("null", "true", "false") and is_secret_key(found[1] or found[2]):
            parts.append(HIDDEN)
            at = value.end()
    return redact_text("".join(parts) + text[at:])


_NAME = r"""(?x) \\?["'] ([\w.-]+) \\?["'] \s* : \s* | ([\w.-]+) ="""
"""The name of a member of JSON, whose quotes may be escaped, or of a field."""

_VALUE = r"""(?xs)
    \\" .*? (?: \\" | \Z )
  | " (?: [^"\\] | \\. )* (?: " | \\? \Z )
  | ' (?: [^'\\] | \\. )* (?: ' | \\? \Z )
  | \[ [^\]]* (?: \] | \Z )
  | [^\s,;&<>"'{}\[\]]+"""
"""A value, complete or truncated: a string, a list, a word."""


def redact_body(body: bytes) -> str:
    """Return a body as text for a trace: JSON with its secrets redacted; of anything else only its size.

    A body that is not JSON may be a form, a key or a page that quotes one: it is not shown.
    """
    import json

    if not body:
        return ""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return f"[{len(body)} bytes that are not JSON]"
    return json.dumps(redact_value(value), ensure_ascii=False)
