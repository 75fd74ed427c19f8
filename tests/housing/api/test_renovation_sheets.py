"""The papers of a renovation as they are printed: what stands on them, what is left blank, and who may open what they lead to."""

from datetime import date

import pytest
from sqlalchemy import text

from services.housing.operations.contractor.register_contractor import register_contractor
from services.housing.operations.renovation.inspect_works import inspect_works
from services.housing.operations.renovation.withdraw_renovation import withdraw_renovation
from services.housing.rules.renovation import RenovationState
from services.housing.rules.works import Assurance, Stage
from services.housing.schemas.contractor import RegisterContractor
from services.housing.schemas.renovation import WithdrawRenovation
from shared.security import Role
from tests.builders.housing import OTHER_TOWN, TOWN
from tests.builders.housing_appraisals import a_signed_appraisal
from tests.builders.housing_renovation import COUNTY_OFFICER, TOWN_OFFICER, a_renovation, an_inspection, on
from tests.medical.pdf import pages_of, text_of

LONG = "临沂市罗庄区傅庄街道东高都社区第三片区农村危房修缮加固专业施工合作社（普通合伙）"


@pytest.fixture
def town(api):
    return api.as_(Role.TOWN, region=TOWN)


async def _pdf(officer, path, **params):
    answer = await officer.get(path, params=params)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf"), answer.text
    return answer.content


async def _a_builder(session, renovation):
    form = RegisterContractor.model_validate({"kind": "company", "name": LONG, "licence": "91371311MA3CQ1T00X"})
    renovation.contractor_id = (await register_contractor(session, form, by=COUNTY_OFFICER)).id
    await session.flush()


async def test_the_agreement_comes_in_as_many_copies_as_there_are_parties_and_one_for_the_file(session, town):
    renovation = await a_renovation(session, RenovationState.AGREED)
    await _a_builder(session, renovation)
    await session.commit()

    said = text_of(await _pdf(town, f"/renovations/{renovation.id}/agreement.pdf"))
    more = text_of(await _pdf(town, f"/renovations/{renovation.id}/agreement.pdf", copies=6))

    for held_by in ("户主留存", "施工方留存", "镇街留存", "农户档案"):
        assert said.count(f"共4份（{held_by}）") == 1
    for told in (
        LONG,
        "建筑面积55平方米",
        "不得超过60平方米",
        "约定造价42,000.00元",
        "留存5%，即2,100.00元",
        "中央财政14,000.00元",
    ):
        assert told in said
    assert "自2020年7月15日至2020年9月30日" in said and "扫码看本村公示，不必登录" in said
    assert more.count("（备用）") == 2 and "暂不签订" not in said


async def test_before_the_notice_has_stood_the_agreement_says_so_and_leaves_blanks(session, town):
    applied = await a_renovation(session)
    ready = await a_renovation(session, RenovationState.COUNTY_AGREED)
    await session.commit()

    early = text_of(await _pdf(town, f"/renovations/{applied.id}/agreement.pdf", copies=1))
    blank = text_of(await _pdf(town, f"/renovations/{ready.id}/agreement.pdf", copies=1))

    assert "审批和公示尚未完成，暂不签订" in early
    assert "暂不签订" not in blank and "约定造价＿＿＿＿＿＿元" in blank and "自＿＿＿＿年＿＿月＿＿日至" in blank


async def test_who_builds_alone_signs_with_the_town_and_who_moves_signs_about_that(session, town):
    alone = await a_renovation(session, RenovationState.AGREED)
    rents = await a_renovation(session, RenovationState.AGREED, mode="rent", mode_reason="户主愿意租住村里的空房")
    await session.commit()

    built = text_of(await _pdf(town, f"/renovations/{alone.id}/agreement.pdf"))
    moved = text_of(await _pdf(town, f"/renovations/{rents.id}/agreement.pdf"))

    assert "由甲方自行组织施工" in built and "共3份" in built and "丙方" not in built
    assert "甲方自愿选择租赁" in moved and "抗震" not in moved and "共3份" in moved
    refused = await town.get(f"/renovations/{rents.id}/acceptance.pdf")
    assert (refused.status_code, refused.json()["code"]) == (422, "not-the-builders-way")
    assert (await town.get(f"/renovations/{rents.id}/inspection.pdf")).json()["code"] == "not-the-builders-way"


