"""Software bills of materials (CycloneDX 1.6, JSON) of the files of a release.

A bill names the file with its hash, and the pinned versions of the libraries that it was tested with. Only
`ecctl.pyz` contains its library; the wheel and the source distribution depend on it.
"""

from __future__ import annotations

import hashlib
import json
import re
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

LICENSE = [{"license": {"id": "Apache-2.0"}}]


def pinned(path: Path) -> dict[str, str]:
    """Return the names and versions in a requirements file."""
    return dict(re.findall(r"^([\w.-]+)==([^\s;\\]+)", path.read_text(), re.MULTILINE))


def bill(file: Path, version: str, requirements: Path, epoch: int) -> dict[str, Any]:
    """Return the bill of one file, the same for the same content."""
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    required = pinned(requirements / "runtime.txt")
    optional = {} if file.suffix == ".pyz" else pinned(requirements / "server.txt")
    libraries = [library(name, number, "required") for name, number in required.items()]
    libraries += [
        library(name, number, "optional") for name, number in optional.items() if name not in required
    ]
    own = f"pkg:pypi/ecctl@{version}"
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{own}#{digest}')}",
        "version": 1,
        "metadata": {
            "timestamp": datetime.fromtimestamp(epoch, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "component": {
                "type": "application",
                "bom-ref": own,
                "name": "ecctl",
                "version": version,
                "purl": own,
                "licenses": LICENSE,
                "hashes": [{"alg": "SHA-256", "content": digest}],
                "properties": [{"name": "ecctl:file", "value": file.name}],
            },
        },
        "components": libraries,
        "dependencies": [
            {"ref": own, "dependsOn": sorted(each["bom-ref"] for each in libraries)},
            *({"ref": each["bom-ref"]} for each in libraries),
        ],
    }


def library(name: str, version: str, scope: str) -> dict[str, str]:
    """Return the entry of a library."""
    purl = f"pkg:pypi/{name}@{version}"
    return {
        "type": "library",
        "bom-ref": purl,
        "name": name,
        "version": version,
        "purl": purl,
        "scope": scope,
    }


def write(file: Path, version: str, requirements: Path, epoch: int) -> Path:
    """Write the bill beside its file, and return its path."""
    target = file.with_name(f"{file.name}.cdx.json")
    target.write_text(json.dumps(bill(file, version, requirements, epoch), indent=2) + "\n")
    return target
