"""The page of a check-in desk, an organiser's or a helper's: what stands on it, and where it sends what it does."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4, uuid5

from litestar import Request, Response
from msgspec import Struct

from events_service import clock
from events_service.access.door_helpers import Keeper
from events_service.access.records import Account
from events_service.checkin.admit import receive
from events_service.checkin.counting import Counted
from events_service.checkin.desk import LEAST_LETTERS, Desk, chosen, empty_desk, is_left_over, read_desk
from events_service.checkin.keeping import checkpoints_at
from events_service.checkin.reading import read_badge
from events_service.checkin.records import DESK, Method, Scan
from events_service.checkin.set_aside import ToSee
from events_service.checkin.showing import (
    AsideShown,
    CheckpointLink,
    PersonFound,
    Shown,
    aside_shown,
    helper_words,
    links,
    person_found,
    script_words,
    shown,
)
from events_service.checkin.taking_back import MOST_WORDS, SAY_WHY, reasons_given, taking_back_typed
from events_service.checkin.withdraw import take_back
from events_service.database import Database
from events_service.pages.form_choices import Choice, category_choices, country_choices
from events_service.pages.titles import titled
from events_service.programme.finding import FoundEvent
from events_service.registrations.labels import category_name
from events_service.registrations.privacy.notice import privacy_notice
from events_service.registrations.records import Notice
from events_service.registrations.tokens import BADGE_CODE_LENGTH
from events_service.secrets import ALPHABET
from events_service.web.decoding import uuid_in
from events_service.web.i18n import gettext, instant
from events_service.web.pages import page


class DeskAddresses(Struct, frozen=True, kw_only=True):
    """Where a desk's page stands, and where its script asks and sends.

    `key` gives the key of the roster; `walk_ins` takes who came unregistered; `live` is the stream of news; `withdraw`
    has `{id}` in the place of a scan's id; `worker` serves the page without the network, below `scope`, and `camera` is
    the worker that reads badges; `store` is the name under which the device keeps what is this desk's.
    """

    page: str
    roster: str
    key: str
    scans: str
    walk_ins: str
    withdraw: str
    live: str
    worker: str
    scope: str
    camera: str
    store: str


class HelperDesk(Struct, frozen=True, kw_only=True):
    """What a helper's page says of the desk: its name, when it closes, and from how many letters on it searches."""

    name: str
    ends_at: str
    least_letters: int


class WalkInPage(Struct, frozen=True, kw_only=True):
    """What the form for whoever is on no list needs: its choices, the notice to show, and what badges' codes are of."""

    near: list[Choice]
    others: list[Choice]
    categories: list[Choice]
    notice: Notice
    letters: str
    length: int


def _walk_in_page(found: FoundEvent) -> WalkInPage:
    near, others = country_choices(found)
    return WalkInPage(
        near=near,
        others=others,
        categories=category_choices(),
        notice=privacy_notice(found),
        letters=ALPHABET,
        length=BADGE_CODE_LENGTH,
    )


class TakeBackPage(Struct, frozen=True, kw_only=True):
    """What the form asks by which a check-in is taken back.

    `say_why` is the scan for which it was sent without a reason, and `fault` what is said of that.
    """

    reasons: list[tuple[str, str]]
    most_words: int
    say_why: UUID | None
    fault: str


class DeskPage(Struct, frozen=True, kw_only=True):
    """The check-in page. `shell`: without a word about anybody, as a device keeps it for the time without network.

    `scan_id` is the next scan's id, so that a form that is sent twice checks in once; `words` are for the script.
    `today` is the day at the event on which the checkpoint was chosen; `new_day`: the one asked for was yesterday's.
    `entering_address` is where somebody is entered who is not on the list, `entering` the same with who is searched;
    both are empty at a helper's desk.
    """

    desk: Desk
    addresses: DeskAddresses
    helper: HelperDesk | None
    walk_in: WalkInPage
    taking_back: TakeBackPage
    entering_address: str
    entering: str
    checkpoints: list[CheckpointLink]
    happened: Shown | None
    latest: list[Shown]
    people: list[PersonFound]
    scan_id: UUID
    query: str
    shell: bool
    words: dict[str, Any]
    time: str
    today: str
    new_day: bool
    to_see: list[AsideShown]

    @property
    def by_category(self) -> list[tuple[str, Counted]]:
        """How many are here of each category."""
        return [(category_name(category), counted) for category, counted in self.desk.counts.by_category.items()]

    @property
    def address(self) -> str:
        """Where the page stands."""
        return self.addresses.page


