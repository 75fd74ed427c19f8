"""The finance desks of a county and its towns, as journeys of houses need them: budget lines, a card, a batch to the bank."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from deploy.demo.platform import Person, Platform
from deploy.demo.story import eventually
from shared import clock
from shared.security import Role
from tests.builders.funds_payments import BANK, BANK_CODE, a_card
from tests.journeys.village import Home


def this_year() -> int:
    return clock.today().year


@dataclass(frozen=True)
class Purse:
    """Whoever notes and whoever confirms in one county; the towns' desks act for their households."""

    platform: Platform
    county: str

    def clerk(self, subject: str) -> Person:
        return self.platform.as_(Role.COUNTY, region=self.county, subject=subject)

    def set_down(self, source: str, yuan: str) -> None:
        """Money of a source for this year's houses, noted by one and confirmed by another, set down as a line that households are
        paid from."""
        clerk, second = self.clerk("财政局经办"), self.clerk("财政局复核")
        document = f"财农〔{this_year()}〕{uuid4().hex[:6]}号"
        bound = {"source": source, "programme": "housing", "year": this_year(), "document_number": document}
        noted = clerk.post("/funds/allocations", bound | {"county": self.county, "amount_yuan": yuan, "memo": "农村危房改造补助"})
        second.post(f"/funds/receipts/{noted['about_id']}/confirmation")
        share = {"region": self.county, "title": "农村危房改造补助", "use": "household-aid", "amount_yuan": yuan}
        plan = {"county": self.county, "title": "农村危房改造补助", "method": "block", "amount_yuan": yuan, "shares": [share]}
        drafted = clerk.post("/funds/budgets", bound | plan | {"pool_programme": "housing"})
        second.post(f"/funds/budgets/{drafted['id']}/approval")

    def give_account(self, home: Home) -> None:
        """The head's own card."""
        number = str(home.head["证件号码"]).strip().upper().translate({0xFF10 + digit: 0x30 + digit for digit in range(10)})
        whose = {"household_id": home.household_id, "region": home.region, "card_number": a_card(uuid4().int % 1_000_000)}
        bank = {"bank": BANK, "bank_code": BANK_CODE, "holder_name": home.head["姓名"], "holder_id": number}
        clerk = self.platform.as_(Role.TOWN, region=home.region[:9], subject="镇财政所经办")
        assert clerk.post("/funds/payees", whose | bank)["state"] == "good"

    def pay(self, home: Home, many: int) -> None:
        """So many payments that the household is owed: signed for by others than accepted the house, sent off, answered."""
        clerk = self.clerk("财政局经办")

        def asked() -> list[dict[str, Any]] | None:
            rows = clerk.read("/funds/payments", household_id=home.household_id)["rows"]
            waiting = [row for row in rows if row["state"] not in ("paid", "returned", "withdrawn")]
            return waiting if len(waiting) == many and all(row["checked_at"] for row in waiting) else None

        ids = [row["id"] for row in eventually(asked, "每个来源一笔，已核对", within_s=60)]
        head = self.platform.as_(Role.TOWN, region=home.region[:9], subject="镇财政所分管")
        for who in (head, self.clerk("财政局分管")):
            who.post("/funds/payments/approvals", {"payment_ids": ids})
        batch = clerk.post("/funds/payment-batches", {"county": self.county})
        lines = clerk.read(f"/funds/payment-batches/{batch['id']}/lines")["rows"]
        clerk.get(f"/funds/payment-batches/{batch['id']}/payments.csv")
        answer = "流水号,金额（元）,结果,原因代码,原因\n" + "".join(f"{line['number']},,成功,,\n" for line in lines)
        files = {"file": ("回执.csv", answer.encode(), "text/csv")}
        clerk.post("/funds/bank-answers", data={"county": self.county}, files=files)

    def open_account(self) -> None:
        """From which the county pays."""
        account = {"title": "区财政局", "account_number": "80101000000123456", "bank": BANK, "bank_code": BANK_CODE}
        self.clerk("财政局经办").post("/funds/paying-accounts", {"county": self.county} | account)
