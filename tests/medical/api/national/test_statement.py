"""3201 and 3202: the hospital's day against the platform's, by total and line by line."""

import base64
import io
import zipfile
from uuid import UUID

import pytest

from services.medical.rules.national.number import id_of, number_of
from shared.security import Role
from tests.builders.medical import COUNTY, OTHER_HOSPITAL_CODE, an_id_number
from tests.builders.national import Sender, a_settlement
from tests.medical.api import walk

DAY = {"stmt_begndate": "2020-06-12", "stmt_enddate": "2020-06-12"}
TOTALS = {
    "insutype": "390", "clr_type": "21", "setl_optins": "371311", "medfee_sumamt": "20000.00", "fund_pay_sumamt": "12762.00",
    "acct_pay": "0", "fixmedins_setl_cnt": "1",
} | DAY  # fmt: skip


async def settled(his) -> dict:
    psn_no, mdtrt_id = await his.discharged()
    return (await his.output("2304", {"data": a_settlement(psn_no, mdtrt_id)}))["setlinfo"]


def line_of(info: dict, **changes: str) -> str:
    told = {**info, "refd_setl_flag": "0", **changes}
    columns = ("setl_id", "mdtrt_id", "psn_no", "medfee_sumamt", "fund_pay_sumamt", "acct_pay", "refd_setl_flag")
    return "\t".join(told[column] for column in columns)


async def uploaded(his, content: bytes, name: str = "day.txt") -> str:
    told = {"fsUploadIn": {"in": list(content), "filename": name, "fixmedins_code": his.code}}
    return (await his.output("9101", told))["file_qury_no"]


async def compared(his, *lines: str) -> list[list[str]]:
    """The rows of 3202's result file."""
    number = await uploaded(his, "\n".join(lines).encode())
    info = (await his.output("3202", {"data": TOTALS | {"file_qury_no": number, "cash_payamt": "0"}}))["fileinfo"]
    answer = await his.output("9102", {"fsDownloadIn": {"file_qury_no": info["file_qury_no"], "filename": info["filename"]}})
    with zipfile.ZipFile(io.BytesIO(base64.b64decode(answer["fsDownloadOut"]["out"]))) as packed:
        [name] = packed.namelist()
        return [row.split("\t") for row in packed.read(name).decode().splitlines()]


async def test_totals_that_agree_are_told_so(his):
    info = await settled(his)

    told = await his.output("3201", {"data": TOTALS | {"fund_pay_sumamt": info["fund_pay_sumamt"]}})

    assert told["stmtinfo"] == {"setl_optins": "371311", "stmt_rslt": "000000", "stmt_rslt_dscr": "相符"}


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"medfee_sumamt": "20000.01"}, "医疗费总额：机构 20000.01 元，平台 20000.00 元"),
        ({"fixmedins_setl_cnt": 2}, "笔数：机构 2，平台 1"),
        ({"clr_type": "11"}, "平台 0.00 元"),
        ({"insutype": "310"}, "平台 0.00 元"),
        ({"setl_optins": "371312"}, "平台 0.00 元"),
        ({"stmt_begndate": "2020-06-11", "stmt_enddate": "2020-06-11"}, "平台 0.00 元"),
    ],
)
async def test_totals_that_differ_are_told_by_how_much(his, changes, told):
    info = await settled(his)

    answer = await his.output("3201", {"data": TOTALS | {"fund_pay_sumamt": info["fund_pay_sumamt"]} | changes})

    assert answer["stmtinfo"]["stmt_rslt"] == "000001"
    assert told in answer["stmtinfo"]["stmt_rslt_dscr"]


