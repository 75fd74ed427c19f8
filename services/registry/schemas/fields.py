"""The fields of a household and of a person as people type them: the national export, its older form, the registration form.

A field's title is the column's name in the export and the name under which the file keeps it. `from_list` names the list of
values (policy/file) that it may take.
"""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, WithJsonSchema

from services.registry.rules.vocabulary import ETHNIC_GROUPS
from shared.schemas import Form

YesNo = Literal["是", "否"]
Count = Annotated[int, Field(ge=0, le=99_999)]
Measure = Annotated[str, Field(pattern=r"^\d{1,6}(\.\d{1,2})?$")]
"""Mu or kilometres as the form prints them; nothing is reckoned with them."""
Printed = Annotated[str, Field(pattern=r"^\d{1,9}(\.\d{1,2})?$")]
"""An amount of the form, in yuan, kept as it is printed: the household's money is reckoned in the income book."""
Year = Annotated[int, Field(ge=1900, le=2100)]


def from_list(title: str, name: str | None = None, **options: Any) -> Any:
    """A field whose value stands in a list of the policy file."""
    return Field(default=None, title=title, max_length=40, json_schema_extra={"from_list": name or title}, **options)


def told(title: str, **options: Any) -> Any:
    return Field(default=None, title=title, **options)


def _is_ethnic_group(name: str) -> str:
    if name not in ETHNIC_GROUPS:
        raise ValueError("不是国家标准（GB/T 3304）的民族名称，请填写如 汉族、回族")
    return name


EthnicGroup = Annotated[str, AfterValidator(_is_ethnic_group), WithJsonSchema({"type": "string", "enum": list(ETHNIC_GROUPS)})]


class HouseholdFacts(Form):
    """What is said of a household; a field that is left out stays as it is."""

    standard: str | None = from_list("识别标准", description="登记表 A1")
    attribute: str | None = from_list("贫困户属性", description="登记表 A2,2020 年底前使用")
    household_type: str | None = from_list("户类型", description="2021 年起使用")
    exit_attribute: str | None = told("脱贫属性", max_length=20)
    main_cause: str | None = from_list("主要致贫原因", "致贫原因", description="登记表 A3a，只有一个")
    other_causes: list[str] | None = Field(
        default=None,
        title="其他致贫原因",
        max_length=2,
        json_schema_extra={"from_list": "致贫原因"},
        description="登记表 A3b，至多两个",
    )
    phone: str | None = told("户联系电话", pattern=r"^\d{11}$")
    is_in_danger: YesNo | None = told("危房户")
    danger_grade: str | None = from_list("危房等级")
    house_area_sqm: Count | None = told("住房面积（平方米）", description="登记表 A21，无房户填 0")
    house_structure: str | None = from_list("房屋主要结构", description="登记表 A22")
    house_built_in: Year | None = told("建房时间（年份）", description="登记表 A23")
    house_renovated_in: Year | None = told("危改年度")
    has_safe_water: YesNo | None = told("饮水安全")
    is_short_of_water: YesNo | None = told("饮水困难")
    water_source: str | None = from_list("饮水情况", description="登记表 A37")
    has_broadcast: YesNo | None = told("是否通广播电视")
    has_sanitary_toilet: YesNo | None = told("是否有卫生厕所")
    road_to_house: str | None = from_list("入户路类型")
    main_road_km: Measure | None = told("与村主干路距离（公里）")
    market_km: Measure | None = told("距离最近的乡镇市集距离（公里）", description="登记表 G7")
    has_living_power: YesNo | None = told("是否通生活用电", description="登记表 A35")
    has_production_power: YesNo | None = told("是否通生产用电", description="登记表 A35")
    fuels: list[str] | None = Field(
        default=None,
        title="主要燃料类型",
        max_length=3,
        json_schema_extra={"from_list": "主要燃料类型"},
        description="登记表 A36，至多三种",
    )
    is_in_cooperative: YesNo | None = told("是否加入农民专业合作社", description="登记表 A30")
    is_led_by_enterprise: YesNo | None = told("是否有龙头企业带动")
    is_led_by_person: YesNo | None = told("是否有创业致富带头人带动")
    is_in_mutual_fund: YesNo | None = told("参加扶贫互助资金组织", description="登记表 A30")
    mutual_fund_yuan: Printed | None = told("投入互助资金金额（元）", description="登记表 A31")
    trade: str | None = told("产业类型", max_length=50, description="登记表 A32")
    trade_organisation: str | None = from_list("产业组织类型", description="登记表 A33")
    trade_income_yuan: Printed | None = told("从产业中收益（元）", description="登记表 A34")
    enterprise_income_yuan: Printed | None = told("龙头企业带动收益（元）", description="登记表 G6")
    cash_income_yuan: Printed | None = told("家庭全部现金收入（元）", description="登记表 G1")
    support_received_yuan: Printed | None = told("上年项目扶持资金和捐赠物资折款（元）", description="登记表 G2")
    farmland_mu: Measure | None = told("耕地面积（亩）")
    irrigated_mu: Measure | None = told("有效灌溉面积（亩）")
    woodland_mu: Measure | None = told("林地面积（亩）")
    reforested_mu: Measure | None = told("退耕还林面积（亩）")
    orchard_mu: Measure | None = told("林果面积（亩）")
    pasture_mu: Measure | None = told("牧草地面积（亩）")
    water_mu: Measure | None = told("水面面积（亩）")
    is_relocated: YesNo | None = told("是否易地扶贫搬迁户", description="登记表 A24")
    relocation_way: str | None = from_list("搬迁方式")
    settlement_way: str | None = from_list("安置方式")
    settled_at: str | None = from_list("安置地")
    relocation_troubles: list[str] | None = Field(
        default=None,
        title="搬迁可能存在的困难",
        max_length=4,
        json_schema_extra={"from_list": "搬迁可能存在的困难"},
    )


