"""The examples for compose and Kubernetes, checked as far as that is possible without containers."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from ecctl.platform.routing import ROUTES
from ecctl.platform.server.limits import STOP_SECONDS
from ecctl.platform.store.etcd.location import parse

pytestmark = pytest.mark.once

DEPLOY = Path(__file__).resolve().parents[3] / "deploy"
PORT = 12443
OWN_IMAGE = "ecctl"
SECRET_FILES = {"ecctl-etcd": {"ca.pem", "cert.pem", "key.pem"}, "ecctl-tls": {"ca.pem", "ca-key.pem"}}


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text())


@pytest.fixture(scope="module")
def objects():
    """Objects of Kubernetes by kind."""
    found = list(yaml.safe_load_all((DEPLOY / "kubernetes.yaml").read_text()))
    assert [each["kind"] for each in found] == ["Deployment", "Service", "PodDisruptionBudget"]
    return {each["kind"]: each for each in found}


@pytest.fixture(scope="module")
def pod(objects):
    return objects["Deployment"]["spec"]["template"]["spec"]


def is_pinned(image):
    """Return whether an image has a full version; ours is built from this tree."""
    return image == OWN_IMAGE or re.search(r"[:@]v?\d+\.\d+\.\d+$|@sha256:[0-9a-f]{64}$", image) is not None


def get_paths():
    return {route.path for route in ROUTES if route.method == "GET"}


def endpoints_of(url):
    scheme, _, location = url.partition(":")
    assert scheme == "etcd"
    return parse(location)


# Compose


def test_services_of_compose_have_known_keys_and_pinned_images(compose):
    known = {
        *("image", "restart", "environment", "volumes", "stop_grace_period", "read_only", "cap_drop"),
        *("security_opt", "depends_on", "hostname", "ports", "configs"),
    }
    assert set(compose) - {"x-etcd", "x-server"} == {"name", "services", "configs", "volumes"}
    for name, service in compose["services"].items():
        assert set(service) <= known, name
        assert is_pinned(service["image"]), name
        assert set(service.get("depends_on", ())) <= set(compose["services"])
        for volume in service.get("volumes", ()):
            assert volume.partition(":")[0] in compose["volumes"]


def test_only_the_balancer_is_published_and_on_loopback(compose):
    published = {
        name: service["ports"] for name, service in compose["services"].items() if "ports" in service
    }
    assert published == {"balancer": [f"127.0.0.1:{PORT}:{PORT}"]}


def test_members_of_compose_have_options_of_etcd(compose):
    members = [service for service in compose["services"].values() if "etcd" in service["image"]]
    assert len(members) == 3
    listed = dict(each.split("=") for each in members[0]["environment"]["ETCD_INITIAL_CLUSTER"].split(","))
    for member in members:
        environment = member["environment"]
        name = environment["ETCD_NAME"]
        assert listed[name] == environment["ETCD_INITIAL_ADVERTISE_PEER_URLS"] == f"http://{name}:2380"
        assert environment["ETCD_DATA_DIR"] == member["volumes"][0].partition(":")[2]
    if not shutil.which("etcd"):
        pytest.skip("etcd is not installed (Debian's package etcd-server)")
    shown = subprocess.run(["etcd", "--help"], capture_output=True, text=True, check=False)
    for variable in members[0]["environment"]:
        option = "--" + variable.removeprefix("ETCD_").lower().replace("_", "-")
        assert re.search(rf"{option}\b", shown.stdout + shown.stderr), option


def test_servers_of_compose_name_all_members(compose):
    for name in ("one", "two"):
        service = compose["services"][name]
        place = endpoints_of(service["environment"]["ECCTL_STORE"])
        assert set(place.endpoints) == {f"etcd{number}:2379" for number in (1, 2, 3)}
        assert {endpoint.partition(":")[0] for endpoint in place.endpoints} == set(service["depends_on"])
        assert int(service["stop_grace_period"].removesuffix("s")) > STOP_SECONDS


def test_balancer_checks_readiness_of_both_servers(compose):
    text = compose["configs"]["balancer"]["content"]
    assert set(re.findall(r"server (\w+) \1:(\d+)", text)) == {("one", str(PORT)), ("two", str(PORT))}
    assert re.search(r"httpchk GET (\S+)", text)[1] in get_paths()
    assert re.search(r"bind :(\d+)", text)[1] == str(PORT)
    (used,) = compose["services"]["balancer"]["configs"]
    assert used["source"] in compose["configs"]


# Kubernetes


def test_selectors_match_the_pods(objects):
    labels = objects["Deployment"]["spec"]["template"]["metadata"]["labels"]
    assert objects["Deployment"]["spec"]["selector"]["matchLabels"] == labels
    assert objects["Service"]["spec"]["selector"] == labels
    assert objects["PodDisruptionBudget"]["spec"]["selector"]["matchLabels"] == labels
    assert objects["PodDisruptionBudget"]["spec"]["minAvailable"] < objects["Deployment"]["spec"]["replicas"]


def test_probes_ask_paths_and_ports_that_exist(objects, pod):
    (container,) = pod["containers"]
    ports = {port["name"]: port["containerPort"] for port in container["ports"]}
    for probe in ("livenessProbe", "readinessProbe"):
        asked = container[probe]["httpGet"]
        assert asked["path"] in get_paths()
        assert ports[asked["port"]] == PORT
        assert asked["scheme"] == "HTTPS"
    assert objects["Service"]["spec"]["ports"][0]["targetPort"] in ports
    assert pod["terminationGracePeriodSeconds"] > STOP_SECONDS


def test_pods_run_without_privileges(pod):
    assert pod["securityContext"]["runAsNonRoot"]
    for container in pod["containers"]:
        context = container["securityContext"]
        assert context["readOnlyRootFilesystem"]
        assert not context["allowPrivilegeEscalation"]
        assert context["capabilities"] == {"drop": ["ALL"]}


def test_secrets_are_mounted_and_never_inline(pod):
    volumes = {volume["name"]: volume for volume in pod["volumes"]}
    secrets = {volume["secret"]["secretName"] for volume in volumes.values() if "secret" in volume}
    assert secrets == set(SECRET_FILES)
    for container in [*pod["initContainers"], *pod["containers"]]:
        for mount in container["volumeMounts"]:
            assert mount["name"] in volumes
    text = (DEPLOY / "kubernetes.yaml").read_text() + (DEPLOY / "compose.yaml").read_text()
    assert not re.search(
        r"(?im)^\s*-?\s*\w*(password|secret_key|token|passwd)\w*\s*[:=]|BEGIN .*PRIVATE", text
    )


def test_store_of_the_pods_uses_the_mounted_secret(pod):
    (container,) = pod["containers"]
    (variable,) = container["env"]
    place = endpoints_of(variable["value"])
    mounted = {mount["mountPath"]: mount["name"] for mount in container["volumeMounts"]}
    for path in (place.ca, place.cert, place.key):
        folder, _, name = path.rpartition("/")
        assert mounted[folder] == "etcd"
        assert name in SECRET_FILES["ecctl-etcd"]
    (first,) = pod["initContainers"]
    command = shlex.split(first["command"][2])
    copied = {word.removeprefix("/ca/") for word in command if word.startswith("/ca/")}
    assert copied == SECRET_FILES["ecctl-tls"]
