"""What a household's file holds and lacks by the rule of its place, told all at once."""

from datetime import date
from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

from services.housing.rules.file_policy import FilePolicy
from services.housing.rules.house import Part
from services.housing.rules.mode import Mode
from services.housing.rules.renovation import Act
from services.housing.rules.renovation_file import (
    FileIncomplete,
    Kept,
    PhotosMissing,
    contents,
    must_be_whole,
    must_have_photos,
    photos_asked,
    unsafe_parts,
)
from services.housing.rules.renovation_paper import PaperKind, Phase
from services.housing.rules.works import Stage

ON = date(2020, 9, 16)
WRITTEN = yaml.safe_load((Path(__file__).parents[3] / "services/housing/policy/file/national.yaml").read_text(encoding="utf-8"))
NATIONAL = FilePolicy.model_validate(WRITTEN)
NOTHING = FilePolicy.model_validate(WRITTEN | {"photos": [], "papers": []})
FRONT_AFTER = Kept(Phase.AFTER, "front", ON)


def test_a_rebuilt_house_is_shown_from_the_front_and_a_repaired_one_also_where_it_was_unsafe():
    rebuilt = photos_asked(NATIONAL, Act.APPLIED, Mode.REBUILD, unsafe={Part.ROOF})
    repaired = photos_asked(NATIONAL, Act.ACCEPTED, Mode.REPAIR, unsafe={Part.ROOF, Part.WALLS})
    assert list(rebuilt) == [(Phase.BEFORE, "front")]
    assert list(repaired) == [(Phase.AFTER, "front"), (Phase.AFTER, "roof"), (Phase.AFTER, "outer-wall")]


def test_an_inspection_asks_for_the_stage_that_is_looked_at():
    must_have_photos(NATIONAL, Act.INSPECTED, Mode.REBUILD, [Kept(Phase.DURING, "roof", ON)], stage=Stage.ROOF)
    with pytest.raises(PhotosMissing) as refused:
        must_have_photos(NATIONAL, Act.INSPECTED, Mode.REBUILD, [Kept(Phase.DURING, "roof", ON)], stage=Stage.FINISH)
    assert refused.value.facts == {"act": "检查", "missing": ["施工中：完工"]}


def test_everything_that_lacks_is_told_at_once():
    with pytest.raises(PhotosMissing) as refused:
        must_have_photos(NATIONAL, Act.APPLIED, Mode.REPAIR, [], unsafe={Part.ROOF, Part.WALLS})
    assert refused.value.facts["missing"] == ["改造前：正面", "改造前：屋面", "改造前：外墙"]


def test_photos_of_works_that_were_rejected_do_not_count_for_the_next_acceptance():
    must_have_photos(NATIONAL, Act.ACCEPTED, Mode.REBUILD, [FRONT_AFTER], since=ON)
    with pytest.raises(PhotosMissing):
        must_have_photos(NATIONAL, Act.ACCEPTED, Mode.REBUILD, [FRONT_AFTER], since=date(2020, 9, 17))


def test_a_place_may_ask_for_none_and_who_does_not_build_is_asked_for_no_photos():
    must_have_photos(NOTHING, Act.APPLIED, Mode.REBUILD, [])
    must_be_whole(contents(NOTHING, Mode.REBUILD, [], unsafe=()))
    titles = [entry.title for entry in contents(NATIONAL, Mode.RENT, [], unsafe=())]
    assert "改造协议书" in titles and "竣工验收表" not in titles
    assert not any("：" in title for title in titles)


def test_a_closed_file_holds_every_stage_and_every_paper():
    kept = [Kept(Phase.BEFORE, "front", ON), FRONT_AFTER, *(Kept(None, kind, ON) for kind in PaperKind)]
    kept += [Kept(Phase.DURING, stage, ON) for stage in (Stage.FOUNDATION, Stage.ROOF, Stage.FINISH)]
    with pytest.raises(FileIncomplete) as refused:
        must_be_whole(contents(NATIONAL, Mode.REBUILD, [each for each in kept if each.kind != "payment"], unsafe=()))
    assert refused.value.facts["missing"] == ["补助发放凭证", "施工中：主体结构"]
    must_be_whole(contents(NATIONAL, Mode.REBUILD, [*kept, Kept(Phase.DURING, "structure", ON)], unsafe=()))


def test_what_nobody_asks_for_is_listed_too_and_counted():
    entries = contents(NATIONAL, Mode.REBUILD, [Kept(None, "", ON), Kept(None, "", ON), Kept(Phase.AFTER, "roof", ON)], unsafe=())
    more = [(entry.title, entry.copies) for entry in entries if not entry.is_asked]
    assert more == [("其他材料", 2), ("改造后：屋面", 1)]


def test_what_was_unsafe_is_what_was_failing_or_failed():
    assert unsafe_parts({"roof": "failing", "walls": "failed", "site": "flawed", "enclosure": "sound"}) == {Part.ROOF, Part.WALLS}


@pytest.mark.parametrize(
    "ask",
    [
        {"act": "signed", "views": ["front"], "reference": "photos"},
        {"act": "applied", "reference": "photos"},
        {"act": "inspected", "views": ["roof"], "reference": "photos"},
        {"act": "accepted", "views": ["front"], "modes": ["rent"], "reference": "photos"},
        {"act": "applied", "views": ["front"], "reference": "unknown"},
    ],
)
def test_a_file_that_asks_for_what_cannot_be_is_refused_at_the_start(ask):
    with pytest.raises(ValidationError):
        FilePolicy.model_validate(WRITTEN | {"photos": [ask]})
