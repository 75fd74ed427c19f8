"""What stands in a file, household by household, before the register is asked."""

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.register.judge_import import judge_import
from services.registry.rules.export import NotTheExport
from services.registry.rules.preview import Decision, ImportState
from services.registry.store.register_import import find_file
from tests.builders.imports import entries_of, judged, received
from tests.builders.registry import ON, a_household, an_xlsx


async def test_a_judged_file_lies_in_stretches_and_is_itself_gone(session: AsyncSession) -> None:
    bad = a_household(2, code="3713110000000002", first_sequence=101)
    bad[1]["与户主关系"] = "干女儿"
    sent = await judged(session, an_xlsx([*a_household(3), *bad]))
    assert (sent.state, sent.rows, sent.entries) == (ImportState.COMPARING, 5, 2)
    assert await find_file(session, sent.id) is None
    sound, refused = await entries_of(session, sent)
    assert sound.family is not None
    assert [member.name for member in sound.family.members] == ["王小明", "王小芳", "王小强"]
    assert (refused.decision, refused.faults[0].column, len(refused.rows)) == (Decision.REFUSE, "与户主关系", 2)


async def test_a_file_that_is_no_register_is_refused(session: AsyncSession) -> None:
    sent = await received(session, "姓名,年龄\n王小明,8\n".encode())
    file = await find_file(session, sent.id)
    assert file is not None
    with pytest.raises(NotTheExport):
        await judge_import(session, sent, file, on=ON)
