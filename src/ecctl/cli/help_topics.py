"""The topics of `ecctl help` that are not commands."""

from __future__ import annotations

from ecctl.settings import OUTPUTS, SETTINGS
from ecctl.settings.load import NOT_FROM_FILE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

EXIT_STATUSES = {
    0: "everything asked for has been done",
    1: "any other failure",
    2: "command line or settings",
    3: "authentication or permission",
    4: "not found",
    5: "the API refused, or its response is not valid",
    6: "no response: network or TLS",
    7: "timeout",
    130: "interrupted",
    141: "the reader of standard output has gone",
}

OTHER_VARIABLES = (
    ("ECCTL_DATA_DIR", "Folder of the embedded platform"),
    ("ECCTL_STORE", "URL of the embedded platform's store"),
    ("EC_API_KEY_FILE", "File with the API key, if EC_API_KEY is not set"),
    ("EC_PASS_FILE", "File with the password, if EC_PASS is not set"),
    (
        "HTTPS_PROXY",
        "Proxy for https (http://, socks5:// or socks5h://); HTTP_PROXY for http, ALL_PROXY for both",
    ),
    ("NO_PROXY", "Hosts that are reached without a proxy, comma-separated"),
    ("SSL_CERT_FILE", "File with root certificates, instead of the system's"),
    ("SSL_CERT_DIR", "Folder with root certificates, instead of the system's"),
    ("PAGER", "Program that shows long results on a terminal (default less)"),
    ("COLUMNS", "Width of the terminal"),
    ("NO_COLOR", "Turns colors off"),
    ("CI", "Turns off the pager, and lines that are redrawn"),
)
"""Environment variables that are not settings."""

OUTPUT_MEANINGS = {
    "text": "a table, or JSON if a command has no table",
    "wide": "a table with all columns, none of them cut",
    "json": "JSON",
    "ndjson": "a JSON object on each line",
    "yaml": "YAML",
    "csv": "comma-separated values with a line of headings (RFC 4180)",
    "id": "an identifier on each line, as other commands take it",
}


BULK_COMMANDS = (
    ("platform enrollment-token create", "--count N, or --hosts FILE with host, roles, validity"),
    ("platform enrollment-token delete", "--file FILE with a token or id per line"),
    ("platform enrollment-token prune", "tokens that the platform lists"),
    ("platform runner set-roles", "--file FILE with runner_id, roles"),
    ("platform runner check --fix", "--file FILE with a mapping from ids to roles"),
    ("user create", "--file FILE with username, roles, fullname, email, password or password_file"),
    ("apply", "-f FILE with a mapping from ids to roles"),
)


def environment() -> str:
    """Return the topic about environment variables."""
    rows = [(option.variable, option.help.replace(f" (also {option.variable})", "")) for option in SETTINGS]
    # Files are for the flag; the variables that name files are listed below.
    rows = [
        (name, text.partition(" (@FILE")[0] if f"; also {name})" in text else text) for name, text in rows
    ]
    return (
        "Environment variables. A flag wins over a variable, a variable over the config file.\n\n"
        f"{table(rows)}\n\nOther variables:\n\n{table(OTHER_VARIABLES)}"
    )


def config() -> str:
    """Return the topic about config files."""
    keys = ", ".join(option.key for option in SETTINGS if option.key not in NOT_FROM_FILE)
    return (
        'A profile is a config file with a name: "--config prod" reads ~/.ecctl/prod.json, or a file there that '
        "ends in .yaml, .yml, .toml or .env. Without a name, the file is ~/.ecctl/config.json. A path, such as "
        "./admin.json, is read as it is.\n\n"
        f"Keys: {keys}.\n\n"
        "For each setting, the first of these wins: the flag, the environment variable (EC_HOST for host), the "
        'file, the default. "ecctl config show" prints every value and where it comes from, "ecctl config list" '
        'all profiles; "ecctl config use NAME" selects the one of further commands.\n\n'
        "A secret in the file may be a reference: $(file:PATH), $(env:NAME), $(cmd:PROGRAM ARGS) or "
        "$(keyring:SERVICE/NAME).\n\n"
        "The smallest file for an ECE:\n\n"
        '  {"host": "https://ece.example.com:12443", "api_key": "…", "ca_file": "/etc/ecctl/ca.pem"}'
    )


