"""A posting is written down with its photo; a notice whose days wait for its board begins then."""

from datetime import date
from pathlib import Path

import pytest

from services.funds.operations.duty.prove_duty import prove_duty
from services.funds.rules.duty import AlreadyPosted, DutyState
from services.funds.rules.notice import NoticeAbout, NoticeNotPosted, Subject, must_have_stood
from services.funds.rules.paper import PaperNotOfMatter
from services.funds.rules.publishing import PublishingPolicy
from services.funds.schemas.duty import ProveDuty
from services.funds.store import publishing
from services.funds.store.notice import find_last_notice
from shared.ids import uuid7
from shared.policy.shelf import Shelf
from shared.security import OutsideRegion, Principal, Role
from tests.builders.funds import OTHER_TOWN
from tests.builders.funds_notices import OPENED_ON, TOWN_OFFICER, VILLAGE_OFFICER, a_notice, at_ten, proved, the_board_of

POSTED_ON = date(2020, 6, 3)


async def test_a_board_stands_its_days_from_the_day_of_posting(session):
    duty = await the_board_of(session, await a_notice(session))

    proof = await proved(session, duty, on=POSTED_ON, by=VILLAGE_OFFICER)

    assert (duty.state, duty.met_on, duty.until_on) == (DutyState.STANDING, POSTED_ON, date(2020, 6, 13))
    assert (proof.until_on, proof.posted_by) == (date(2020, 6, 13), VILLAGE_OFFICER.subject)


async def test_it_is_posted_once_and_by_its_own_place(session):
    duty = await the_board_of(session, await a_notice(session))

    with pytest.raises(OutsideRegion):
        await proved(session, duty, on=POSTED_ON, by=Principal("外镇", Role.TOWN, OTHER_TOWN))
    await proved(session, duty, on=POSTED_ON)
    with pytest.raises(AlreadyPosted):
        await proved(session, duty, on=POSTED_ON)


async def test_a_photo_of_something_else_proves_nothing(session):
    duty = await the_board_of(session, await a_notice(session))
    form = ProveDuty(place="村务公开栏", posted_on=POSTED_ON, photo_id=uuid7())

    with pytest.raises(PaperNotOfMatter):
        await prove_duty(session, form, duty_id=duty.id, by=TOWN_OFFICER, on=POSTED_ON, at=at_ten(POSTED_ON))


@pytest.fixture
def waiting_for_the_board(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A place whose own file says that the days of a notice begin when it was posted."""
    whole = (publishing.FOLDER / "national_2018.yaml").read_text("utf-8")
    (tmp_path / "here.yaml").write_text(
        whole.replace("  - term: {days: 10", "  - begins: posted\n    term: {days: 10", 1), "utf-8"
    )
    monkeypatch.setattr(publishing, "SHELF", Shelf(PublishingPolicy, tmp_path))


async def test_where_the_place_says_so_the_days_begin_with_the_board(session, waiting_for_the_board):
    notice = await a_notice(session)
    about = Subject(NoticeAbout.DISTRIBUTION, notice.about_id)
    with pytest.raises(NoticeNotPosted):
        must_have_stood(await find_last_notice(session, about), on=date(2020, 7, 1))

    await proved(session, await the_board_of(session, notice), on=POSTED_ON)

    assert (notice.opened_on, notice.begun_on, notice.until_on) == (OPENED_ON, POSTED_ON, date(2020, 6, 13))
    must_have_stood(await find_last_notice(session, about), on=date(2020, 6, 14))
