"""The tables of the open data. Nothing is in them that was not public before: who is named there is a unit, never a person."""

from services.funds.rules.asset import KIND_NAMES, STATE_NAMES, TITLE_NAMES
from services.funds.rules.contract import PAY_KIND_NAMES, PROCUREMENT_NAMES
from services.funds.rules.disclosure import DISCLOSURE_NAMES
from services.funds.rules.donation import EARMARK_NAMES, GIFT_NAMES, USE_NAMES
from services.funds.rules.open_column import PLACE
from services.funds.rules.open_column import REGION as _REGION
from services.funds.rules.open_column import SMALL_SAID as _SMALL
from services.funds.rules.open_column import UUID as _UUID
from services.funds.rules.open_column import day as _day
from services.funds.rules.open_column import number as _number
from services.funds.rules.open_column import text as _text
from services.funds.rules.open_column import whole as _whole
from services.funds.rules.open_column import word as _word
from services.funds.rules.open_column import year as _year
from services.funds.rules.open_column import yuan as _yuan
from services.funds.rules.open_house_table import RENOVATIONS
from services.funds.rules.open_sum_tables import GRANTS, GUARANTEE_FUNDS, LOANS, RECOVERIES
from services.funds.rules.open_table import Column, Foreign, Table
from services.funds.rules.project import PROJECT_KIND_NAMES, PROJECT_STATE_NAMES

_ENTRY = _text("disclosure", "公示条目", "公示条目编号：由它可查原文和日志证明", pattern=_UUID, is_required=True)
_OF_ENTRY = Foreign("disclosure", "disclosures", "id")

