"""The departments that answer for a household in need, by the code that orders and tokens carry."""

from enum import StrEnum


class Department(StrEnum):
    """A responsible department. Its value is the `org` of its officers' tokens; `label` is what people call it."""

    TOWN = "town"
    CIVIL_AFFAIRS = "civil-affairs"
    RURAL_REVITALISATION = "rural-revitalisation"
    MEDICAL_SECURITY = "medical-security"
    HEALTH = "health"
    DISABLED_FEDERATION = "disabled-federation"
    EMERGENCY = "emergency"
    HOUSING = "housing"
    LABOUR = "labour"
    EDUCATION = "education"

    @property
    def label(self) -> str:
        return _TITLES[self]


_TITLES = {
    Department.TOWN: "镇街",
    Department.CIVIL_AFFAIRS: "民政",
    Department.RURAL_REVITALISATION: "乡村振兴",
    Department.MEDICAL_SECURITY: "医保",
    Department.HEALTH: "卫生健康",
    Department.DISABLED_FEDERATION: "残联",
    Department.EMERGENCY: "应急",
    Department.HOUSING: "住建",
    Department.LABOUR: "人社",
    Department.EDUCATION: "教育",
}
