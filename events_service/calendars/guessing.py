"""What kind of session a line of somebody else's agenda is, guessed from its words."""

from collections.abc import Iterable
from functools import cache

from events_service.complete import for_some
from events_service.programme.labels import kind_name
from events_service.programme.records import SessionKind
from events_service.web.i18n import LANGUAGES

_TELLING = for_some(
    SessionKind,
    {
        SessionKind.REGISTRATION: (
            "registration, sign-in, регистрация, εγγραφή, înregistrare, regisztráció, rejestracja"
        ),
        SessionKind.BREAK: "coffee, break, кафе, пауза, διάλειμμα, pauză, szünet, pausa, przerwa, pauze, pārtraukums",
        SessionKind.MEAL: "lunch, breakfast, обяд, γεύμα, prânz, ebéd, almuerzo, obiad, almoço, pusdienas, mittagessen",
        SessionKind.SOCIAL: "dinner, reception, вечеря, δείπνο, cină, vacsora, cena, kolacja, jantar, vakariņas",
        SessionKind.STUDY_VISIT: "study visit, site visit, посещение, επίσκεψη, vizită, tanulmányút, visita, wizyta",
        SessionKind.STEERING_GROUP: "steering, ръководната група, ομάδας συντονισμού, coordonare, irányítócsoport",
        SessionKind.PEER_REVIEW: "peer review",
        SessionKind.TRANSFER: "transfer, bus to, departure, трансфер, μεταφορά",
        SessionKind.DISCUSSION: "discussion, round table, panel, дискусия, συζήτηση, dezbatere, dyskusja",
        SessionKind.WORKSHOP: "workshop, уъркшоп, семинар, εργαστήριο, atelier, műhely, taller, warsztat, darbseminārs",
    },
)


def guess_kind(categories: Iterable[str], title: str) -> SessionKind:
    """Take the kind from a category, as our own feeds name it, else from a telling word of the title, else a talk."""
    for category in categories:
        if category.casefold() in _kinds_by_name():
            return _kinds_by_name()[category.casefold()]
    folded = title.casefold()
    for kind, words in _TELLING.items():
        if any(word in folded for word in words.split(", ")):
            return kind
    return SessionKind.TALK


@cache
def _kinds_by_name() -> dict[str, SessionKind]:
    return {kind_name(kind, language).casefold(): kind for language in LANGUAGES for kind in SessionKind}
