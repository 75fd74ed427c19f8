"""The health policy files that lie beside this service's code, read and checked once, each with its version."""

from datetime import date
from functools import cache
from pathlib import Path

from services.medical.rules.health.programme import HealthPolicy, InForce, Programme, in_force_at
from shared.policy.document import read_document
from shared.policy.source import Complaint, PolicyFileRefused

FOLDER = Path(__file__).parents[2] / "policy" / "health"


@cache
def _shelf() -> dict[str, tuple[HealthPolicy, str]]:
    read = {path: read_document(HealthPolicy, path) for path in sorted(FOLDER.glob("*.yaml"))}
    must_speak_of_known({path.name: document for path, (document, _) in read.items()})
    return {document.policy: (document, version) for document, version in read.values()}


def must_speak_of_known(documents: dict[str, HealthPolicy]) -> None:
    """Free treatment, coverage and hospitals name programmes of their own file or of a wider place's.

    Raises PolicyFileRefused."""
    complaints = []
    for file, document in documents.items():
        around = [other for other in documents.values() if document.region.startswith(other.region)]
        known = {programme.code for other in around for programme in other.programmes}
        named = [value.programme for value in document.free] + [value.programme for value in document.coverage]
        for code in (*named, *(value.programme for value in document.hospitals)):
            if code not in known:
                wrong = f"不认识项目 {code}"
                complaints.append(Complaint(file, 1, wrong, "在 programmes 中列出，或改为上级文件已有的 code"))
    if complaints:
        raise PolicyFileRefused(complaints)


def list_policies() -> list[HealthPolicy]:
    """Raises PolicyFileRefused: a service with a wrong policy file does not start."""
    return [document for document, _ in _shelf().values()]


def version_of(policy: str) -> str:
    return _shelf()[policy][1]


def rules_at(region: str, on: date) -> InForce:
    """What applies in a place on a day; nothing at all where no file does."""
    return in_force_at(list_policies(), region=region, on=on)


def programme_of(programme: str, policy: str) -> Programme:
    """A programme as the file has it under which a record was opened; a file is never taken away."""
    document = _shelf()[policy][0]
    return next(each for each in document.programmes if each.code == programme)


def codes_by_title() -> dict[str, str]:
    """Programmes as people write them in a list, over all places."""
    return {each.title: each.code for document in list_policies() for each in document.programmes}


def titles_by_code() -> dict[str, str]:
    """What each programme is called, wherever it is; in a place its own file's word goes before."""
    return {code: title for title, code in reversed(codes_by_title().items())}
