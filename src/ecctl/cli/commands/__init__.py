"""The root of the command tree."""

from __future__ import annotations

from ecctl.cli.command import ALLOW_UNKNOWN_ROLE, PARALLEL, Command, Lazy
from ecctl.settings import Option

HERE = "ecctl.cli.commands."

ROOT = Command(
    "ecctl",
    "Manage Elastic Cloud Enterprise and Elastic Cloud",
    long=(
        "Manage Elastic Cloud Enterprise and Elastic Cloud from the command line.\n\n"
        'Run "ecctl init" to set it up, or try it without a platform:\n'
        "ecctl --config embedded platform enrollment-token create --role proxy"
    ),
    options=(Option("version", "Show the version", "bool"),),
    children=(
        Command(
            "api",
            "Call every operation of the API by its id",
            topic="Other",
            children=Lazy(HERE + "api", "COMMANDS"),
        ),
        Command(
            "apply",
            "Give hosts the roles of a file",
            topic="Platform",
            long=(
                "Give each host in a file exactly the roles that the file lists: a YAML file that maps host ids to "
                "roles, or a CSV file (columns: runner_id, roles). The changes are shown and confirmed first; "
                "hosts that already have their roles, and hosts that are not in the file, stay as they are.\n\n"
                "A host that the platform does not have is an error, and nothing is changed. The roles that every "
                "host has, beats-runner and services-forwarder, do not count."
            ),
            use="--file <file>",
            examples=("ecctl apply -f hosts.yaml --dry-run", "ecctl apply -f hosts.yaml"),
            options=(
                Option("bless", "Bless the hosts for the roles, too", "bool"),
                Option(
                    "file", "File with the roles of each host; - for standard input", short="f", required=True
                ),
                ALLOW_UNKNOWN_ROLE,
                PARALLEL,
            ),
            run=Lazy(HERE + "apply", "apply"),
        ),
        Command("auth", "Manage authentication", topic="Set-up", children=Lazy(HERE + "auth", "COMMANDS")),
        Command(
            "comment",
            "Manage the comments on resources",
            topic="Deployment",
            children=Lazy(HERE + "comment", "COMMANDS"),
        ),
        Command(
            "completion",
            "Print or install the completion script of a shell",
            topic="Set-up",
            long=(
                'Print the completion script of a shell: bash, zsh, fish or powershell. "completion install" '
                "enables it permanently: it adds one line to the start-up file of your shell, or of the shell "
                "that you name.\n\n"
                "Ids of tokens, users, hosts and deployments come from the platform, which has one second to "
                "respond, and are cached for five seconds. Completion shows no errors, asks nothing, and uses "
                "neither $(cmd:...) nor a keyring."
            ),
            use="{<shell> | install [<shell>]}",
            examples=(
                "ecctl completion install",
                "source <(ecctl completion bash)",
                "source <(ecctl completion zsh)",
                "ecctl completion fish | source",
                "ecctl completion powershell | Out-String | Invoke-Expression",
            ),
            arguments=(1, 2),
            run=Lazy(HERE + "completion", "completion"),
            identifier="shell",
            setup=False,
        ),
        Command(
            "config",
            "Manage profiles and show the settings",
            topic="Set-up",
            children=Lazy(HERE + "config", "COMMANDS"),
        ),
        Command(
            "deployment",
            "Manage deployments",
            topic="Deployment",
            children=Lazy(HERE + "deployment", "COMMANDS"),
        ),
        Command(
            "doctor",
            "Check settings, network, certificate, clock and credentials",
            long=(
                "Check the way to the platform step by step: settings, file modes, proxy, name, connection, TLS, "
                "clock, credentials, permissions and versions.\n\nThe report holds no secrets, so that it can be "
                "pasted into a ticket. The exit status is 1 if a check fails."
            ),
            examples=("ecctl doctor", "ecctl doctor --config prod --output json"),
            topic="Set-up",
            run=Lazy(HERE + "doctor.command", "doctor"),
            identifier="",
            setup=False,
            lenient=True,
        ),
        Command(
            "generate",
            "Generate completions and documentation",
            topic="Other",
            children=Lazy(HERE + "generate", "COMMANDS"),
        ),
        Command(
            "help",
            "Show the help of a command or a topic",
            topic="Other",
            use="[command | topic]",
            long=(
                "Show the help of a command, or of a topic: config, environment, exit-status, output or "
                "templates."
            ),
            arguments=(0, -1),
            run=Lazy(HERE + "help", "show"),
            setup=False,
        ),
        Command(
            "host",
            "Join hosts to the embedded platform",
            topic="Embedded Platform",
            children=Lazy(HERE + "host", "COMMANDS"),
        ),
        Command(
            "init",
            "Set up a platform and its credentials, and test them",
            topic="Set-up",
            long=(
                "Set up ecctl: ask for the platform and the credentials, test them, and write the config file.\n\n"
                "On a terminal, each answer is checked at once: the URL, then the platform's certificate, whose "
                "fingerprint you confirm, then the credentials, which an API key can replace. Nothing is written "
                "before the end. If --host and credentials are given as flags, nothing is asked."
            ),
            examples=(
                "ecctl init",
                "ecctl init --config prod",
                "ecctl init --host https://ece.example.com:12443 --api-key @key.txt --ca-file ca.pem",
            ),
            run=Lazy(HERE + "init.command", "init"),
            identifier="file",
            setup=False,
        ),
        Command(
            "migrate-check",
            "Check shell scripts for calls that behave differently here",
            topic="Other",
            long=(
                "Check shell scripts that call the Go ecctl: name each line that behaves differently here, and "
                "what to write instead.\n\nThe scripts are read, not run. Calls in $(…), pipes and quotes are "
                "found; calls by another name, such as $ECCTL, are not. The exit status is 1 if a line behaves "
                "differently."
            ),
            use="<script>...",
            examples=("ecctl migrate-check deploy.sh", "ecctl migrate-check scripts/*.sh --output json"),
            arguments=(1, -1),
            run=Lazy(HERE + "migrate", "check"),
            identifier="",
            setup=False,
        ),
        Command(
            "platform", "Manage the platform", topic="Platform", children=Lazy(HERE + "platform", "COMMANDS")
        ),
        Command(
            "project",
            "Manage serverless projects",
            topic="Deployment",
            children=Lazy(HERE + "project", "COMMANDS"),
        ),
        Command("stack", "Manage stack packs", topic="Platform", children=Lazy(HERE + "stack", "COMMANDS")),
        Command(
            "version",
            "Show the versions of ecctl and of the API",
            topic="Other",
            run=Lazy(HERE + "version", "version"),
            identifier="",
            setup=False,
        ),
        Command(
            "schema",
            "Describe all commands as JSON",
            long=(
                "Describe all commands, or one and those below it, as JSON: flags, types, defaults, arguments, "
                "whether a command changes something, exit statuses, and the JSON Schema of its output.\n\n"
                '"ecctl COMMAND --help --output json" describes a single command.'
            ),
            use="[command]",
            examples=("ecctl schema", "ecctl schema platform runner --output yaml"),
            arguments=(0, -1),
            run=Lazy(HERE + "schema", "show"),
            identifier="",
            setup=False,
            topic="Other",
        ),
        Command(
            "serve",
            "Serve the embedded platform over HTTPS",
            topic="Embedded Platform",
            long=(
                "Serve the embedded platform over HTTPS: enrollment tokens, users, API keys and hosts, with "
                "ECE's API.\n\nThe first start creates a CA, a certificate and the administrator's password. "
                "The data directory then contains admin.json, a config file for --config."
            ),
            options=(
                Option("data", "Data directory (default: that of --config embedded)"),
                Option("listen", "Address and port; port 0 picks one", default="127.0.0.1:12443"),
                Option("log", "File of the request log, - for standard output"),
                Option("no-console", "Serve the API alone, without the web page /console/", "bool"),
                Option("plain-http", "Serve without TLS, on loopback only", "bool"),
                Option("port", "Part of --listen", hidden=True),
                Option("store", "URL of the store (default: $ECCTL_STORE, or a file in the data directory)"),
            ),
            children=Lazy(HERE + "serve", "COMMANDS"),
            run=Lazy(HERE + "serve", "serve"),
            setup=False,
        ),
        Command(
            "user",
            "Manage the users of the platform",
            topic="Platform",
            children=Lazy(HERE + "user", "COMMANDS"),
        ),
        Command(
            "options",
            "List the flags of every command",
            run=Lazy(HERE + "help", "show_options"),
            setup=False,
            topic="Other",
        ),
        # What most users come for has a short form; the original has it below `platform` only.
        Command(
            "enrollment-token",
            "Manage enrollment tokens",
            children=Lazy(HERE + "enrollment_token", "COMMANDS"),
            hidden=True,
        ),
    ),
)
