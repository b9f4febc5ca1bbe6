"""Draw the pictures of the documentation into docs/pictures.

    python tools/pictures.py

Architecture and the life of a token are drawn from the tables below. The terminal session is a real run of ecctl on a
pseudo-terminal. The colors follow the reader's preference for light or dark pages.
"""

from __future__ import annotations

import os
import pty
import re
import struct
import subprocess
import sys
import tempfile
from fcntl import ioctl
from html import escape
from pathlib import Path
from termios import TIOCSWINSZ

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs/pictures"

STYLE = """\
text{font:15px system-ui,sans-serif;fill:#263238;text-anchor:middle}
.small{font-size:12.5px;fill:#546e7a}.left{text-anchor:start}
.box{fill:#eceff1;stroke:#90a4ae}.ours{fill:#e0f2f1;stroke:#00897b}.end{fill:#fbe9e7;stroke:#d84315}
.room{fill:none;stroke:#90a4ae;stroke-dasharray:5 4}.arrow{fill:none;stroke:#546e7a;stroke-width:1.6}
marker path{fill:#546e7a}
@media(prefers-color-scheme:dark){
text{fill:#eceff1}.small{fill:#b0bec5}.box{fill:#37474f;stroke:#78909c}.ours{fill:#004d40;stroke:#4db6ac}
.end{fill:#4e2a20;stroke:#ff8a65}.room{stroke:#78909c}.arrow{stroke:#b0bec5}marker path{fill:#b0bec5}}
"""

TIP = (
    '<defs><marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" '
    'orient="auto"><path d="M0 0L10 5L0 10z"/></marker></defs>'
)
"""The head of an arrow."""

Box = tuple[str, int, int, int, int, str, str]
"""Style class, x, y, width, height, title and a line below it."""

Arrow = tuple[str, str, int, int]
"""Path (or ""), label, and the position of the label."""

ARCHITECTURE: tuple[int, int, str, tuple[Box, ...], tuple[Arrow, ...]] = (
    880,
    430,
    "The parts of ecctl: command, library and platform",
    (
        ("box", 20, 20, 190, 56, "shell or script", "ecctl …"),
        ("box", 20, 120, 190, 56, "Python program", "import ecctl"),
        ("box", 20, 220, 190, 56, "pytest", "ecctl.testing"),
        ("ours", 270, 20, 150, 56, "cli", "parser, commands"),
        ("ours", 480, 20, 150, 56, "output", "text, JSON, templates"),
        ("ours", 270, 120, 150, 56, "client", "session, resources"),
        ("ours", 480, 120, 150, 56, "middleware", "trace, dry run, hooks"),
        ("ours", 690, 120, 170, 56, "transport", "HTTP, TLS, proxies"),
        ("box", 690, 20, 170, 56, "ECE, Elastic Cloud", "over HTTPS"),
        ("room", 250, 215, 610, 195, "", ""),
        ("ours", 690, 240, 150, 56, "platform/server", "HTTPS, limits, log"),
        ("ours", 480, 240, 150, 56, "platform/app", "routing, schemas"),
        ("ours", 270, 240, 150, 56, "platform/auth", "principals, access"),
        ("ours", 270, 335, 150, 56, "platform/handlers", "a file per resource"),
        ("ours", 480, 335, 150, 56, "platform/domain", "tokens, keys, clock"),
        ("ours", 690, 335, 150, 56, "platform/store", "SQLite, etcd, memory"),
    ),
    (
        ("M210 48H262", "", 0, 0),
        ("M210 148H262", "", 0, 0),
        ("M210 248C240 248 235 172 262 160", "", 0, 0),
        ("M420 48H472", "", 0, 0),
        ("M345 76V112", "", 0, 0),
        ("M420 148H472", "", 0, 0),
        ("M630 148H682", "", 0, 0),
        ("M775 120V84", "", 0, 0),
        ("M765 176V232", "HTTPS", 792, 200),
        ("M720 176C700 215 600 200 570 232", "in process", 610, 200),
        ("M690 268H638", "", 0, 0),
        ("M480 268H428", "", 0, 0),
        ("M345 296V327", "", 0, 0),
        ("M420 363H472", "", 0, 0),
        ("M630 363H682", "", 0, 0),
        ("", "embedded platform", 345, 232),
    ),
)

