"""`ecctl platform enrollment-token`: the tokens with which hosts join the platform."""

from __future__ import annotations

from ecctl.cli.command import Command, Lazy
from ecctl.cli.commands.enrollment_token.table import TOKENS
from ecctl.settings.option import Option

HERE = "ecctl.cli.commands.enrollment_token."

HAND_OVER = (
    Option("coordinator-host", "Coordinator that --install-line names (default: --host)"),
    Option("install-line", "Print the command that installs a host with the token", "bool"),
    Option("out", "File to put the token into, for its owner only"),
    Option("token-only", "Print the token and nothing else", "bool"),
)
"""Flags that say how a new token is handed over."""

FILE = Option("file", "File with a token, or its id, a line; - for standard input", short="f")

COMMANDS = (
    Command(
        "create",
        "Create an enrollment token for roles",
        long=(
            "Create an enrollment token for roles: with it, a new host joins the platform.\n\n"
            "A token never expires and can be revoked, unless --validity is given: then it expires, is not "
            "listed and cannot be revoked. It is printed this once, or kept in the file that --out names: keep "
            "it as you keep a password.\n\n"
            "--install-line prints the command that installs a host with ECE's installer, to be run where the "
            "installer and a copy of the file are. The token is an argument of no process in it."
        ),
        use="--role <ROLE>",
        examples=(
            "ecctl [globalFlags] enrollment-token create --role coordinator",
            "ecctl [globalFlags] enrollment-token create --role coordinator --role proxy",
            "ecctl [globalFlags] enrollment-token create --role allocator --validity 120s",
            "ecctl [globalFlags] enrollment-token create --role allocator --validity 2h",
            "ecctl [globalFlags] enrollment-token create --role proxy --out token.jwt --install-line",
        ),
        options=(
            Option(
                "role",
                "Role that the host may take: again, or with commas, for more",
                "stringArray",
                short="r",
                required=True,
            ),
            Option("validity", "How long the token is valid, such as 2h or 7d", "duration", short="v"),
            *HAND_OVER,
        ),
        run=Lazy(HERE + "create", "create"),
    ),
    Command(
        "delete",
        "Revoke enrollment tokens",
        long=(
            "Revoke persistent enrollment tokens: no host joins with them any more. Hosts that joined stay.\n\n"
            "Any number of tokens can be named by their ids or by themselves: as arguments, one a line on "
            "standard input for -, and in a file."
        ),
        use="<enrollment-token>",
        examples=(
            "ecctl platform enrollment-token delete 7a4db5a0-d05b-43f7-84a3-cddb81f5254f",
            "ecctl platform enrollment-token delete --file token.jwt --ignore-missing",
        ),
        arguments=(0, -1),
        options=(FILE, Option("ignore-missing", "A token that is not there is no error", "bool")),
        run=Lazy(HERE + "revoke", "delete"),
    ),
    Command(
        "inspect",
        "Show what a token grants and until when",
        long=(
            "Show what a token grants and until when, read from the token itself: nothing is sent. The status "
            "is 1 for a token that has expired, or does not cover the roles that are asked for. Only the "
            "platform can tell whether the token was revoked, or is genuine."
        ),
        use="[<enrollment-token>|-]",
        examples=("ecctl platform enrollment-token inspect --file token.jwt --roles proxy",),
        arguments=(0, 1),
        options=(
            Option("file", "File that holds the token, - for standard input", short="f"),
            Option("roles", "Roles that the token must cover", "strings"),
        ),
        run=Lazy(HERE + "inspect", "inspect"),
        setup=False,
    ),
    Command(
        "list",
        "List the persistent enrollment tokens",
        aliases=("ls",),
        operation="get-enrollment-tokens",
        view=TOKENS,
    ),
    Command(
        "prune",
        "Revoke all tokens, those for a role, or all but some",
        long=(
            "Revoke persistent tokens: all, those that carry one of some roles, or all but those to keep. They "
            "are shown before, and it is asked for."
        ),
        use="{--role <role> | --keep <id> | --all}",
        examples=(
            "ecctl platform enrollment-token prune --role allocator",
            "ecctl platform enrollment-token prune --keep 7a4db5a0-d05b-43f7-84a3-cddb81f5254f",
        ),
        options=(
            Option("all", "Revoke every token", "bool"),
            Option("keep", "Id of a token to keep: again, or with commas, for more", "strings"),
            Option("role", "Revoke tokens that carry this role: again, or with commas, for more", "strings"),
        ),
        run=Lazy(HERE + "revoke", "prune"),
    ),
    Command(
        "rotate",
        "Replace a token by a new one with the same roles",
        long=(
            "Make a new token with the roles of another, hands it over as create does, and only then revokes "
            "the other. A rotation that is interrupted leaves at least one of the two valid; the next one on "
            "the same platform tells what is left over."
        ),
        use="<enrollment-token>|-",
        examples=(
            "ecctl platform enrollment-token rotate 7a4db5a0-d05b-43f7-84a3-cddb81f5254f --out new.jwt",
        ),
        arguments=(0, 1),
        options=(FILE, *HAND_OVER),
        run=Lazy(HERE + "rotate", "rotate"),
    ),
)
