"""Who gets a certificate: whoever was there on a day, unless the event asks for more."""

import pytest

from events_service.attendance.certificates import attended
from events_service.programme.records import CertificateRule
from tests.attendance.test_record import IVAN, MARIA, check_in, record

MADE = record(
    check_in(MARIA), check_in(MARIA, checkpoint="2024-04-17"), check_in(IVAN, checkpoint="visit"), people=(MARIA, IVAN)
)
"""Maria was there on both days and missed the visit; Ivan came for the visit on the second day alone."""


@pytest.mark.parametrize(
    ("rule", "certified"),
    [
        (CertificateRule(), [MARIA.id, IVAN.id]),
        (CertificateRule(all_days=True), [MARIA.id]),
        (CertificateRule(share_of_sessions=0.8), [IVAN.id]),
        (CertificateRule(all_days=True, share_of_sessions=1), []),
    ],
)
def test_a_certificate_asks_for_the_presence_that_the_event_asks_for(
    rule: CertificateRule, certified: list[object]
) -> None:
    assert [one.registration for one in attended(MADE, rule)] == certified


def test_a_certificate_names_the_days_that_the_person_was_there() -> None:
    days = {one.registration: [day.day for day in one.days] for one in attended(MADE, CertificateRule())}
    assert days == {MARIA.id: [16, 17], IVAN.id: [17]}
