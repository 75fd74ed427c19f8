"""The photos of a renovation side by side: each view before and after, and each stage of the works."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.housing.rules.house import VIEW_NAMES, PhotoView
from services.housing.rules.renovation_paper import Phase, spoken
from services.housing.schemas.renovation_page import PhotoPair, PhotoShown
from services.housing.store.renovation_paper import list_file, list_photos_before, taken_on
from services.housing.tables import Paper, Renovation
from shared.service import Transaction


@dataclass(frozen=True, slots=True)
class WorksShown:
    """`papers`: what of the file is no photo of a phase."""

    pairs: list[PhotoPair]
    during: list[PhotoShown]
    papers: list[Paper]

    @property
    def is_empty(self) -> bool:
        return not self.pairs and not self.during


async def works_shown(session: Transaction, renovation: Renovation) -> WorksShown:
    """Of several photos of one view the last filed; of before, the renovation's own rather than the survey's or the house's."""
    own = await list_file(session, renovation)
    earlier = await list_photos_before(session, survey_id=renovation.survey_id, house_id=renovation.house_id)
    until = renovation.started_on
    before = [each for each in earlier if until is None or taken_on(each) <= until] + _of(own, Phase.BEFORE)
    befores, afters = _last(before, Phase.BEFORE), _last(_of(own, Phase.AFTER), Phase.AFTER)
    return WorksShown(
        pairs=[
            PhotoPair(view_name=VIEW_NAMES[view], before=befores.get(view), after=afters.get(view))
            for view in PhotoView
            if view in befores or view in afters
        ],
        during=[_shown(each, Phase.DURING) for each in _of(own, Phase.DURING)],
        papers=[each for each in own if each.phase is None],
    )


def _of(papers: Sequence[Paper], phase: Phase) -> list[Paper]:
    return [each for each in papers if each.phase is phase]


def _last(papers: Sequence[Paper], phase: Phase) -> dict[str, PhotoShown]:
    return {each.kind: _shown(each, phase) for each in papers}


def _shown(paper: Paper, phase: Phase) -> PhotoShown:
    return PhotoShown(paper_id=paper.id, said=spoken(phase, paper.kind), taken_on=taken_on(paper))
