"""Checks of identity numbers and disability cards, which no comparison of fields can say. Each tells whether it is wrong."""

from collections.abc import Callable
from datetime import date

from services.registry.rules.quality_field import Checked, Values
from shared.identity import InvalidIdNumber, check_id_number

DISABILITIES = {"1": "视力", "2": "听力", "3": "言语", "4": "肢体", "5": "智力", "6": "精神", "7": "多重"}
"""The nineteenth digit of a disability card (GB/T 26341: seven kinds)."""


def is_bad_id_number(person: Values) -> bool:
    """Length, birth date and check character (GB 11643)."""
    number = person.get("证件号码", "")
    return bool(number) and not isinstance(number, Checked) and not _is_id_number(str(number), person)


def is_born_otherwise(person: Values) -> bool:
    """The number says another birth date than the file."""
    number, born_on = str(person.get("证件号码", "")), str(person.get("出生日期", ""))
    return len(number) == 18 and bool(born_on) and number[6:14] != born_on.replace("-", "")


def is_of_other_sex(person: Values) -> bool:
    """The seventeenth digit says another sex than the file."""
    number, sex = str(person.get("证件号码", "")), person.get("性别")
    return len(number) == 18 and number[16].isdecimal() and sex in ("男", "女") and (int(number[16]) % 2 == 1) != (sex == "男")


def is_bad_disability_card(person: Values) -> bool:
    """18 digits of identity, category 1-7, grade 1-4, and for a replacement B with its count."""
    card = str(person.get("残疾人证号", ""))
    if not card:
        return False
    return not (is_disability_card(card) and _is_id_number(card[:18], person))


def is_another_s_card(person: Values) -> bool:
    """The card's first eighteen digits are somebody else's number."""
    card, number = str(person.get("残疾人证号", "")), str(person.get("证件号码", ""))
    return len(card) >= 18 and bool(number) and card[:18] != number


def is_of_other_category(person: Values) -> bool:
    """The card's nineteenth digit says another disability than the file."""
    card, told = str(person.get("残疾人证号", "")), str(person.get("残疾类别", ""))
    category = DISABILITIES.get(card[18:19])
    return category is not None and told != "" and category not in told


def is_disability_card(card: str) -> bool:
    """Whether it is shaped as one."""
    if len(card) not in (20, 22) or card[18] not in DISABILITIES or card[19] not in "1234":
        return False
    return len(card) == 20 or (card[20] == "B" and card[21].isdecimal())


def _is_id_number(number: str, person: Values) -> bool:
    try:
        check_id_number(number, on=date.fromisoformat(str(person["今天"])))
    except InvalidIdNumber:
        return False
    return True


CHECKS: dict[str, Callable[[Values], bool]] = {
    "id-number": is_bad_id_number,
    "id-born-on": is_born_otherwise,
    "id-sex": is_of_other_sex,
    "disability-card": is_bad_disability_card,
    "disability-card-owner": is_another_s_card,
    "disability-card-category": is_of_other_category,
}
