"""Rights as a table of cases: which role may do what with which project, host and event, and what it may give."""

from datetime import date
from uuid import UUID

import pytest

from events_service.access.records import (
    HOSTS,
    INSPECTORS,
    ORGANISERS,
    Account,
    AccountId,
    Place,
    Rights,
    Role,
    leaves_no_lead_partner,
)

HERE = Place(event="haskovo-2023", project="secon", host="haskovo")
ALSO_HERE = Place(event="rsg", project="secon", host="haskovo")
THERE = Place(event="harghita-2024", project="secon", host="harghita")
ELSEWHERE = Place(event="other-2024", project="other", host="haskovo")
PLACES = (HERE, ALSO_HERE, THERE, ELSEWHERE)

ANY_LEAD = Rights(role=Role.LEAD_PARTNER)
LEAD = Rights(role=Role.LEAD_PARTNER, project="secon")
ORGANISER = Rights(role=Role.ORGANISER, project="secon")
HOST = Rights(role=Role.ORGANISER, project="secon", partner="haskovo")
MANAGER = Rights(role=Role.EVENT_MANAGER, project="secon", events=("haskovo-2023",))
MANAGER_OF_TWO = Rights(role=Role.EVENT_MANAGER, project="secon", events=("harghita-2024", "haskovo-2023"))
MANAGER_OF_NONE = Rights(role=Role.EVENT_MANAGER, project="secon")
CONTROLLER = Rights(role=Role.CONTROLLER, project="secon")
CONTROLLER_OF_ONE = Rights(role=Role.CONTROLLER, project="secon", events=("haskovo-2023",))

ALL, OF_PROJECT, OF_HOST, ONE, NONE = {*PLACES}, {HERE, ALSO_HERE, THERE}, {HERE, ALSO_HERE}, {HERE}, set[Place]()


@pytest.mark.parametrize(
    ("rights", "found", "organised", "inspected", "reviewed", "planned"),
    [
        (ANY_LEAD, ALL, ALL, ALL, ALL, ALL),
        (LEAD, OF_PROJECT, OF_PROJECT, OF_PROJECT, OF_PROJECT, OF_PROJECT),
        (ORGANISER, OF_PROJECT, OF_PROJECT, NONE, NONE, OF_PROJECT),
        (HOST, OF_PROJECT, OF_HOST, NONE, NONE, OF_HOST),
        (MANAGER, ONE, ONE, NONE, NONE, NONE),
        (MANAGER_OF_TWO, {HERE, THERE}, {HERE, THERE}, NONE, NONE, NONE),
        (MANAGER_OF_NONE, OF_PROJECT, NONE, NONE, NONE, NONE),
        (CONTROLLER, OF_PROJECT, NONE, OF_PROJECT, NONE, NONE),
        (CONTROLLER_OF_ONE, ONE, NONE, ONE, NONE, NONE),
    ],
)
def test_what_each_role_finds_prepares_reads_approves_and_plans(
    rights: Rights,
    found: set[Place],
    organised: set[Place],
    inspected: set[Place],
    reviewed: set[Place],
    planned: set[Place],
) -> None:
    assert {each for each in PLACES if rights.sees_event(each.project, each.event)} == found
    assert {each for each in PLACES if rights.organises(each.project, each.host, each.event)} == organised
    assert {each for each in PLACES if rights.inspects(each.project, each.event)} == inspected
    assert {each for each in PLACES if rights.reviews(each.project)} == reviewed
    assert {each for each in PLACES if rights.hosts(each.project, each.host)} == planned
    assert bool(organised) <= (rights.role in ORGANISERS)
    assert bool(inspected) <= (rights.role in INSPECTORS)
    assert bool(planned) <= (rights.role in HOSTS)


@pytest.mark.parametrize(
    ("giver", "given"),
    [
        (ANY_LEAD, [ANY_LEAD, LEAD, ORGANISER, HOST, MANAGER, MANAGER_OF_TWO, CONTROLLER, CONTROLLER_OF_ONE]),
        (LEAD, [LEAD, ORGANISER, HOST, MANAGER, MANAGER_OF_TWO, CONTROLLER, CONTROLLER_OF_ONE]),
        (ORGANISER, [MANAGER, MANAGER_OF_TWO]),
        (HOST, [MANAGER]),
        (MANAGER, []),
        (MANAGER_OF_TWO, []),
        (CONTROLLER, []),
        (CONTROLLER_OF_ONE, []),
    ],
)
def test_nobody_gives_more_than_they_have(giver: Rights, given: list[Rights]) -> None:
    every = [ANY_LEAD, LEAD, ORGANISER, HOST, MANAGER, MANAGER_OF_TWO, CONTROLLER, CONTROLLER_OF_ONE]
    assert [each for each in every if giver.gives(each, PLACES)] == given


