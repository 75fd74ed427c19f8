"""A register of a million people, their names as frequent as in life, marked by what they can be found by."""

import base64
import random
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import asyncpg

from deploy.embedded.postgres import Postgres
from services.registry.store.mark import marks_of
from shared import regions
from shared.vault import seal

HOUSEHOLD_SIZE = 4
CITY, COUNTY, OTHER = "3713", "371311", "371302"
SURROUNDINGS = {
    "JISHIYU_DATABASE_URL": "none",
    "JISHIYU_JWKS": "none",
    "JISHIYU_IDENTITY_KEY": base64.b64encode(bytes(32)).decode(),
}
SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙马胡朱郭何罗高林郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁于蒋蔡余杜叶程苏魏吕丁任沈"
    "姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
GIVEN = (
    "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂文华建国玉红梅春生志海云龙凤林小永德宝金福贵新成东立"
    "忠良万民光荣发祥瑞庆安康学峰山河雪莲花珍珠彩虹月星晨宇浩然子轩梓涵雨欣怡思远俊辉鹏飞鑫博睿哲翰"
)
"""Names are drawn so that the frequent ones are as frequent as in life: the first surname is borne by one in fourteen."""


def _villages_of(town: str) -> list[str]:
    """Those that the table of divisions knows, or so many as a town has."""
    numbered = (f"{town}{number:03d}" for number in range(1, 41))
    return [*regions.children_of(town)] or [code for code in numbered if regions.exists(code)]


class Namer:
    """People with names, numbers and birthdays, always the same ones."""

    def __init__(self, seed: int = 7) -> None:
        self._dice = random.Random(seed)  # noqa: S311  no secret
        self._weights = [1 / (at + 3) for at in range(len(SURNAMES))]
        towns = [town for county in (COUNTY, OTHER) for town in regions.children_of(county)]
        self._villages = [village for town in towns for village in _villages_of(town)]
        self._given = [1 / (at + 12) for at in range(len(GIVEN))]

    def person(self) -> dict[str, Any]:
        [surname] = self._dice.choices(SURNAMES, self._weights)
        given = "".join(self._dice.choices(GIVEN, self._given, k=1 if self._dice.random() < 0.15 else 2))
        born_on = date(1930, 1, 1) + timedelta(days=self._dice.randrange(33_000))
        tail = f"{self._dice.randrange(1000):03d}{self._dice.choice('0123456789X')}"
        village = self._dice.choice(self._villages)
        return {
            "name": surname + given,
            "id_number": f"{village[:6]}{born_on:%Y%m%d}{tail}",
            "born_on": born_on.isoformat(),
            "region": village,
            "classes": ["enrolled"] if self._dice.random() < 0.4 else ["low-income"] if self._dice.random() < 0.2 else [],
        }


async def fill(server: Postgres, persons: int) -> list[tuple[UUID, dict[str, Any]]]:
    """As the superuser and without triggers; returns some of the people, to be looked for."""
    admin = await asyncpg.connect(server.url(database="registry", driver=""))
    await admin.execute("SET session_replication_role = replica")
    namer, sample = Namer(), list[tuple[UUID, dict[str, Any]]]()
    dice = random.Random(3)  # noqa: S311
    for start in range(0, persons, 20_000):
        people, marks = list[tuple[Any, ...]](), list[tuple[Any, ...]]()
        for number in range(start, min(start + 20_000, persons)):
            facts, id = namer.person(), UUID(int=(dice.getrandbits(122) << 6) | 7)
            household = UUID(int=number // HOUSEHOLD_SIZE + 1)
            people.append((id, household, facts["region"], f"{number:064x}", seal(facts["name"]), seal(facts["id_number"]),
                           date.fromisoformat(facts["born_on"]), facts["classes"]))  # fmt: skip
            marks.append((id, facts["region"], marks_of(facts)))
            if number % (persons // 500 or 1) == 0:
                sample.append((id, facts))
        await admin.execute("CREATE TEMP TABLE IF NOT EXISTS fresh (id uuid, household_id uuid, region text, identity_hash text,"
                            " name_sealed bytea, id_number_sealed bytea, born_on date, classes text[])")  # fmt: skip
        await admin.copy_records_to_table("fresh", records=people)
        await admin.execute(_PERSONS)
        await admin.execute("TRUNCATE fresh")
        await admin.execute("CREATE TEMP TABLE IF NOT EXISTS fresh_marks (id uuid, region text, marks int[])")
        await admin.copy_records_to_table("fresh_marks", records=marks)
        await admin.execute("INSERT INTO person_mark SELECT id, region, marks, false FROM fresh_marks")
        await admin.execute("TRUNCATE fresh_marks")
    await admin.execute("VACUUM ANALYZE")
    await admin.close()
    return sample


_PERSONS = """
INSERT INTO person (id, household_id, region, identity_hash, code, name_sealed, id_number_sealed, sex, born_on, relation,
                    ethnic_group, classes, particulars, fingerprint, is_verified, joined_on, revision)
SELECT id, household_id, region, identity_hash, '', name_sealed, id_number_sealed, '1', born_on, '', '01', classes,
       jsonb_build_object('年度', '2019', '健康状况', '健康', '文化程度', '初中'), '', true, '2018-03-01', 1
FROM fresh
"""