async def test_a_record_to_take_along_asks_for_the_open_defects_again_and_a_filled_in_one_says_what_was_found(session, town):
    renovation = await a_renovation(session, RenovationState.UNDER_WAY)
    answers = dict.fromkeys(Assurance, True) | {Assurance.EARTHQUAKE: False}
    defect = {"assurance": "earthquake", "what": "东北角缺构造柱", "due_on": "2020-08-10"}
    form = an_inspection(Stage.STRUCTURE, answers=answers, defects=[defect])
    look = await inspect_works(session, renovation.id, form, by=TOWN_OFFICER, at=on("2020-08-01"))
    other = await a_renovation(session, RenovationState.UNDER_WAY)
    await session.commit()

    blank = text_of(await _pdf(town, f"/renovations/{renovation.id}/inspection.pdf", stage="roof"))
    filled = text_of(await _pdf(town, f"/renovations/{renovation.id}/inspections/{look.id}/sheet.pdf"))
    astray = await town.get(f"/renovations/{other.id}/inspections/{look.id}/sheet.pdf")

    assert "尚未整改的问题，请逐项复查东北角缺构造柱" in blank.replace("问题整改期限复查结果", "") and "2020年8月1日" not in blank
    assert "东北角缺构造柱" in filled and "尚未整改" in filled and "检查人：镇村建所刘" in filled and "已上传1张" in filled
    assert "工作人员扫码查看，需登录" in blank
    assert astray.json()["code"] == "no-such-inspection"


async def test_the_acceptance_sheet_says_area_against_limit_money_with_its_sources_and_shows_the_house(session, town, api):
    renovation = await a_renovation(session, RenovationState.ACCEPTED)
    await _a_builder(session, renovation)
    await session.execute(text("UPDATE house SET address = :far"), {"far": "村东头第三排老槐树北侧原供销社旧址后院西厢房" * 4})
    await session.commit()

    made = await _pdf(town, f"/renovations/{renovation.id}/acceptance.pdf")
    pages, said = pages_of(made), text_of(made)
    seen = await api.as_(Role.AUDITOR).get("/papers", params={"about": "renovation", "about_id": str(renovation.id)})
    after = next(row for row in seen.json()["rows"] if row["phase"] == "after" and row["kind"] == "front")
    reads = (await api.as_(Role.AUDITOR).get(f"/papers/{after['paper_id']}/reads")).json()["rows"]
    operators = await _pdf(api.as_(Role.OPERATOR), f"/renovations/{renovation.id}/acceptance.pdf")

    assert len(pages) <= 2
    for told in (
        "55平方米",
        "40平方米至60平方米",
        "41,000.00元",
        "18,000.00元",
        "县区财政4,000.00元",
        "改造前D级，验收A级",
        LONG,
    ):
        assert told in said
    assert said.index("局部危险") < said.index("改造后：正面") < said.index("户主签字")
    assert [row["role"] for row in reads] == ["town"]
    assert "改造后：正面" not in text_of(operators)


async def test_a_blank_acceptance_sheet_is_filled_in_on_the_spot(session, town):
    renovation = await a_renovation(session, RenovationState.FINISHED)
    await session.commit()

    said = text_of(await _pdf(town, f"/renovations/{renovation.id}/acceptance.pdf"))

    assert said.count("个别构件危险") == 5 and "2020年9月15日" in said and "验收＿＿级" in said


async def test_the_cover_of_a_file_lists_what_there_is_and_what_lacks(session, town):
    renovation = await a_renovation(session, RenovationState.FINISHED)
    gone = "UPDATE paper SET withdrawn_at = now(), withdrawn_by = '某', withdrawn_why = '传错'"
    await session.execute(text(f"{gone} WHERE kind = 'payment'"))
    await session.commit()

    cover, *rest = pages_of(await _pdf(town, f"/renovations/{renovation.id}/file.pdf"))
    said = "".join(rest)

    assert "一户一档" in cover and renovation.number in cover and "尚缺1项材料" in cover
    assert "尚缺1项：补助发放凭证。补齐后才能归档。" in said and "平台上的电子材料" in said


async def test_what_does_not_go_on_is_no_proof(session, town):
    renovation = await a_renovation(session, RenovationState.AGREED)
    form = WithdrawRenovation(on=date(2020, 7, 12), why="户主随子女迁居县城")
    await withdraw_renovation(session, renovation.id, form, by=TOWN_OFFICER, at=on("2020-07-12"))
    await session.commit()

    for paper in ("agreement", "acceptance", "file", "inspection"):
        assert "已撤销，不作为凭据" in text_of(await _pdf(town, f"/renovations/{renovation.id}/{paper}.pdf"))


async def test_another_town_prints_nothing(session, api):
    renovation = await a_renovation(session, RenovationState.AGREED)
    await session.commit()
    stranger = api.as_(Role.TOWN, region=OTHER_TOWN)

    for paper in ("agreement", "acceptance", "file", "inspection"):
        assert (await stranger.get(f"/renovations/{renovation.id}/{paper}.pdf")).json()["code"] == "no-such-renovation"
    assert (await stranger.get(f"/renovations/{renovation.id}/page")).status_code == 404


async def test_the_code_of_an_appraisal_says_who_may_open_it(session, town):
    signed = await a_signed_appraisal(session)
    await session.commit()

    assert "工作人员扫码查看，需登录" in text_of(await _pdf(town, f"/appraisals/{signed.id}/sheet.pdf"))
