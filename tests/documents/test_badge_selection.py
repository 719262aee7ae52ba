"""Which badges are printed, and in which order."""

from msgspec.structs import replace

from events_service.documents.badge_selection import BadgeOrder, fingerprint, in_order, new_or_changed
from events_service.documents.records import Badge

ANNA = Badge(key="1", first_name="Anna", last_name="Żak", organisation="Beta", category_label="Speaker", payload="A")
BELA = Badge(
    key="2", first_name="Béla", last_name="Ács", organisation="Alpha", category_label="Stakeholder", payload="B"
)
CELIA = Badge(
    key="3", first_name="Celia", last_name="Zorn", organisation="Alpha", category_label="Speaker", payload="C"
)
ALL = [ANNA, BELA, CELIA]


def test_badges_sort_by_name_organisation_or_category() -> None:
    assert in_order(ALL, BadgeOrder.AS_GIVEN, "pl") == ALL
    assert in_order(ALL, BadgeOrder.NAME, "pl") == [BELA, CELIA, ANNA]
    assert in_order(ALL, BadgeOrder.ORGANISATION, "pl") == [BELA, CELIA, ANNA]
    assert in_order(ALL, BadgeOrder.CATEGORY, "pl") == [CELIA, ANNA, BELA]


def test_only_new_and_changed_badges_are_printed_again() -> None:
    printed = {badge.key: fingerprint(badge) for badge in (ANNA, BELA)}
    married = replace(BELA, last_name="Nagy")
    assert new_or_changed([ANNA, married, CELIA], printed) == [married, CELIA]
    assert new_or_changed([ANNA, BELA], printed) == []