DISCLOSURES = Table(
    "disclosures",
    "公示条目",
    "资金公示日志中的全部条目，按公布先后。条目只增不改，退回和更正另成一条，由 corrects 指向原条目。",
    (
        _whole("position", "日志位置", "在公示日志中的位置，从 0 起；日志尚未启用时为空"),
        Column("id", "条目编号", is_required=True, is_unique=True, pattern=_UUID),
        _text("number", "公示号", is_required=True),
        _word("kind", "类别", [kind.value for kind in DISCLOSURE_NAMES]),
        _text("kind_name", "类别名称", is_required=True),
        *_REGION,
        _text("subject", "对象", "户不写姓名和村；单位和项目写名称", is_required=True),
        _yuan("amount", "金额", "退回和更正也写正数，类别说明方向"),
        _text("reason", "事由", is_required=True),
        _text("clause", "依据", is_required=True),
        _day("published_on", "公布日期", is_required=True),
        _text("corrects", "更正的条目", pattern=_UUID),
        _text("source", "资金来源"),
        _text("programme", "专项"),
        _year("year", "年度"),
        _text("project", "项目编号"),
    ),
    ("id",),
    (Foreign("corrects", "", "id"),),
    year_of="公布",
)
PROJECTS = Table(
    "projects",
    "项目",
    "进入过项目库的项目，按现状。负责人姓名不公开。",
    (
        _number("项目编号"),
        _text("title", "项目名称", is_required=True),
        _word("kind", "项目类型", list(PROJECT_KIND_NAMES.values())),
        *_REGION,
        _word("state", "状态", list(PROJECT_STATE_NAMES.values())),
        _text("unit", "实施单位", is_required=True),
        _text("task", "建设任务"),
        _text("standard", "补助标准"),
        _text("mechanism", "带贫机制"),
        _whole("households", "受益户数", _SMALL),
        _whole("persons", "受益人数", "受益户数不公布的，人数也不公布"),
        _yuan("planned", "计划投资"),
        _yuan("approved", "批复金额", is_required=False),
        _text("approved_under", "批复文号"),
        _day("approved_on", "批复日期"),
        _year("plan_year", "计划年度"),
        _day("starts_on", "计划开工日期", is_required=True),
        _day("ends_on", "计划完工日期", is_required=True),
        _day("accepted_on", "验收日期"),
        _day("handed_over_on", "移交日期"),
    ),
    ("number",),
)
PROJECT_SOURCES = Table(
    "project_sources",
    "项目资金来源",
    "每个项目计划用哪一级的资金、各多少。",
    (
        _text("project", "项目编号", is_required=True),
        _text("source", "资金来源", is_required=True),
        _yuan("amount", "金额"),
        _yuan("approved", "批复分摊金额", "批复金额按各来源计划金额分摊，合计等于批复金额；没有批复的为空", is_required=False),
    ),
    ("project", "source"),
    (Foreign("project", "projects", "number"),),
)
CONTRACTS = Table(
    "contracts",
    "项目合同",
    "项目签订的合同，金额和完工日期按最近一次变更。供应单位是个体工商户或个人的，不写名称和代码。",
    (
        _number("合同编号"),
        _text("project", "项目编号", is_required=True),
        _text("title", "合同名称", is_required=True),
        _text("supplier", "供应（施工）单位", is_required=True),
        _text("supplier_code", "统一社会信用代码", pattern="[0-9A-Z]{18}"),
        _word("method", "采购方式", list(PROCUREMENT_NAMES.values())),
        _day("tender_opened_on", "招标（采购）公告日期"),
        _day("tender_closed_on", "开标（响应截止）日期"),
        _whole("bidders", "投标（响应）单位数", is_required=True),
        _day("awarded_on", "中标（成交）日期", is_required=True),
        _day("signed_on", "签订日期", is_required=True),
        _day("starts_on", "开始日期", is_required=True),
        _day("ends_on", "结束日期", is_required=True),
        _yuan("first_amount", "签订时的金额"),
        _yuan("amount", "现金额"),
        _whole("warranty_days", "质保期（天）", is_required=True),
    ),
    ("number",),
    (Foreign("project", "projects", "number"),),
    year_of="签订",
)
AMENDMENTS = Table(
    "contract_amendments",
    "合同变更",
    "每次补充合同变更前后的金额和完工日期。",
    (
        _text("contract", "合同编号", is_required=True),
        _whole("sequence", "第几次变更", is_required=True),
        _day("signed_on", "签订日期", is_required=True),
        _yuan("amount_before", "变更前金额"),
        _yuan("amount", "变更后金额"),
        _day("ends_before_on", "变更前结束日期", is_required=True),
        _day("ends_on", "变更后结束日期", is_required=True),
    ),
    ("contract", "sequence"),
    (Foreign("contract", "contracts", "number"),),
    year_of="签订",
)
CONTRACT_PAYMENTS = Table(
    "contract_payments",
    "项目付款",
    "向项目供应单位支付的每一笔款。已退回的注明退回日期。",
    (
        _number("公示号"),
        _text("contract", "合同编号", is_required=True),
        _word("kind", "款项", list(PAY_KIND_NAMES.values())),
        _yuan("amount", "金额"),
        _day("paid_on", "支付日期", is_required=True),
        _day("returned_on", "退回日期"),
        _text("budget_line", "预算指标编号"),
        _ENTRY,
    ),
    ("number",),
    (Foreign("contract", "contracts", "number"), _OF_ENTRY),
    year_of="支付",
)
BUDGET_LINES = Table(
    "budget_lines",
    "预算指标",
    "每条指标下达、调剂、结转和收回之后的金额。",
    (
        _number("指标编号"),
        *_REGION,
        _text("title", "指标名称", is_required=True),
        _text("source", "资金来源", is_required=True),
        _text("programme", "专项", is_required=True),
        _text("use", "用途", is_required=True),
        _year("year", "年度", is_required=True),
        _year("money_of_year", "资金年度", is_required=True),
        _yuan("amount", "指标金额"),
        _text("project", "项目编号"),
    ),
    ("number",),
    year_of="预算",
)
DONATIONS = Table(
    "donations",
    "接收捐赠",
    "每笔捐赠。个人和要求匿名的单位不写名称；指定到村的，不写村名。",
    (
        _number("捐赠编号"),
        _text("fund", "基金编号", is_required=True),
        _text("fund_title", "基金名称", is_required=True),
        *_REGION,
        _text("donor", "捐赠人", is_required=True),
        _word("kind", "种类", list(GIFT_NAMES.values())),
        _yuan("amount", "金额", "物资为折价"),
        _text("goods", "物资"),
        _whole("quantity", "数量"),
        _text("unit", "单位"),
        _word("earmark", "捐赠意愿", list(EARMARK_NAMES.values())),
        _text("earmark_title", "意愿对象"),
        _day("donated_on", "捐赠日期", is_required=True),
        _ENTRY,
    ),
    ("number",),
    (_OF_ENTRY,),
    year_of="捐赠",
)
DONATION_USES = Table(
    "donation_uses",
    "捐赠使用",
    "每次使用捐赠的去向。补助到户的只写哪一类、几户。",
    (
        _number("使用编号"),
        _text("fund", "基金编号", is_required=True),
        _text("fund_title", "基金名称", is_required=True),
        *_REGION,
        _word("kind", "方式", list(USE_NAMES.values())),
        _text("title", "用途", is_required=True),
        _text("recipient", "受益对象", is_required=True),
        _yuan("amount", "金额", "物资为折价"),
        _whole("quantity", "物资件数"),
        _text("programme", "专项"),
        _day("approved_on", "批准日期", is_required=True),
        _ENTRY,
    ),
    ("number",),
    (_OF_ENTRY,),
    year_of="批准",
)
ASSETS = Table(
    "assets",
    "帮扶资产",
    "经营性和公益性资产登记簿，按现状。到户类资产不公开。",
    (
        _number("资产编号"),
        _text("title", "名称", is_required=True),
        _word("kind", "类型", list(KIND_NAMES.values())),
        *_REGION,
        _word("state", "状态", list(STATE_NAMES.values())),
        _yuan("value", "原值"),
        _day("acquired_on", "取得日期", is_required=True),
        _text("project", "项目编号"),
        _day("disposed_on", "处置日期"),
    ),
    ("number",),
    year_of="取得",
)
ASSET_TITLES = Table(
    "asset_titles",
    "资产权属",
    "每项资产的所有、经营、收益、监督四权由谁持有，含以往的。持有人不是单位的，不写名称。",
    (
        _text("asset", "资产编号", is_required=True),
        _word("title", "权属", list(TITLE_NAMES.values())),
        _text("holder", "持有单位", is_required=True),
        _text("holder_region", "单位所在地区划代码", pattern=PLACE, is_required=True),
        _whole("share", "份额", is_required=True),
        _day("from_on", "起始日期", is_required=True),
        _day("until_on", "终止日期"),
    ),
    (),
    (Foreign("asset", "assets", "number"),),
)
ASSET_INCOME = Table(
    "asset_income",
    "资产收益分配",
    "已交付发放的收益分配方案：集体留多少，分给农户多少。各户的名单不公开。",
    (
        _number("方案编号"),
        *_REGION,
        _text("collective", "集体", is_required=True),
        _year("year", "收益年度", is_required=True),
        _yuan("amount", "分配总额"),
        _yuan("households_amount", "分给农户"),
        _yuan("collective_amount", "留存集体"),
        _whole("households", "户数", _SMALL),
        _day("paid_on", "交付发放日期", is_required=True),
    ),
    ("number",),
    year_of="收益",
)
TABLES = {
    table.name: table
    for table in (
        DISCLOSURES, PROJECTS, PROJECT_SOURCES, CONTRACTS, AMENDMENTS, CONTRACT_PAYMENTS, BUDGET_LINES, DONATIONS,
        DONATION_USES, ASSETS, ASSET_TITLES, ASSET_INCOME, GRANTS, LOANS, GUARANTEE_FUNDS, RECOVERIES,
        RENOVATIONS,
    )
}  # fmt: skip
