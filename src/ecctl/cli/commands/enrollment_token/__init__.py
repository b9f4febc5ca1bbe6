"""`ecctl platform enrollment-token`: the tokens with which hosts join the platform."""

from __future__ import annotations

from ecctl.cli.command import Command
from ecctl.output.result import Message, Table
from ecctl.settings.option import Option

HERE = "ecctl.cli.commands.enrollment_token."

TOKENS = Table(
    "tokens",
    ("TOKEN ID", "token_id"),
    ("ROLES", lambda token: " ".join(role or "" for role in token["roles"]) or None),
)

COMMANDS = (
    Command(
        "create",
        "Creates an enrollment token for roles",
        long=(
            "Creates an enrollment token for roles: with it, a new host joins the platform.\n\n"
            "A token never expires and can be revoked, unless --validity is given: then it expires, is not "
            "listed and cannot be revoked. It is printed this once: keep it as you keep a password."
        ),
        use="--role <ROLE>",
        examples=(
            "ecctl [globalFlags] enrollment-token create --role coordinator",
            "ecctl [globalFlags] enrollment-token create --role coordinator --role proxy",
            "ecctl [globalFlags] enrollment-token create --role allocator --validity 120s",
            "ecctl [globalFlags] enrollment-token create --role allocator --validity 2h",
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
        ),
        run=HERE + "create:create",
    ),
    Command(
        "delete",
        "Revokes an enrollment token",
        long="Revokes a persistent enrollment token: no host joins with it any more. Hosts that joined stay.",
        use="<enrollment-token>",
        examples=("ecctl platform enrollment-token delete 7a4db5a0-d05b-43f7-84a3-cddb81f5254f",),
        arguments=(1, 1),
        operation="delete-enrollment-token",
        parameters={"token": "$1"},
        view=Message("Token {0} deleted."),
    ),
    Command(
        "inspect",
        "Shows what a token grants and until when",
        long=(
            "Shows what a token grants and until when, read from the token itself: nothing is sent. The status "
            "is 1 for a token that has expired, or does not cover the roles that are asked for. Only the "
            "platform can tell whether the token was revoked, or is genuine."
        ),
        use="[<enrollment-token>|-]",
        examples=("ecctl platform enrollment-token inspect --file token.jwt --roles proxy",),
        arguments=(0, 1),
        options=(
            Option("file", "File that holds the token", short="f"),
            Option("roles", "Roles that the token must cover", "strings"),
        ),
        run=HERE + "inspect:inspect",
        setup=False,
    ),
    Command(
        "list",
        "Lists the persistent enrollment tokens",
        aliases=("ls",),
        operation="get-enrollment-tokens",
        view=TOKENS,
    ),
)
