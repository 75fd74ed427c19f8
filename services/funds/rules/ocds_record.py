"""Records of the Open Contracting Data Standard: all releases of one process, and what they say together.

The merging is the standard's for the fields that our releases have: objects merge by name, members of a list by their `id`, a
list of words is replaced, and a later word replaces an earlier one. The test holds it against the partnership's own `ocdsmerge`.
"""

from collections.abc import Sequence
from typing import Any

from services.funds.rules.ocds import Release

_OF_A_RELEASE = {"ocid", "id", "date", "tag"}


def record_of(releases: Sequence[Release], package: str) -> dict[str, Any]:
    """The record of one process. `releases` are all of it, the earliest first; `package` is the address of their packages with
    a place for the year."""
    return {
        "ocid": releases[0]["ocid"],
        "releases": [
            {"url": f"{package.format(year=told['date'][:4])}#{told['id']}", "date": told["date"], "tag": told["tag"]}
            for told in releases
        ],
        "compiledRelease": compiled(releases),
    }


def compiled(releases: Sequence[Release]) -> Release:
    """The releases of one process as one, as of the last."""
    last = releases[-1]
    merged: dict[str, Any] = {
        "ocid": last["ocid"],
        "id": f"{last['ocid']}-{last['date']}",
        "date": last["date"],
        "tag": ["compiled"],
    }
    for told in releases:
        _merge(merged, {name: value for name, value in told.items() if name not in _OF_A_RELEASE})
    return merged


def _merge(into: dict[str, Any], told: dict[str, Any]) -> None:
    for name, value in told.items():
        match value:
            case dict():
                _merge(into.setdefault(name, {}), value)
            case [{"id": _}, *_]:
                _merge_members(into.setdefault(name, []), value)
            case _:
                into[name] = value


def _merge_members(into: list[dict[str, Any]], told: Sequence[dict[str, Any]]) -> None:
    # The last members come again most often: a contract's party, never one of its thousand payments.
    known = {member["id"]: member for member in into}
    for member in told:
        if member["id"] not in known:
            known[member["id"]] = {}
            into.append(known[member["id"]])
        _merge(known[member["id"]], member)
