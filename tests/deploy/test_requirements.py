"""What is installed is what pyproject.toml asks for, pinned to the hash, from no host in particular."""

import re
import tomllib

import pytest

from deploy.embedded.state import CHECKOUT

PROJECT = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["project"]
EXTRAS = {"requirements-service.txt": [], "requirements.txt": ["embedded"], "requirements-dev.txt": ["embedded", "dev"]}


def normal(requirement: str) -> str:
    """A distribution's name as indexes write it."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\[<>=!~; ]", requirement)[0]).lower()


def pins(name: str) -> dict[str, str]:
    """Distribution -> version (with its marker, where it has one)."""
    lines = re.findall(r"^([A-Za-z0-9_.-]+)(?:\[[^]]*\])?==(.+?) \\$", (CHECKOUT / name).read_text(), re.M)
    return {normal(name): version for name, version in lines}


@pytest.mark.parametrize("name", EXTRAS)
def test_a_list_holds_what_the_project_asks_for(name: str) -> None:
    asked = [*PROJECT["dependencies"], *(each for extra in EXTRAS[name] for each in PROJECT["optional-dependencies"][extra])]
    assert {normal(each) for each in asked} - set(pins(name)) == set(), "run: make lock"


@pytest.mark.parametrize("name", EXTRAS)
def test_a_list_names_no_host(name: str) -> None:
    assert not re.search(r"://|^-|@ ", (CHECKOUT / name).read_text(), re.M)


@pytest.mark.parametrize("name", EXTRAS)
def test_every_pin_has_a_hash(name: str) -> None:
    blocks = re.split(r"^(?=[A-Za-z0-9])", (CHECKOUT / name).read_text(), flags=re.M)[1:]
    assert [block.splitlines()[0] for block in blocks if "--hash=sha256:" not in block] == []


@pytest.mark.parametrize("name", ["requirements-service.txt", "requirements-dev.txt"])
def test_the_lists_agree(name: str) -> None:
    embedded, other = pins("requirements.txt"), pins(name)
    assert {each: (embedded[each], other[each]) for each in embedded.keys() & other.keys() if embedded[each] != other[each]} == {}
