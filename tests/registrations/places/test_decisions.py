"""What may be decided on a registration, by organisers and by whoever registered somebody along, case by case."""

from uuid import uuid4

import pytest

from events_service.registrations.finding import UnknownRegistration
from events_service.registrations.places.cancel import may_take_back
from events_service.registrations.places.decisions import Decision, decision_of, open_decisions
from events_service.registrations.records import RegistrationId, Status
from tests.world.people import make_registration


@pytest.mark.parametrize(
    ("status", "offers", "decisions"),
    [
        (Status.UNCONFIRMED, True, "cancel"),
        (Status.PENDING, True, "approve decline"),
        (Status.PENDING, False, "approve decline"),
        (Status.WAITLISTED, True, "offer cancel"),
        (Status.WAITLISTED, False, "cancel"),
        (Status.OFFERED, True, "withdraw cancel"),
        (Status.CONFIRMED, True, "cancel"),
        (Status.CANCELLED, True, ""),
    ],
)
def test_each_state_has_its_decisions(status: Status, offers: bool, decisions: str) -> None:
    assert " ".join(each.value for each in open_decisions(status, offers=offers)) == decisions


def test_a_partner_whom_nothing_proves_can_be_vouched_for() -> None:
    assert Decision.VOUCH in open_decisions(Status.CONFIRMED, offers=False, unproven=True)
    assert Decision.VOUCH not in open_decisions(Status.CONFIRMED, offers=False, unproven=False)
    assert Decision.VOUCH not in open_decisions(Status.PENDING, offers=False, unproven=True)  # approving does it


def test_an_address_names_a_decision_or_none() -> None:
    assert [decision_of(each.value) for each in Decision] == list(Decision)
    assert decision_of("erase") is None


FIRST = make_registration(1)


@pytest.mark.parametrize(
    ("status", "over", "may"),
    [
        (Status.CONFIRMED, False, True),
        (Status.WAITLISTED, False, True),
        (Status.UNCONFIRMED, False, True),
        (Status.CONFIRMED, True, False),
        (Status.CANCELLED, False, False),
    ],
)
def test_a_colleague_is_taken_back_until_the_event_is_over(status: Status, over: bool, may: bool) -> None:
    colleague = make_registration(2, party=FIRST.id, status=status)
    assert may_take_back(FIRST, colleague, over=over) is may


@pytest.mark.parametrize("party", [None, RegistrationId(uuid4())])
def test_nobody_takes_back_whom_they_did_not_register(party: RegistrationId | None) -> None:
    with pytest.raises(UnknownRegistration):
        may_take_back(FIRST, make_registration(2, party=party), over=False)
