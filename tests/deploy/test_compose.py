"""The compose files say what the code needs; that they run is proved by `make test-compose`."""

import re
from pathlib import Path

import pytest
import yaml

from deploy import SERVICES
from deploy.compose import prepare
from deploy.embedded.state import CHECKOUT
from deploy.nats.users import every_user, password_variable

TEXT = (CHECKOUT / "deploy/compose.yaml").read_text()
COMPOSE = yaml.safe_load(TEXT)["services"]
DOCKERFILE = (CHECKOUT / "deploy/Dockerfile").read_text()


@pytest.fixture
def prepared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    """The env file of a fresh state folder."""
    monkeypatch.setenv("JISHIYU_STATE", str(tmp_path / "state"))
    prepare.main()
    return Path(capsys.readouterr().out.strip())


def variables(env: Path) -> dict[str, str]:
    """What an env file sets."""
    return dict(line.split("=", 1) for line in env.read_text().splitlines())


def test_the_env_file_sets_every_variable_that_has_no_default(prepared: Path) -> None:
    needed = {name for name, default in re.findall(r"\$\{(\w+)(:-)?", TEXT) if not default}
    assert needed - set(variables(prepared)) == set()


def test_what_was_made_stays_and_what_is_new_is_added(prepared: Path) -> None:
    before = variables(prepared)
    lines = prepared.read_text().splitlines()
    prepared.write_text("\n".join(line for line in lines if not line.startswith("JISHIYU_NATS_PASSWORD_FUNDS")) + "\n")
    prepare.main()
    after = variables(prepared)
    assert after.keys() == before.keys()
    assert {name for name in before if after[name] != before[name]} == {"JISHIYU_NATS_PASSWORD_FUNDS"}


def test_passwords_are_for_their_owner_s_eyes(prepared: Path) -> None:
    assert prepared.stat().st_mode & 0o077 == 0
    assert (prepared.parent / "keys").stat().st_mode & 0o077 == 0


def test_every_user_of_the_bus_has_a_password_there() -> None:
    assert {password_variable(user) for user in every_user()} <= set(COMPOSE["nats"]["environment"])


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_knows_its_own_database_and_credential_alone(service: str) -> None:
    said = str(COMPOSE[service]["environment"])
    assert COMPOSE[service]["environment"]["SERVICE"] == service
    assert f"//{service}:" in said
    for other in set(SERVICES) - {service}:
        assert f"PASSWORD_{other.upper()}" not in said


@pytest.mark.parametrize("service", [*SERVICES, "setup", "gateway"])
def test_our_containers_have_no_power_and_a_closed_file_system(service: str) -> None:
    container = COMPOSE[service]
    assert container["read_only"] is True
    assert container["cap_drop"] == ["ALL"]
    assert container["security_opt"] == ["no-new-privileges:true"]


@pytest.mark.parametrize("target", ["service", "postgres", "nats", "gateway"])
def test_no_image_runs_as_root(target: str) -> None:
    stage = DOCKERFILE.split(f" AS {target}\n")[1].split("\nFROM ")[0]
    assert "\nUSER 10001:10001\n" in stage


def test_only_the_gateway_and_the_bus_can_be_reached_from_outside() -> None:
    assert {name for name, container in COMPOSE.items() if "ports" in container} == {"gateway", "nats"}
