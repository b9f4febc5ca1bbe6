"""`make demo-cluster`, and the examples for containers and Kubernetes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from support.etcd_cluster import require_etcd

DEPLOY = Path(__file__).resolve().parents[3] / "deploy"


@pytest.mark.once
def test_demo_loses_no_token(tmp_path):
    require_etcd()
    port = 20_000 + os.getpid() % 500 * 20  # below the ports that the kernel gives to others
    environment = {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "TMPDIR": str(tmp_path),
        "PORT": str(port),
    }
    done = subprocess.run(
        [DEPLOY / "cluster.sh", "demo"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=150,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("lists 60 tokens; acknowledged tokens that are lost: 0") == 2
    assert list(tmp_path.glob("tmp.*")) == []


def test_compose_file_names_what_it_uses():
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    services = compose["services"]
    used = {volume.split(":")[0] for service in services.values() for volume in service.get("volumes", ())}
    assert used == set(compose["volumes"])
    configuration = compose["configs"]["balancer"]["content"]
    assert "GET /readyz" in configuration
    hosts = services["one"]["environment"]["ECCTL_STORE"].split("/")[2].split(",")
    assert {host.split(":")[0] for host in hosts} == {name for name in services if name.startswith("etcd")}


def test_kubernetes_example_is_consistent():
    deployment, service, budget = yaml.safe_load_all((DEPLOY / "kubernetes.yaml").read_text())
    pod = deployment["spec"]["template"]
    assert service["spec"]["selector"] == pod["metadata"]["labels"]
    assert budget["spec"]["selector"]["matchLabels"] == pod["metadata"]["labels"]
    volumes = {volume["name"] for volume in pod["spec"]["volumes"]}
    containers = pod["spec"]["initContainers"] + pod["spec"]["containers"]
    assert {mount["name"] for container in containers for mount in container["volumeMounts"]} == volumes
    probes = pod["spec"]["containers"][0]
    assert probes["readinessProbe"]["httpGet"]["path"] == "/readyz"
    assert probes["livenessProbe"]["httpGet"]["path"] == "/healthz"
