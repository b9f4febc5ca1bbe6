"""`make bench-report`: the page and its charts, from stored figures."""

from __future__ import annotations

import json
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def report(monkeypatch, tmp_path):
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    before = set(sys.modules)
    import report

    monkeypatch.setattr(report, "PICTURES", tmp_path)
    yield report
    for name in set(sys.modules) - before:
        if not name.startswith("ecctl"):
            sys.modules.pop(name)


def test_page_shows_the_stored_figures(report, tmp_path):
    stored = json.loads(report.STORED.read_text())
    assert report.page(stored) == report.PAGE.read_text()
    for chart in tmp_path.iterdir():
        assert chart.read_text() == (ROOT / "docs/pictures" / chart.name).read_text()


def test_page_without_a_section_has_the_others(report):
    stored = json.loads(report.STORED.read_text())
    del stored["sections"]["growth"]
    text = report.page(stored)
    assert "## Server" in text
    assert "## Growth" not in text


def test_longest_bar_fills_the_chart(report):
    rows = [("a", 1.0, "1", 0), ("b", 4.0, "4", 1)]
    svg = ET.fromstring(report.charts.bars("A <title>", rows))
    widths = [float(bar.get("width")) for bar in svg.iter("{http://www.w3.org/2000/svg}rect")]
    assert widths[1] == pytest.approx(4 * widths[0])


def test_grid_of_lines_has_round_steps(report):
    assert [report.charts._step(value) for value in (0.7, 9, 5_100, 130)] == [0.2, 2, 2_000, 50]


def test_other_programs_are_measured_beside_ecctl(report, tmp_path):
    sides = report.figures.Sides(tmp_path, ["/opt/go/ecctl"], "")
    assert list(sides.commands().values()) == [f"{tmp_path}/ecctl", "/opt/go/ecctl"]
    assert report.figures.version_of("/nonexistent") == "unknown"
    assert report.figures.version_of(sys.executable) == "unknown"


def test_start_of_another_program_is_measured(report):
    binaries = Path(sys.executable).parent
    if not (binaries / "ecctl").exists():
        pytest.skip("ecctl is not installed beside Python")
    other = str(binaries / "ecctl")
    rows = report.figures.start(report.figures.Sides(binaries, [other], ""), rounds=1)["rows"]
    assert [row["name"] for row in rows if "(" in row["name"]] == [
        f"ecctl ({other}) {what}" for what in ("version", "create, http", "create, https")
    ]
    assert all(row["ms"] > 0 for row in rows)


STAND_IN = """#!{python}
import json, re, sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

configuration = Path(sys.argv[2].removeprefix("-config=")).read_text()
port = int(re.search(r'address = "127.0.0.1:(\\d+)"', configuration)[1])
state = {"sealed": True, "probes": 0}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_PUT(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/v1/sys/unseal":
            state["sealed"] = False
        self.respond(200, {"keys_base64": ["key"], "root_token": "root"})

    def do_GET(self):
        state["probes"] += 1
        self.respond(200 if state["probes"] > 1 and not state["sealed"] else 503, {})

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        good = self.headers["X-Vault-Token"] == "root" and body["ttl"] and not state["sealed"]
        self.respond(200 if good else 403, {"auth": {}})

    def respond(self, status, value):
        content = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *arguments):
        pass


ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()
"""


def test_openbao_is_unsealed_before_it_is_measured(report, tmp_path):
    """A stand-in for OpenBao, which no package registry has: it refuses tokens until it was unsealed and is active."""
    binary = tmp_path / "bao"
    binary.write_text(STAND_IN.replace("{python}", sys.executable))
    binary.chmod(0o755)
    (tmp_path / "data").mkdir()
    with report.figures.openbao.running(str(binary), str(tmp_path / "data")) as (process, port, request):
        found = report.figures.served.load(process, port, [request], 0)
    assert (found["count"], found["statuses"]) == (1, {"200": 1})
    assert process.returncode is not None
