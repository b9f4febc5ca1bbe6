"""`ecctl config`: the profiles, which are config files by name, and the settings in them."""

from __future__ import annotations

from ecctl.cli.command import Command, Lazy
from ecctl.settings import Option

HERE = "ecctl.cli.commands.config."

COMMANDS = (
    Command(
        "delete",
        "Delete profiles",
        use="<profile>...",
        arguments=(1, -1),
        run=Lazy(HERE + "profiles", "delete"),
        setup=False,
        lenient=True,
    ),
    Command(
        "list",
        "List the profiles; * marks the one in use",
        run=Lazy(HERE + "profiles", "list_profiles"),
        setup=False,
        lenient=True,
    ),
    Command(
        "path",
        "Print the path of the config file in use",
        use="[<profile>]",
        arguments=(0, 1),
        run=Lazy(HERE + "profiles", "path"),
        identifier="file",
        setup=False,
        lenient=True,
    ),
    Command(
        "rename",
        "Rename a profile",
        use="<profile> <new name>",
        arguments=(2, 2),
        run=Lazy(HERE + "profiles", "rename"),
        identifier="profile",
        setup=False,
        lenient=True,
    ),
    Command(
        "set",
        "Change a setting in the config file",
        long=(
            "Change a setting in the config file in use, or in that of --config.\n\n"
            "Without a value, the command prompts for it, without echo if it is a secret, or reads it from standard "
            "input. A secret cannot be an argument, because other users can see the arguments of a process; "
            "@FILE names a file that holds it. A reference such as $(cmd:…) or $(keyring:…) is stored as it is."
        ),
        use="<setting> [value]",
        arguments=(1, 2),
        examples=(
            "ecctl config set output json",
            "ecctl config set timeout 1m --config prod",
            "ecctl config set api_key @key.txt",
            "ecctl config set api_key '$(cmd:pass show ece/prod)'",
        ),
        options=(Option("keyring", "Store a secret in the system's keyring", "bool"),),
        run=Lazy(HERE + "edit", "set_value"),
        identifier="setting",
        setup=False,
    ),
    Command(
        "show",
        "Show each setting and its source",
        use="[<profile>]",
        arguments=(0, 1),
        run=Lazy(HERE + "show", "show"),
        identifier="",
        setup=False,
    ),
    Command(
        "unset",
        "Remove settings from the config file",
        use="<setting>...",
        arguments=(1, -1),
        run=Lazy(HERE + "edit", "unset"),
        setup=False,
    ),
    Command(
        "use",
        "Select the profile of further commands",
        long=(
            "Select the profile that further commands use, in every shell, unless --config or EC_CONFIG names "
            'another. A path selects a file elsewhere, "embedded" the embedded platform, and "config" the default.'
        ),
        use="<profile>",
        arguments=(1, 1),
        examples=("ecctl config use prod", "ecctl config use config"),
        run=Lazy(HERE + "profiles", "use"),
        identifier="profile",
        setup=False,
        lenient=True,
    ),
)
