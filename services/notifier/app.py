"""The notifier service, put together."""

from fastapi import FastAPI

from services.notifier.api import (
    boards,
    channels,
    clue_board,
    complaint_desk,
    complaint_desk_pages,
    complaint_entry_pages,
    complaint_pages,
    complaint_papers,
    complaint_tasks,
    complaints,
    deliveries,
    delivery_pages,
    errand_pages,
    errands,
    feed,
    giving_pages,
    household_contact_pages,
    household_contacts,
    inbox,
    inbox_live,
    letter_pages,
    letters,
    message_preview,
    messages,
    officer_pages,
    officers,
    order_books,
    order_moves,
    order_pages,
    order_papers,
    orders,
    posts,
    pushed,
    receipts,
    responsibilities,
    subscribers,
    subscription_pages,
    subscriptions,
    today,
    trail,
    waiting_board,
    weekly,
)
from services.notifier.channels.settings import gateway
from services.notifier.consumers import handlers
from services.notifier.jobs import jobs
from services.notifier.store.complaint import list_complaint_policies
from services.notifier.store.errand import list_errand_policies
from services.notifier.store.message_times import list_times
from services.notifier.store.order_kind import list_kind_policies
from services.notifier.store.order_rule import list_order_policies
from services.notifier.store.policy import shelf
from services.notifier.store.report_calendar import list_report_policies
from services.notifier.store.responsibility import list_responsibility_policies
from services.notifier.store.words import list_words
from shared.service import build
from shared.settings import Settings


def create(settings: Settings | None = None) -> FastAPI:
    """The application; its settings come from the environment unless given."""
    list_errand_policies()
    list_order_policies()
    list_kind_policies()
    list_report_policies()
    list_responsibility_policies()
    list_complaint_policies()
    list_words()
    list_times()
    gateway()
    shelf()  # a wrong policy file is found now, and the first household does not wait for it to be read
    # First the pages that have a name where an order has a number.
    routers = [giving_pages.router, giving_pages.lists, officer_pages.router]
    routers += [today.router, order_books.router, orders.router, order_moves.router, order_papers.router, order_pages.router]
    routers += [responsibilities.router, inbox_live.router, inbox_live.open_router, inbox.router]
    routers += [errands.router, errand_pages.router, deliveries.router, posts.router, officers.router]
    routers += [delivery_pages.router, channels.router, letter_pages.router, letters.router, receipts.router]
    routers += [messages.router, message_preview.router, message_preview.questions]
    routers += [household_contact_pages.router, household_contacts.router]
    routers += [boards.router, waiting_board.router, clue_board.router, weekly.router]
    # The desk's pages first: their list has a name where the other has a number.
    routers += [complaint_pages.router, complaints.router, complaint_papers.router]
    routers += [complaint_entry_pages.router, complaint_desk_pages.router, complaint_papers.desk, complaint_desk.router]
    routers += [complaint_tasks.router, complaint_tasks.written]
    routers += [subscribers.router, subscription_pages.router, subscriptions.router, feed.router, trail.router]
    app = build("notifier", title="通知与督办", routers=routers, handlers=handlers, jobs=jobs, settings=settings)
    pushed.document(app)
    return app
