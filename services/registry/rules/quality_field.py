"""The fields that a data-quality rule may look at, under the names of the national export and of the registration form."""

import re
from collections.abc import Mapping

from services.registry.rules.vocabulary import HEAD

Values = Mapping[str, str | int]
"""What is known of a person or a household, by field; what is not known is not there. Only ages and counts are numbers."""

_OF_PERSON = """
人口编号 姓名 证件号码 残疾人证号 出生医学证明编号 性别 出生日期 死亡日期 民族 成员联系电话 务工企业名称 与户主关系 人员类别
是否已核实 加入日期 村 年度 文化程度 在校生状况 失学或辍学原因 劳动技能 健康状况 残疾类别 残疾证办证年度 政治面貌
务工所在地 务工时间(月) 就业渠道 是否国外务工 产业分类 公益性岗位类型 公益性岗位(月数) 是否享受低保 是否特困供养人员
是否参加新农合(城乡居民医保) 是否参加城镇职工基本医疗保险 是否参加大病保险 是否参加商业补充医疗保险
是否参加城乡居民基本养老保险 是否参加城镇职工基本养老保险 是否接受大病医疗救助 是否接受其他健康扶贫 是否会讲普通话
年龄 出生年 登记天数 今天 今年
"""
PERSON_FIELDS = frozenset(_OF_PERSON.split())
_OF_HOUSEHOLD = """
户编号 村 户联系电话 识别标准 贫困户属性 户类型 脱贫属性 主要致贫原因 其他致贫原因 人数 人均纯收入 危房户 危房等级
住房面积（平方米） 房屋主要结构 建房时间（年份） 危改年度 饮水安全 饮水困难 饮水情况 是否通生活用电 是否通生产用电
是否通广播电视 是否有卫生厕所 主要燃料类型 入户路类型 与村主干路距离（公里） 距离最近的乡镇市集距离（公里）
耕地面积（亩） 有效灌溉面积（亩） 林地面积（亩） 退耕还林面积（亩） 林果面积（亩） 牧草地面积（亩） 水面面积（亩）
是否加入农民专业合作社 是否有龙头企业带动 是否有创业致富带头人带动 参加扶贫互助资金组织 投入互助资金金额（元） 产业类型
产业组织类型 从产业中收益（元） 龙头企业带动收益（元） 家庭全部现金收入（元） 上年项目扶持资金和捐赠物资折款（元）
是否易地扶贫搬迁户 搬迁方式 安置方式 安置地 搬迁可能存在的困难
成员数 登记天数 上年收入台账 脱贫状态 监测状态 监测天数 帮扶责任人 帮扶措施 今天 今年
"""
HOUSEHOLD_FIELDS = frozenset(_OF_HOUSEHOLD.split())

LACKING = "应有而没有"
"""What the fields 帮扶责任人 and 帮扶措施 say, if anything: the lists of those who go without decide about that."""

STANDS_ON = {"年龄": "出生日期", "出生年": "出生日期", "登记天数": "加入日期", "监测天数": "监测状态", "今天": "", "今年": ""}
"""Fields that grow older by themselves, and what they are reckoned from: what was accepted stays so until that changes."""

SECRET_FIELDS = frozenset({"姓名", "证件号码", "残疾人证号", "出生医学证明编号", "成员联系电话", "户联系电话", "务工企业名称"})
"""Sealed in the register; a finding shows no more than a few of their signs."""


class Checked(str):
    """A number that was found sound when the file was read; to check it once more takes longer than all other rules together."""

    __slots__ = ()


SEPARATOR = "、"
_SEPARATORS = re.compile(r"[,，;；]")


def words_of(value: str | int | None) -> list[str]:
    """A field that may say several things at once (长期慢性病、残疾), word by word; `one_separator` has been over it."""
    if value is None or value == "":
        return []
    text = str(value)
    return [word for word in text.split(SEPARATOR) if word] if SEPARATOR in text else [text]


def one_separator(text: str) -> str:
    """Several things as people write them, with the one sign between them."""
    return _SEPARATORS.sub(SEPARATOR, text)


class Whole:
    """A household with its present members, as rules look at it."""

    __slots__ = ("head", "household", "members")

    def __init__(self, household: Values, members: list[Values]) -> None:
        self.household = household
        self.members = members
        self.head: Values | None = next((each for each in members if each.get("与户主关系") == HEAD), None)
