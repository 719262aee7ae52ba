"""The key of a roster on a device: the same for one door, another for each other, and none once the door is closed."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from msgspec.structs import replace

from events_service.access.door_helpers import DeskClosed, Helper
from events_service.access.records import Account, AccountId, Role
from events_service.checkin.roster_key import roster_key
from events_service.secrets import as_octets
from events_service.web.errors import NotAllowed
from tests.world.events import DOOR, found
from tests.world.times import MORNING

SECRET = "s" * 43
FOUND = found(DOOR)
LEAD = Account(id=AccountId(uuid4()), email="l@example.org", name="L", role=Role.LEAD_PARTNER, project="secon")
OVER = datetime(2024, 4, 18, 0, tzinfo=UTC)
"""Three hours after midnight in Bucharest, when the last day is over."""
HELPER = Helper(
    id=uuid4(), event=DOOR.key, name="Entrance B", checkpoint="2024-04-16", devices=2, created_at=MORNING, ends_at=OVER
)


def test_a_door_has_one_key_of_its_own_which_only_this_service_can_make() -> None:
    ours = roster_key(SECRET, FOUND, HELPER, MORNING)
    assert len(as_octets(ours.key)) == 32
    assert roster_key(SECRET, FOUND, HELPER, MORNING + timedelta(hours=1)).key == ours.key
    others = {
        roster_key(SECRET, FOUND, replace(HELPER, id=uuid4()), MORNING).key,
        roster_key(SECRET, FOUND, LEAD, MORNING).key,
        roster_key(SECRET, FOUND, replace(LEAD, id=AccountId(HELPER.id)), MORNING).key,
        roster_key("t" * 43, FOUND, HELPER, MORNING).key,
    }
    assert len(others | {ours.key}) == 5


def test_who_may_not_keep_the_door_is_given_none() -> None:
    with pytest.raises(DeskClosed):
        roster_key(SECRET, FOUND, replace(HELPER, revoked_at=MORNING), MORNING)
    with pytest.raises(DeskClosed):
        roster_key(SECRET, FOUND, HELPER, OVER)
    with pytest.raises(NotAllowed):
        roster_key(SECRET, FOUND, replace(HELPER, event="caceres-2024"), MORNING)
    with pytest.raises(NotAllowed):
        roster_key(SECRET, FOUND, replace(LEAD, role=Role.CONTROLLER), MORNING)


@pytest.mark.parametrize(
    ("now", "until"),
    [
        (OVER - timedelta(days=60), OVER - timedelta(days=46)),
        (MORNING, OVER),
        (OVER - timedelta(hours=1), OVER + timedelta(hours=13)),
        (OVER + timedelta(days=3), OVER + timedelta(days=3, hours=14)),
    ],
)
def test_without_contact_an_organisers_key_lasts_for_the_event_and_no_longer_than_two_weeks(
    now: datetime, until: datetime
) -> None:
    assert roster_key(SECRET, FOUND, LEAD, now).until == until


def test_a_helpers_key_ends_with_the_desk() -> None:
    assert roster_key(SECRET, FOUND, HELPER, MORNING).until == OVER