TOKEN: tuple[int, int, str, tuple[Box, ...], tuple[Arrow, ...]] = (
    880,
    400,
    "The life of an enrollment token",
    (
        ("box", 20, 40, 170, 60, "signing key", "current, current-2, …"),
        ("ours", 255, 40, 170, 60, "token is created", "roles, issuer, expiry"),
        ("ours", 490, 40, 170, 60, "token in a file", "mode 0600, on the host"),
        ("ours", 700, 170, 160, 60, "host enrolls", "shows token and roles"),
        ("ours", 490, 170, 170, 60, "platform checks", "signature, time, roles"),
        ("ours", 255, 170, 170, 60, "host has joined", "and stays"),
        ("box", 20, 170, 170, 60, "audit log", "who, when, which token"),
        ("end", 20, 310, 170, 60, "key is retired", "all its tokens end"),
        ("end", 255, 310, 170, 60, "token is revoked", "persistent tokens"),
        ("end", 490, 310, 170, 60, "token expires", "ephemeral tokens"),
        ("end", 700, 310, 160, 60, "host is refused", "status 3"),
    ),
    (
        ("M190 70H247", "signs", 218, 62),
        ("M425 70H482", "--out", 453, 62),
        ("M660 70C760 70 780 100 780 162", "", 0, 0),
        ("M700 200H668", "", 0, 0),
        ("M490 200H433", "valid", 461, 192),
        ("M255 200H198", "", 0, 0),
        ("M340 370V388M105 370V388H780V378", "", 0, 0),
        ("M660 340H692", "", 0, 0),
        ("M575 230C575 270 740 262 775 302", "otherwise", 690, 262),
    ),
)
SESSION = (
    "ecctl platform enrollment-token create --role allocator --validity 2h --out allocator.jwt",
    "ecctl platform enrollment-token inspect --file allocator.jwt",
    "ecctl host enroll --token-file allocator.jwt --roles allocator --host-ip 192.0.2.1",
    "ecctl platform runner list",
    "ecctl platform enrollment-token create --role prxy",
)
FONT = "ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace"
COLUMNS = 92
CHARACTER, LINE = 8.4, 19
COLORS = {"1": "#ffffff", "31": "#ff8a80", "32": "#b9f6ca", "33": "#ffe57f", "34": "#82b1ff", "36": "#84ffff"}
"""Colors of the terminal by SGR code; the rest of the codes changes nothing."""


