"""What deploys: compose files, manifests and units are as their schemas want them, with known settings."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
from compose_spec import PyCompose
from ruamel.yaml import YAML

from app.core.settings import Settings, names
from models import queues
from tests.support.product import ROOT

DEPLOY = ROOT / "deploy"
COMPOSE = ["single.yml", "full.yml"]
KUBERNETES = "1.30"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
EXPOSURE = 25
"""The most that `systemd-analyze security` may find, of 100."""


def yaml(path: Path) -> list[Any]:
    return list(YAML(typ="safe").load_all(path.read_text()))


def compose(name: str) -> dict[str, Any]:
    """The file as a container engine reads it: variables filled in, anchors followed."""
    text = re.sub(
        r"\$\{(\w+):[?-](\w*)\}", lambda found: found[2] or "given", (DEPLOY / "compose" / name).read_text()
    )
    (found,) = YAML(typ="safe").load_all(text)
    return dict(found)


def manifests() -> Iterator[dict[str, Any]]:
    for file in sorted((DEPLOY / "kubernetes").glob("*.yaml")):
        yield from yaml(file)


def kinds(kind: str) -> dict[str, dict[str, Any]]:
    return {each["metadata"]["name"]: each for each in manifests() if each["kind"] == kind}


def test_no_file_names_a_setting_that_there_is_not() -> None:
    for file in [*DEPLOY.rglob("*"), ROOT / ".containerignore"]:
        if file.is_file():
            given = set(re.findall(r"\bCUEDECK_[A-Z0-9_]+\b", file.read_text()))
            assert names.unknown(Settings, given) == [], file


@pytest.mark.parametrize("name", COMPOSE)
def test_compose_files_are_of_the_specification(name: str) -> None:
    made = compose(name)
    out = StringIO()
    YAML(typ="safe").dump({key: value for key, value in made.items() if not key.startswith("x-")}, out)
    read = PyCompose.from_yaml(out.getvalue())
    assert [service for service in made["services"] if read.get_service(service) is None] == []
    for service in made["services"].values():
        named = {volume.split(":")[0] for volume in service.get("volumes", []) if not volume.startswith(".")}
        assert named <= set(made["volumes"])
        assert set(service.get("depends_on", [])) <= set(made["services"])


def test_a_wrong_compose_file_is_found() -> None:
    with pytest.raises(ValueError, match="prots"):
        PyCompose.from_yaml("services:\n  a:\n    image: b\n    prots: [1]\n")


def test_the_full_set_has_every_part() -> None:
    services = compose("full.yml")["services"]
    ours = {name: each["command"] for name, each in services.items() if each.get("image") == "cuedeck"}
    worked_on = [command[2] for command in ours.values() if command[0] == "worker"]
    assert sorted(worked_on) == sorted(queues.ALL)
    assert [command for command in ours.values() if command[0] == "web"] == [["web"], ["web"]]
    assert ["dispatcher"] in ours.values()
    data = [services[name]["volumes"][0] for name in ours]
    assert len(set(data)) == len(ours), "each has a data folder of its own"
    for name in ours:
        assert services[name]["read_only"] is True
        assert services[name]["cap_drop"] == ["ALL"]


def test_web_processes_that_share_pages_share_their_state() -> None:
    """A page that is served by any of several goes on at another one."""
    webs = [each for each in compose("full.yml")["services"].values() if each.get("command") == ["web"]]
    shared = [web["environment"]["CUEDECK_PAGE_STATE_URL"] for web in webs]
    shared += [config["data"]["CUEDECK_PAGE_STATE_URL"] for config in kinds("ConfigMap").values()]
    assert set(shared) == {"redis://valkey:6379/1"}


def test_manifests_are_of_the_schemas_of_kubernetes() -> None:
    checked = 0
    for manifest in manifests():
        if not manifest["apiVersion"].startswith("keda.sh/"):
            kubernetes_validate.validate(manifest, KUBERNETES, strict=True)
            checked += 1
    assert checked > 8


def test_a_wrong_manifest_is_found() -> None:
    wrong = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a"}, "spec": {"prots": []}}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(wrong, KUBERNETES, strict=True)


def pods() -> dict[str, dict[str, Any]]:
    owners = kinds("Deployment") | kinds("StatefulSet")
    return {name: owner["spec"]["template"]["spec"] for name, owner in owners.items()}


@pytest.mark.slow
def test_pods_are_nobody_and_write_to_their_volumes_alone() -> None:
    for name, pod in pods().items():
        assert pod["securityContext"]["runAsNonRoot"] is True, name
        (container,) = pod["containers"]
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        mounted = {mount["name"] for mount in container["volumeMounts"]}
        owner = kinds("StatefulSet").get(name, {}).get("spec", {})
        claimed = {claim["metadata"]["name"] for claim in owner.get("volumeClaimTemplates", [])}
        assert mounted == {volume["name"] for volume in pod["volumes"]} | claimed
        claims = {
            v["persistentVolumeClaim"]["claimName"] for v in pod["volumes"] if "persistentVolumeClaim" in v
        }
        assert claims <= set(kinds("PersistentVolumeClaim"))


def test_selectors_find_their_pods() -> None:
    owners = {name: each["spec"] for name, each in (kinds("Deployment") | kinds("StatefulSet")).items()}
    labels = {name: spec["template"]["metadata"]["labels"] for name, spec in owners.items()}
    for name, spec in owners.items():
        assert spec["selector"]["matchLabels"].items() <= labels[name].items()
    for kind in ("Service", "PodDisruptionBudget"):
        for name, each in kinds(kind).items():
            selector = each["spec"]["selector"].get("matchLabels", each["spec"]["selector"])
            assert selector.items() <= labels[name].items()


@pytest.mark.slow
def test_every_queue_is_worked_on_and_scaled_by_what_waits() -> None:
    args = [pod["containers"][0].get("args", ["up"]) for pod in pods().values()]
    assert sorted(each[2] for each in args if each[0] == "worker") == sorted(queues.ALL)
    scaled = kinds("ScaledObject")
    for queue in queues.ALL:
        spec = scaled[f"cuedeck-worker-{queue}"]["spec"]
        assert spec["scaleTargetRef"]["name"] in kinds("Deployment")
        (trigger,) = spec["triggers"]
        assert trigger["type"] == "metrics-api"
        assert trigger["metadata"]["valueLocation"] == f'cuedeck_queue_oldest_seconds{{queue="{queue}"}}'
        assert float(trigger["metadata"]["targetValue"]) > 0
        assert trigger["authenticationRef"]["name"] in kinds("TriggerAuthentication")
        assert spec["minReplicaCount"] >= 1


def test_who_asks_from_inside_is_known_by_name() -> None:
    """KEDA asks the service by its name, which is a Host that has to be trusted."""
    trusted = kinds("ConfigMap")["cuedeck"]["data"]["CUEDECK_TRUSTED_HOSTS"]
    asked = {
        spec["spec"]["triggers"][0]["metadata"]["url"].split("/")[2]
        for spec in kinds("ScaledObject").values()
    }
    assert asked <= set(YAML(typ="safe").load(trusted))
    assert asked <= set(kinds("Service"))


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_units_are_right_and_hardened(unit: Path, tmp_path: Path) -> None:
    text = unit.read_text()
    installed = tmp_path / unit.name
    installed.write_text(text.replace("/opt/cuedeck/bin/cuedeck", "/bin/true"))
    verified = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", installed], capture_output=True, text=True
    )
    assert (verified.returncode, verified.stderr) == (0, "")
    command = [
        "systemd-analyze",
        "security",
        "--offline=true",
        f"--threshold={EXPOSURE}",
        "--no-pager",
        installed,
    ]
    judged = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "LANG": "C.UTF-8"})
    assert judged.returncode == 0, judged.stdout
    assert {"NoNewPrivileges=yes", "ProtectSystem=strict", "User=cuedeck"} <= set(text.splitlines())


def test_units_start_every_part() -> None:
    started = {re.search(r"^ExecStart=\S+ (.*)$", unit.read_text(), re.MULTILINE)[1] for unit in UNITS}  # type: ignore[index]
    assert started == {"up", "web", "worker --queues %i", "dispatcher"}
    folders = [re.search(r"^StateDirectory=(.*)$", unit.read_text(), re.MULTILINE)[1] for unit in UNITS]  # type: ignore[index]
    assert len(set(folders)) == len(UNITS), "each has a data folder of its own"


def test_traefik_leads_to_us() -> None:
    (static,), (dynamic,) = yaml(DEPLOY / "traefik" / "static.yml"), yaml(DEPLOY / "traefik" / "cuedeck.yml")
    router = dynamic["http"]["routers"]["cuedeck"]
    assert set(router["entryPoints"]) <= set(static["entryPoints"])
    assert router["tls"]["certResolver"] in static["certificatesResolvers"]
    assert router["service"] in dynamic["http"]["services"]
    assert "middlewares" not in router, "addresses go on as they are"