@pytest.mark.parametrize(
    ("events", "may"), [(("rsg",), True), (("rsg", "no-such-event"), False), (("other-2024",), False), ((), False)]
)
def test_an_organiser_lets_nobody_manage_an_event_that_is_not_theirs_or_is_not_there(
    events: tuple[str, ...], may: bool
) -> None:
    assert HOST.gives(Rights(role=Role.EVENT_MANAGER, project="secon", events=events), PLACES) is may


@pytest.mark.parametrize(
    ("own", "until", "may"),
    [
        (None, None, True),
        (None, date(2024, 5, 31), True),
        (date(2024, 5, 31), None, False),
        (date(2024, 5, 31), date(2024, 6, 1), False),
        (date(2024, 5, 31), date(2024, 5, 31), True),
    ],
)
def test_nobody_gives_anything_for_longer_than_they_have_it(own: date | None, until: date | None, may: bool) -> None:
    giver = Rights(role=Role.LEAD_PARTNER, project="secon", until=own)
    assert giver.gives(Rights(role=Role.ORGANISER, project="secon", until=until), ()) is may


@pytest.mark.parametrize(("today", "over"), [(date(2024, 5, 31), False), (date(2024, 6, 1), True)])
def test_on_the_last_day_everything_opens_and_on_the_next_nothing(today: date, over: bool) -> None:
    assert Rights(role=Role.CONTROLLER, until=date(2024, 5, 31)).is_over(today) is over
    assert not Rights(role=Role.CONTROLLER).is_over(today)


UNTIL_MAY = Rights(role=Role.LEAD_PARTNER, project="secon", until=date(2024, 5, 31))
OF_OTHER = Rights(role=Role.LEAD_PARTNER, project="other")


@pytest.mark.parametrize(
    ("before", "after", "others", "leaves_none"),
    [
        (LEAD, None, [], True),
        (LEAD, ORGANISER, [HOST, CONTROLLER], True),
        (LEAD, UNTIL_MAY, [], True),
        (LEAD, OF_OTHER, [OF_OTHER], True),
        (LEAD, None, [UNTIL_MAY], True),
        (LEAD, None, [LEAD], False),
        (LEAD, None, [ANY_LEAD], False),
        (LEAD, ANY_LEAD, [], False),
        (ANY_LEAD, LEAD, [OF_OTHER], True),
        (ANY_LEAD, None, [ANY_LEAD], False),
        (UNTIL_MAY, None, [], False),
        (HOST, None, [], False),
    ],
)
def test_no_project_is_left_without_a_lead_partner_for_good(
    before: Rights, after: Rights | None, others: list[Rights], leaves_none: bool
) -> None:
    assert leaves_no_lead_partner(before, after, others) is leaves_none


def account(rights: Rights, number: int) -> Account:
    return Account(id=AccountId(UUID(int=number)), email=f"{number}@example.org", name="A", **rights.fields)


def test_an_organiser_administers_the_managers_of_their_own_events_alone_and_nobody_themselves() -> None:
    host, lead = account(HOST, 1), account(LEAD, 2)
    assert host.administers(account(MANAGER, 3), PLACES)
    assert not host.administers(account(MANAGER_OF_TWO, 3), PLACES)
    assert not host.administers(account(HOST, 3), PLACES)
    assert not host.administers(lead, PLACES)
    assert lead.administers(host)
    assert not lead.administers(lead)


def test_the_audit_log_tells_of_a_narrowing_where_there_is_one() -> None:
    assert LEAD.facts == {"role": "lead_partner", "project": "secon", "partner": ""}
    until = Rights(role=Role.CONTROLLER, project="secon", events=("a", "b"), until=date(2024, 5, 31))
    assert until.facts == {
        "role": "controller",
        "project": "secon",
        "partner": "",
        "events": "a,b",
        "until": "2024-05-31",
    }