def diagram(width: int, height: int, title: str, boxes: tuple[Box, ...], arrows: tuple[Arrow, ...]) -> str:
    """Draw boxes and arrows."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">',
        f"<title>{escape(title)}</title>",
        f"<style>\n{STYLE}</style>",
        TIP,
    ]
    for kind, x, y, wide, high, name, below in boxes:
        parts.append(f'<rect class="{kind}" x="{x}" y="{y}" width="{wide}" height="{high}" rx="8"/>')
        middle = x + wide // 2
        if name:
            parts.append(f'<text x="{middle}" y="{y + high // 2 - 3}">{escape(name)}</text>')
            parts.append(f'<text x="{middle}" y="{y + high // 2 + 16}" class="small">{escape(below)}</text>')
    for path, label, x, y in arrows:
        if path:
            parts.append(f'<path class="arrow" d="{path}" marker-end="url(#tip)"/>')
        if label:
            parts.append(f'<text x="{x}" y="{y}" class="small">{escape(label)}</text>')
    return "\n".join([*parts, "</svg>", ""])


def record(command: str, environment: dict[str, str], folder: Path) -> str:
    """Run a command on a pseudo-terminal, and return what the terminal received."""
    primary, secondary = pty.openpty()
    ioctl(secondary, TIOCSWINSZ, struct.pack("HHHH", 40, COLUMNS, 0, 0))
    with subprocess.Popen(
        ["sh", "-c", command],
        cwd=folder,
        env=environment,
        stdin=secondary,
        stdout=secondary,
        stderr=secondary,
        start_new_session=True,
    ):
        os.close(secondary)
        received = b""
        while True:
            try:
                part = os.read(primary, 65536)
            except OSError:  # Linux reports the end of the other side as EIO
                break
            if not part:
                break
            received += part
    os.close(primary)
    return received.decode().replace("\r\n", "\n")


def session(commands: tuple[str, ...]) -> list[str]:
    """Run the commands one after another, and return the lines of the terminal."""
    lines = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "bin").mkdir()
        (folder / "bin/ecctl").write_text(f'#!/bin/sh\nexec {sys.executable} -m ecctl "$@"\n')
        (folder / "bin/ecctl").chmod(0o755)
        environment = {
            "PATH": f"{folder / 'bin'}:{os.environ['PATH']}",
            "HOME": name,
            "TERM": "xterm-256color",
            "EC_CONFIG": "embedded",
            "EC_QUIET": "true",  # the folder of the platform is temporary
            "PYTHONPATH": str(ROOT / "src"),
        }
        for command in commands:
            lines.append(f"\x1b[32m$\x1b[0m \x1b[1m{command}\x1b[0m")
            lines += record(command, environment, folder).rstrip("\n").split("\n")
    return [folded for line in lines for folded in fold(line)]


def fold(line: str) -> list[str]:
    """Break a line where the terminal would, not counting its codes."""
    rows: list[str] = []
    row, width = "", 0
    for piece in re.split(r"(\x1b\[[0-9;]*m)", line):
        if piece.startswith("\x1b"):
            row += piece
            continue
        for character in piece:
            if width == COLUMNS:
                rows, row, width = [*rows, row], "", 0
            row, width = row + character, width + 1
    return [*rows, row]


def terminal(lines: list[str]) -> str:
    """Draw lines of a terminal."""
    width, height = COLUMNS * CHARACTER + 40, len(lines) * LINE + 60
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height}" role="img">',
        "<title>A session in a terminal</title>",
        f"<style>text{{font:14px {FONT};fill:#cfd8dc;white-space:pre}}</style>",
        f'<rect width="{width:.0f}" height="{height}" rx="10" fill="#1c262b"/>',
        *(f'<circle cx="{22 + n * 20}" cy="20" r="6" fill="#546e7a"/>' for n in range(3)),
    ]
    for number, line in enumerate(lines):
        column, color = 0, ""
        for piece in re.split(r"(\x1b\[[0-9;]*m)", line):
            if found := re.fullmatch(r"\x1b\[([0-9;]*)m", piece):
                color = next((COLORS[code] for code in found[1].split(";") if code in COLORS), "")
            elif piece:
                x, y = 20 + column * CHARACTER, 52 + number * LINE
                fill = f' fill="{color}" style="fill:{color}"' if color else ""
                # The length keeps columns aligned in any font.
                parts.append(
                    f'<text x="{x:.1f}" y="{y}" textLength="{len(piece) * CHARACTER:.1f}"{fill}>'
                    f"{escape(piece)}</text>"
                )
                column += len(piece)
    return "\n".join([*parts, "</svg>", ""])


def main() -> None:
    """Draw all pictures."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "architecture.svg").write_text(diagram(*ARCHITECTURE))
    (FOLDER / "token.svg").write_text(diagram(*TOKEN))
    (FOLDER / "terminal.svg").write_text(terminal(session(SESSION)))


if __name__ == "__main__":
    main()
