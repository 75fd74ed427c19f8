import pathlib, re
from tests.builders.funds_year import live_a_year
from tests.builders.funds_flow import lay_out, publish_quarters
from tests.builders.funds_budget import NEXT_JANUARY
from tests.builders.log import take_in
from shared.database import set_scope, the_platform
async def test_it(session, api, log_around):
    y = await live_a_year(session, houses=60, grants=60)
    await session.commit()
    await set_scope(session, the_platform("test","test"))
    await take_in(session, at=NEXT_JANUARY)
    await lay_out(session, at=NEXT_JANUARY)
    await publish_quarters(session, at=NEXT_JANUARY)
    await session.commit()
    out = pathlib.Path("/tmp/portal"); out.mkdir(exist_ok=True)
    for name, path in {"front":"/portal/page","y2020":"/portal/page?year=2020","town":"/portal/page?year=2020&region=371311001","village":"/portal/page?region=371311001001&year=2020","county":"/portal/page?year=2020&region=371311","entries":"/portal/entries?year=2020&stage=spent","search":"/portal/search?q=大棚","search0":"/portal/search?q=罗庄","project":"/portal/project?number=P-371311-2020-0001","line":"/portal/project?number=B-371311-2020-0006","duties":"/portal/duties","prog":"/portal/page?programme=农村危房改造","none":"/portal/page?region=110101","searchnone":"/portal/search?q=没有的东西"}.items():
        a = await api.get(path)
        print(name, a.status_code, len(a.text))
        if a.status_code!=200: print(a.text[:600])
        (out/f"{name}.html").write_text(a.text)
    for path in ("/portal/entries.xlsx?year=2020","/portal/totals.xlsx?year=2020"):
        a = await api.get(path); print(a.status_code, len(a.content))
