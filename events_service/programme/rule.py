"""The rule by which free places are given, in the words that everybody can read before they register."""

from events_service.programme.finding import FoundEvent
from events_service.web.i18n import N_, gettext, ngettext

ORDER = N_(
    "The order is that of arrival; the organisers may move somebody forward whom the project needs, and each such step"
    " is recorded."
)


def rule_of(found: FoundEvent) -> str:
    """Say who gets a place that becomes free, and how long they have to take it; empty without a waiting list."""
    rules = found.event.registration
    if not rules.waiting_list:
        return ""
    if rules.offer_hours is None:
        return gettext(ORDER)
    offered = ngettext(
        "A place that becomes free is offered by mail, and there is %(num)s hour to take it, never at night where you"
        " live; then it goes to the next person.",
        "A place that becomes free is offered by mail, and there are %(num)s hours to take it, never at night where you"
        " live; then it goes to the next person.",
        rules.offer_hours,
    )
    return f"{gettext(ORDER)} {offered % {'num': rules.offer_hours}}"
