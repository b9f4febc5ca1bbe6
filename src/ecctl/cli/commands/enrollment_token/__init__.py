"""`ecctl platform enrollment-token`: the tokens with which hosts join the platform."""

from __future__ import annotations

from ecctl.cli.command import ALLOW_UNKNOWN_ROLE, PARALLEL, Command, Lazy
from ecctl.output import Column, Table
from ecctl.settings import Option

HERE = "ecctl.cli.commands.enrollment_token."
ID = "7a4db5a0-d05b-43f7-84a3-cddb81f5254f"

TOKENS = Table(
    "tokens",
    Column("TOKEN ID", "token_id"),
    Column("ROLES", lambda token: " ".join(role or "" for role in token["roles"]) or None),
)
"""The persistent tokens: ids and roles, never the tokens themselves."""


def check_validity(text: str) -> None:
    """Raise ValueError for a bare zero: a script with an empty or wrong variable would make an eternal token.

    `0s`, with a unit, is accepted: the original takes it for a token that never expires.
    """
    if text and not text.strip("+-0."):
        raise ValueError("omit --validity to create a token that never expires")


HAND_OVER = (
    Option("coordinator-host", "Coordinator that --install-line names (default: the host of --host)"),
    Option("install-line", "Print the command that installs a host with the token", "bool"),
    Option("out", "File to write the token to, readable by its owner only"),
    Option("overwrite", "Replace the file of --out if it exists", "bool"),
    Option("token-only", "Print the token and nothing else", "bool"),
)
"""Flags that say how to deliver a new token."""

MANY = (
    Option("count", "Number of tokens to create", "int"),
    Option("hosts", "File with a row for each token (columns: host, roles, validity); - for standard input"),
    Option("out-dir", "Folder to write a file for each token to, readable by its owner only"),
    PARALLEL,
)
"""Flags that create many tokens."""

FILE = Option(
    "file",
    "File with a token, its id, or a line of JSON from create per line; - for standard input",
    short="f",
)

COMMANDS = (
    Command(
        "create",
        "Create an enrollment token for roles",
        long=(
            "Create an enrollment token for roles. New hosts join the platform with it.\n\n"
            "A token never expires and can be revoked, unless --validity is given: then it expires, is not "
            "listed and cannot be revoked. The token is shown only once; store it like a password, or let "
            "--out write it to a file.\n\n"
            "--install-line prints the command that installs a host with ECE's installer. Run it in a folder "
            "with the installer and a copy of the token file. The token never appears in a process's arguments.\n\n"
            "--count creates that many tokens, --hosts one for each row of a CSV or YAML file; --role and "
            "--validity apply to rows without their own. Each token is a line of JSON on standard output, or a file "
            'in --out-dir. If the run is interrupted, the same command line resumes it; see "ecctl help bulk".'
        ),
        use="--role <ROLE>",
        examples=(
            "ecctl platform enrollment-token create --role coordinator",
            "ecctl platform enrollment-token create --role coordinator --role proxy",
            "ecctl platform enrollment-token create --role allocator --validity 120s",
            "ecctl platform enrollment-token create --role allocator --validity 2h",
            "ecctl platform enrollment-token create --role proxy --out token.jwt --install-line",
            "ecctl platform enrollment-token create --hosts hosts.csv --validity 2h --out-dir tokens",
        ),
        options=(
            Option(
                "role",
                "Role the host may take (repeatable, or comma-separated)",
                "stringArray",
                short="r",
                required=True,
                unless=("hosts",),
            ),
            Option(
                "validity",
                "How long the token is valid, such as 2h",
                "duration",
                short="v",
                check=check_validity,
            ),
            ALLOW_UNKNOWN_ROLE,
            *HAND_OVER,
            *MANY,
        ),
        run=Lazy(HERE + "create", "create"),
    ),
    Command(
        "delete",
        "Revoke enrollment tokens",
        long=(
            "Revoke persistent enrollment tokens, so that no host can join with them any more. Hosts that have "
            "joined stay.\n\n"
            "Name any number of tokens by their ids or by the tokens themselves: as arguments, in a file with "
            "--file, or on standard input with -."
        ),
        use="<enrollment-token>",
        examples=(
            f"ecctl platform enrollment-token delete {ID}",
            "ecctl platform enrollment-token delete --file token.jwt --ignore-missing",
        ),
        arguments=(0, -1),
        options=(
            FILE,
            Option("ignore-missing", "Succeed if a token does not exist, or none is named", "bool"),
            PARALLEL,
        ),
        run=Lazy(HERE + "revoke", "delete"),
    ),
    Command(
        "inspect",
        "Show what a token grants and when it expires",
        long=(
            "Show what a token grants and when it expires. Everything is read from the token itself, and "
            "nothing is sent: only the platform knows whether the token is genuine, or has been revoked.\n\n"
            "The exit status is 1 if the token has expired, or lacks one of --roles."
        ),
        use="[<enrollment-token>|-]",
        examples=("ecctl platform enrollment-token inspect --file token.jwt --roles proxy",),
        arguments=(0, 1),
        options=(
            Option("file", "File with the token; - for standard input", short="f"),
            Option("roles", "Roles that the token must cover", "strings", aliases=("role",)),
            ALLOW_UNKNOWN_ROLE,
        ),
        run=Lazy(HERE + "inspect", "inspect"),
        setup=False,
    ),
    Command(
        "list",
        "List the persistent enrollment tokens",
        operation="get-enrollment-tokens",
        view=TOKENS,
    ),
    Command(
        "prune",
        "Revoke all tokens, those with a role, or all but some",
        long=(
            "Revoke persistent tokens: all of them, those with a role, or all but the ones to keep. Lists the "
            "tokens and asks for confirmation first."
        ),
        use="{--role <role> | --keep <id> | --all}",
        examples=(
            "ecctl platform enrollment-token prune --role allocator",
            f"ecctl platform enrollment-token prune --keep {ID}",
        ),
        options=(
            Option("all", "Revoke every token", "bool"),
            Option("keep", "Id of a token to keep (repeatable, or comma-separated)", "strings"),
            Option(
                "role",
                "Revoke tokens with this role (repeatable, or comma-separated)",
                "strings",
                aliases=("roles",),
            ),
            ALLOW_UNKNOWN_ROLE,
            PARALLEL,
        ),
        run=Lazy(HERE + "revoke", "prune"),
    ),
    Command(
        "rotate",
        "Replace a token with a new one for the same roles",
        long=(
            "Create a token with the roles of another, deliver it as create does, and only then revoke the "
            "other. At every moment at least one of the two is valid. If a rotation is interrupted, the next "
            "one on the same platform reports what is left over."
        ),
        use="<enrollment-token>|-",
        examples=(f"ecctl platform enrollment-token rotate {ID} --out new.jwt",),
        arguments=(0, 1),
        options=(FILE, *HAND_OVER),
        run=Lazy(HERE + "rotate", "rotate"),
    ),
)