class PersonFacts(Form):
    """What is said of a person; a field that is left out stays as it is."""

    person_code: str | None = told("人口编号", pattern=r"^\d{4,20}$")
    name: str | None = told("姓名", min_length=1, max_length=50)
    ethnic_group: EthnicGroup | None = told("民族")
    phone: str | None = told("成员联系电话", pattern=r"^\d{11}$")
    year: Annotated[int, Field(ge=2013, le=2100)] | None = told("年度")
    education: str | None = from_list("文化程度")
    schooling: str | None = from_list("在校生状况")
    drop_out_reason: str | None = told("失学或辍学原因", max_length=50)
    labour: str | None = from_list("劳动技能")
    health: list[str] | None = Field(
        default=None,
        title="健康状况",
        max_length=3,
        json_schema_extra={"from_list": "健康状况"},
        description="可以兼有，如 长期慢性病、残疾",
    )
    disability: str | None = told("残疾类别", max_length=20)
    disability_card_year: Annotated[int, Field(ge=1980, le=2100)] | None = told("残疾证办证年度")
    political_status: str | None = told("政治面貌", max_length=20)
    employer: str | None = told("务工企业名称", max_length=100)
    work_place: str | None = told("务工所在地", max_length=50)
    work_months: Annotated[int, Field(ge=0, le=12)] | None = told("务工时间(月)")
    employment_channel: str | None = told("就业渠道", max_length=50)
    works_abroad: YesNo | None = told("是否国外务工")
    industry: str | None = told("产业分类", max_length=50)
    public_post: str | None = told("公益性岗位类型", max_length=50)
    public_post_months: Annotated[int, Field(ge=0, le=12)] | None = told("公益性岗位(月数)")
    is_low_income: YesNo | None = told("是否享受低保")
    is_in_extreme_poverty: YesNo | None = told("是否特困供养人员")
    has_resident_insurance: YesNo | None = told("是否参加新农合(城乡居民医保)")
    has_employee_insurance: YesNo | None = told("是否参加城镇职工基本医疗保险")
    has_serious_illness_insurance: YesNo | None = told("是否参加大病保险")
    has_supplementary_insurance: YesNo | None = told("是否参加商业补充医疗保险")
    has_resident_pension: YesNo | None = told("是否参加城乡居民基本养老保险")
    has_employee_pension: YesNo | None = told("是否参加城镇职工基本养老保险")
    gets_serious_illness_aid: YesNo | None = told("是否接受大病医疗救助")
    gets_other_health_aid: YesNo | None = told("是否接受其他健康扶贫")
    speaks_mandarin: YesNo | None = told("是否会讲普通话")
