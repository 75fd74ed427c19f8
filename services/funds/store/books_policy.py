"""The policy files of the books, read once."""

from datetime import date
from pathlib import Path

from services.funds.rules.books_policy import BooksPolicy
from shared.policy.document import in_force
from shared.policy.shelf import Shelf

_FOLDER = Path(__file__).parent.parent / "policy" / "books"
SHELF = Shelf(BooksPolicy, _FOLDER)


def list_books_policies() -> list[BooksPolicy]:
    return SHELF.policies()


def get_books_policy(region: str, on: date) -> BooksPolicy:
    """The policy in force there and then. The whole country has one since 2019, and it holds for the books of before as well."""
    policies = list_books_policies()
    policy = in_force(policies, region=region, on=on)
    return policy or min(policies, key=lambda each: (len(each.region), each.in_force.start))
