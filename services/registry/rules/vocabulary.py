"""The closed lists of the poverty register: relations, causes, ethnic groups, kinds of certificate, kinds of person."""

from enum import StrEnum

HEAD = "户主"
SPOUSE = "配偶"

_RELATIONS = """
户主 配偶 之子 之女 之儿媳 之女婿 之孙子 之孙女 之外孙子 之外孙女 之父 之母 之岳父 之岳母 之公公 之婆婆 之祖父 之祖母
之外祖父 之外祖母 之兄弟姐妹 之兄弟媳妇 之叔伯 之侄儿 之侄女 之曾孙子 之曾孙女 其他
"""
RELATIONS_IN_ORDER = tuple(_RELATIONS.split())
RELATIONS = frozenset(RELATIONS_IN_ORDER)
"""与户主关系, 28 values, as public source code of deployed systems carries them."""

_CAUSES = """
因病 因残 因学 因灾 缺土地 缺水 缺技术 缺劳力 缺资金 交通条件落后 自身发展动力不足 其它 因婚 因丧 因意外
"""
CAUSES = frozenset(_CAUSES.split())
"""致贫原因, the twelve of the registration form 《贫困户登记表》 and the three that came later."""

CITIZEN_CARDS = frozenset({"居民身份证", "身份证", "居民身份证(户口簿)", "户口簿"})
DISABILITY_CARDS = frozenset({"残疾人证", "残疾证", "中华人民共和国残疾人证"})

_ETHNIC_GROUPS = """
汉族 蒙古族 回族 藏族 维吾尔族 苗族 彝族 壮族 布依族 朝鲜族 满族 侗族 瑶族 白族 土家族 哈尼族 哈萨克族 傣族 黎族 傈僳族
佤族 畲族 高山族 拉祜族 水族 东乡族 纳西族 景颇族 柯尔克孜族 土族 达斡尔族 仫佬族 羌族 布朗族 撒拉族 毛南族 仡佬族 锡伯族
阿昌族 普米族 塔吉克族 怒族 乌孜别克族 俄罗斯族 鄂温克族 德昂族 保安族 裕固族 京族 塔塔尔族 独龙族 鄂伦春族 赫哲族 门巴族
珞巴族 基诺族
"""
ETHNIC_GROUPS = {name: f"{code:02d}" for code, name in enumerate(_ETHNIC_GROUPS.split(), start=1)} | {
    "其他": "97",
    "外国血统": "98",
}
"""民族, the codes of GB/T 3304 by name."""


class PersonClass(StrEnum):
    """What a person is known as; medical and the others decide by it. The Chinese word is `CLASS_NAMES[...]`."""

    ENROLLED = "enrolled"
    LOW_INCOME = "low-income"
    EXTREME_POVERTY = "extreme-poverty"
    MONITORED = "monitored"


CLASS_NAMES = {
    PersonClass.ENROLLED: "建档立卡",
    PersonClass.LOW_INCOME: "低保",
    PersonClass.EXTREME_POVERTY: "特困供养",
    PersonClass.MONITORED: "监测",
}


class HouseholdState(StrEnum):
    """Whether we know who they are, and whether there is still anybody."""

    CURRENT = "current"
    PROVISIONAL = "provisional"
    CANCELLED = "cancelled"


STATE_NAMES = {
    HouseholdState.CURRENT: "在册",
    HouseholdState.PROVISIONAL: "待核实",
    HouseholdState.CANCELLED: "已销户",
}

DEPARTMENT_NAMES = {
    "town": "镇街",
    "village": "村（社区）",
    "civil-affairs": "民政",
    "rural-revitalisation": "乡村振兴",
    "medical-security": "医保",
    "health": "卫生健康",
    "disabled-federation": "残联",
    "emergency": "应急",
    "housing": "住建",
    "labour": "人社",
    "education": "教育",
    "agriculture": "农业农村",
    "finance": "金融监管",
    "water": "水利",
    "each-department": "各责任部门",
}
"""What people call the departments whose codes work orders carry; a code that is new to us is shown as it is."""