async def desk_page(
    request: Request[Any, Any, Any],
    database: Database,
    found: FoundEvent,
    keeper: Keeper,
    addresses: DeskAddresses,
    *,
    entering: str = "",
    to_see: Sequence[ToSee] = (),
) -> Response[bytes]:
    """Show the desk: `checkpoint` was chosen `on` a day, `scan` is the scan just made, `q` a name to search for.

    Raises UnknownCheckIn for a scan that was not made here.
    """
    asked, now = request.query_params, clock.now()
    shell, query = "shell" in asked, str(asked.get("q", ""))[:100]
    points = checkpoints_at(keeper, found.event)
    new_day = isinstance(keeper, Account) and is_left_over(found, asked.get("checkpoint"), asked.get("on"), now)
    checkpoint = chosen(points, None if new_day else asked.get("checkpoint"), now)
    if shell:
        desk = empty_desk(found, checkpoint, keeper)
    else:
        async with database.reading() as session:
            scan = uuid_in(asked.get("scan"))
            desk = await read_desk(session, found, checkpoint, keeper, scan=scan, query=query)
    today = now.astimezone(found.zone).date().isoformat()
    of_person = urlencode({"name": query.strip(), "checkpoint": checkpoint.key, "on": today})
    context = DeskPage(
        desk=desk,
        addresses=addresses,
        helper=_helper_desk(keeper, found),
        walk_in=_walk_in_page(found),
        taking_back=_take_back_page(uuid_in(asked.get("say_why"))),
        entering_address=entering,
        entering=f"{entering}?{of_person}" if entering else "",
        checkpoints=links(desk, addresses.page, today),
        happened=shown(desk.happened, desk.checkpoints, found) if desk.happened else None,
        latest=[shown(happened, desk.checkpoints, found) for happened in desk.latest],
        people=[person_found(person, desk.checkpoint) for person in desk.people],
        scan_id=uuid4(),
        query=query,
        shell=shell,
        words=script_words() if isinstance(keeper, Account) else helper_words(),
        time=now.isoformat(),
        today=today,
        new_day=new_day,
        to_see=[aside_shown(each, found.zone) for each in to_see],
    )
    return page(request, "pages/organiser/check_in.html", context, title=titled(gettext("Check-in"), found))


def _take_back_page(say_why: UUID | None) -> TakeBackPage:
    return TakeBackPage(reasons=reasons_given(), most_words=MOST_WORDS, say_why=say_why, fault=gettext(SAY_WHY))


def _helper_desk(keeper: Keeper, found: FoundEvent) -> HelperDesk | None:
    if isinstance(keeper, Account):
        return None
    ends = instant(keeper.closed_at, found.event.timezone)
    return HelperDesk(name=keeper.name, ends_at=ends, least_letters=LEAST_LETTERS)


async def check_in_typed(
    database: Database, found: FoundEvent, keeper: Keeper, form: Mapping[str, Any], now: datetime
) -> dict[str, str]:
    """Check in whoever the field of a form names, and give what the page is asked for next."""
    badge, asked = str(form.get("badge", "")).strip(), asked_by(form)
    checkpoint = asked["checkpoint"]
    if isinstance(keeper, Account) and is_left_over(found, checkpoint, asked["on"], now):
        checkpoint = chosen(checkpoints_at(keeper, found.event), None, now).key
    if not badge:
        return asked
    reason = str(form.get("let_in_because") or "").strip()[:200]
    page_id = uuid_in(form.get("id")) or uuid4()
    scan = Scan(
        # Somebody who goes back in the browser sends another badge from the same page: another scan.
        id=uuid5(page_id, f"{checkpoint} {read_badge(badge).text}{reason}"),
        event=found.event.key,
        badge_code=badge,
        checkpoint=checkpoint,
        scanned_at=now,
        method=Method.STAFF if form.get("method") == Method.STAFF.value else Method.SCAN,
        let_in_because=reason or None,
    )
    await receive(database, [scan], device=DESK, account=keeper, now=now)
    return asked | {"scan": str(scan.id)}


async def take_back_typed(
    database: Database, event_key: str, keeper: Keeper, form: Mapping[str, Any], now: datetime
) -> dict[str, str]:
    """Take back the check-in that a form names, and give what the page is asked for next: why, where nobody said it.

    Raises as `take_back`.
    """
    id_, why = uuid_in(form.get("id")) or uuid4(), taking_back_typed(form)
    if why is None:
        return asked_by(form) | {"say_why": str(id_)}
    await take_back(database, event_key, id_, account=keeper, now=now, why=why)
    return asked_by(form) | {"scan": str(id_)}


def asked_by(form: Mapping[str, Any]) -> dict[str, str]:
    """Give the checkpoint that a page was open for, and the day on which it was chosen."""
    return {name: str(form.get(name, "")) for name in ("checkpoint", "on")}
