"""1101 and 2001: who a person is to the hospital, and what they may draw on."""

from dirty_equals import IsPartialDict

from shared.security import Role
from tests.builders.medical import COUNTY, ID_NUMBER, OTHER_HOSPITAL_CODE, a_detection, an_enrolment
from tests.builders.national import Sender, a_certificate


async def test_a_person_of_the_register_is_told_with_their_class_and_since_when(his, deliver):
    await deliver(an_enrolment())

    shown = await his.output("1101", {"data": a_certificate(village=None)})

    assert shown["baseinfo"] == IsPartialDict(psn_name="王小明", certno=ID_NUMBER, gend="1", brdy="1962-03-04", age="58.0")
    assert shown["idetinfo"] == [{"psn_idet_type": "03", "memo": "enrolled 建档立卡贫困人口", "begntime": "2020-01-01 00:00:00"}]
    assert shown["insuinfo"][0] == IsPartialDict(insutype="390", psn_type="1501", insuplc_admdvs=COUNTY)


async def test_cover_that_a_case_has_opened_is_an_identity_too(his, deliver):
    await deliver(a_detection())

    shown = await his.output("1101", {"data": a_certificate(village=None)})

    assert [each["memo"] for each in shown["idetinfo"]] == ["immediate-assistance 即时帮扶对象"]


async def test_a_person_has_one_number_in_every_hospital_that_says_nothing_of_them(his, api):
    first = await his.person()
    his.client, his.code = api.as_(Role.HOSPITAL, region=COUNTY, org=OTHER_HOSPITAL_CODE), OTHER_HOSPITAL_CODE

    assert await his.person() == first
    assert len(first) <= 30 and ID_NUMBER not in first


async def test_a_social_card_needs_the_id_number_beside_it(his):
    told = {"mdtrt_cert_type": "03", "mdtrt_cert_no": "A12345678", "psn_name": "王小明"}

    assert (await his.refused("1101", {"data": told}))["code"] == "certificate-unusable"
    shown = await his.output("1101", {"data": told | {"psn_cert_type": "01", "certno": ID_NUMBER}})
    assert shown["baseinfo"]["certno"] == ID_NUMBER


async def test_a_wrong_id_number_is_refused_without_being_repeated(his):
    answer = await his.send("1101", {"data": a_certificate("110105194902300026")})

    assert answer.json()["problem"]["code"] == "invalid-id-number"
    assert "110105194902300026" not in answer.text


async def test_what_a_person_may_draw_on_is_told_payer_by_payer(his, deliver):
    psn_no = await his.person()
    of = {"psn_no": psn_no, "insutype": "390", "fixmedins_code": his.code}
    asked = {"data": of | {"med_type": "21", "begntime": "2020-06-12"}}
    before = (await his.output("2001", asked))["trtinfo"]
    await deliver(an_enrolment())
    after = (await his.output("2001", asked))["trtinfo"]

    assert [each["fund_pay_type"] for each in before] == ["390100", "390200", "610100", "610100", "999900", "620100", "640100"]
    assert [each["trt_enjymnt_flag"] for each in before] == ["1", "1", "0", "0", "0", "0", "0"]
    assert [each["trt_enjymnt_flag"] for each in after] == ["1"] * 7
    assert before[4]["trt_chk_type"] == "99" and "630101 医疗机构减免" in before[4]["trt_chk_rslt"]


async def test_a_code_of_no_list_is_refused(his):
    told = await his.refused("1101", {"data": a_certificate() | {"mdtrt_cert_type": "77"}})

    assert (told["code"], told["pointer"]) == ("code-unknown", "/input/data/mdtrt_cert_type")


async def test_where_somebody_of_another_county_lives_is_not_told(his, api, deliver):
    await deliver(an_enrolment())
    own = (await his.output("1101", {"data": a_certificate(village=None)}))["insuinfo"][0]
    elsewhere = Sender(api.as_(Role.HOSPITAL, region="371302", org="H37130200001"), "H37130200001")
    theirs = (await elsewhere.output("1101", {"data": a_certificate(village=None)}))["insuinfo"][0]

    assert "龙潭社区" in own["emp_name"]
    assert "emp_name" not in theirs and theirs["insuplc_admdvs"] == COUNTY