def exit_status() -> str:
    """Return the topic about exit statuses."""
    rows = [(str(status), meaning) for status, meaning in EXIT_STATUSES.items()]
    return (
        f"The exit status tells which class of problem occurred.\n\n{table(rows)}\n\n"
        'The error is on standard error. With "--output json" it is a JSON object: {"error": {"message": …, '
        '"exit_status": …, "hint": …}}.'
    )


def templates() -> str:
    """Return the topic about `--format`."""
    return (
        "--format takes a template in the language of Go's text/template. It runs once per element of a list, or "
        "once for a single thing. Fields are named as in Go (.TokenID) or as in JSON (.token_id).\n\n"
        "  ecctl user list --format '{{.UserName}}{{tab}}{{join .Security.Roles \",\"}}'\n"
        "  ecctl platform runner list --format '{{if not (derefBool .Healthy)}}{{.RunnerID}}{{end}}'\n"
        "  ecctl platform info --format '{{json .Regions}}'\n\n"
        "{{tab}} ends a column. {{json .X}} prints a value as JSON; {{join .List SEPARATOR}} joins the items of a "
        'list. "ecctl api show MODEL" lists the fields of a model, such as RunnerInfo.'
    )


def output() -> str:
    """Return the topic about outputs."""
    return (
        f"Values of --output:\n\n{table([(name, OUTPUT_MEANINGS[name]) for name in OUTPUTS])}\n\n"
        "--columns chooses and orders columns: by heading (host-ip) or by a path of members (security.roles). "
        "--sort NAME orders the elements; add :desc for descending order. Both work with every output; JSON and "
        "YAML then hold the list of elements alone.\n\n"
        "On a terminal, a table is cut to its width, and a long result is shown in $PAGER; --no-pager turns that "
        "off. Without a terminal, nothing is cut.\n\n"
        "--watch repeats a command that only reads. A terminal shows the newest result; without one, each result "
        "is printed that differs from the last one."
    )


def bulk() -> str:
    """Return the topic about bulk runs."""
    return (
        "Commands that create, change or revoke many things send up to --parallel requests at a time:\n\n"
        f"{table(BULK_COMMANDS)}\n\n"
        "A file is CSV with a line of headings, or YAML (JSON included). It is checked as a whole before the first "
        "request. --dry-run shows the requests.\n\n"
        "If a run is interrupted, the same command line resumes it. Its journal is in the folder of --out-dir, or in "
        "~/.ecctl/bulk; it holds tokens until they are delivered, and is removed at the end of a complete run. To give "
        "up an interrupted run, remove its journal.\n\n"
        "Requests that had no response, at most --parallel of them, may have created a token that nobody has. They are "
        "sent again and named at the end of the run, with the tokens to revoke."
    )


TOPICS: dict[str, tuple[str, Callable[[], str]]] = {
    "bulk": ("Many requests with one command", bulk),
    "config": ("Profiles and config files", config),
    "environment": ("Environment variables", environment),
    "exit-status": ("Exit statuses", exit_status),
    "output": ("Outputs, columns and order", output),
    "templates": ("Templates of --format", templates),
}
"""Topics by name, each with its title."""


def table(rows: list[tuple[str, str]] | tuple[tuple[str, str], ...]) -> str:
    """Return rows of a name and its meaning, aligned."""
    width = max(len(name) for name, _ in rows)
    return "\n".join(f"  {name.ljust(width)}   {meaning}" for name, meaning in rows)