async def test_a_refund_nets_out_and_may_be_counted_or_left_out(his):
    info = await settled(his)
    await his.output("2305", {"data": {key: info[key] for key in ("psn_no", "mdtrt_id", "setl_id")}})
    nothing = TOTALS | {"medfee_sumamt": "0", "fund_pay_sumamt": "0"}

    for count in (0, 2):
        told = await his.output("3201", {"data": nothing | {"fixmedins_setl_cnt": count}})
        assert told["stmtinfo"]["stmt_rslt"] == "000000"
    refunds = nothing | {"refd_setl_flag": "1", "fixmedins_setl_cnt": 1, "medfee_sumamt": "-20000.00"}
    told = await his.output("3201", {"data": refunds | {"fund_pay_sumamt": f"-{info['fund_pay_sumamt']}"}})
    assert told["stmtinfo"]["stmt_rslt"] == "000000"


async def test_every_line_of_either_book_is_told_once_with_what_is_wrong_with_it(his, hospital):
    ours = await settled(his)
    other = (await walk.settled(hospital, id_number=an_id_number(7)))["national"]  # by the other door, and missing in the file
    unknown = ours | {"setl_id": "A" * 26}

    rows = await compared(his, line_of(ours, medfee_sumamt="1.00"), line_of(unknown))

    found = {row[2]: row for row in rows}
    assert len(rows) == 3
    assert found[ours["setl_id"]][4] == "000002" and "20000.00" in found[ours["setl_id"]][6]
    assert found[ours["setl_id"]][3] == ours["medins_setl_id"]
    assert found[unknown["setl_id"]][4] == "000003"
    assert found[other["setl_id"]][4:6] == ["000004", "0"] and found[other["setl_id"]][3] == ""


async def test_lines_that_agree_are_told_so_and_a_refund_that_one_side_lacks_is_a_wrong_state(his):
    info = await settled(his)
    [agrees] = await compared(his, line_of(info))
    assert agrees[4] == "000000"

    [refund, missing] = await compared(his, line_of(info, refd_setl_flag="1"))
    assert (refund[4], refund[5], missing[4]) == ("000005", "1", "000004")


async def test_a_zip_is_unpacked(his):
    info = await settled(his)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("day.txt", line_of(info))

    number = await uploaded(his, packed.getvalue(), "day.txt.zip")
    answer = await his.ask("3202", {"data": TOTALS | {"file_qury_no": number}})

    assert answer["warn_msg"] == "共 1 笔，全部相符"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"\xff\xfe", "UTF-8"),
        (b"PK\x03\x04 no zip", "zip"),
        (b"a\tb", "第 1 行应有 7 列"),
        (b"a\tb\tc\tx\t1\t1\t0", "第 1 行 medfee_sumamt"),
    ],
)
async def test_a_file_that_cannot_be_read_is_told_where(his, content, told):
    number = await uploaded(his, content)

    problem = await his.refused("3202", {"data": TOTALS | {"file_qury_no": number}})

    assert problem["code"] == "statement-file-unreadable"
    assert told in problem["detail"]


async def test_another_hospitals_file_is_not_there(his, api):
    number = await uploaded(his, b"")
    other = Sender(api.as_(Role.HOSPITAL, region=COUNTY, org=OTHER_HOSPITAL_CODE), OTHER_HOSPITAL_CODE)

    assert (await other.refused("9102", {"fsDownloadIn": {"file_qury_no": number}}))["code"] == "no-such-file"


async def test_what_the_county_settled_again_is_told_so_and_goes_by_the_hospitals_own_number(his, api):
    info = await settled(his)
    stay = {key: info[key] for key in ("psn_no", "mdtrt_id", "setl_id")}
    id = id_of(info["setl_id"], pointer="")
    county = api.as_(Role.COUNTY, region=COUNTY)
    again = await county.post(f"/settlements/{id}/resettlement", json={"reason": "人员类别更正后重新结算"})
    assert again.status_code == 201, again.text

    rows = await compared(his, line_of(info))

    assert rows[0][4] == "000000"
    assert {row[6] for row in rows[1:]} == {
        "平台有，机构明细中没有（县区重新结算，原结算冲正）",
        f"平台有，机构明细中没有（县区重新结算，替代 {info['setl_id']}）",
    }
    back = (await his.output("2305", {"data": stay}))["setlinfo"]
    assert back["setl_id"] == number_of(UUID(again.json()["settlements"][0]["new_settlement_id"]))
