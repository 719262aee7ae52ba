"""What may look odd in an event: each kind with its sentence, which is shown to the organiser and never hinders."""

from collections.abc import Callable, Mapping
from enum import Enum

from events_service.complete import for_each
from events_service.programme.faults import Problem
from events_service.web.i18n import gettext, ngettext


class Oddity(Enum):
    """What looks odd, but may be meant."""

    ROOM_TAKEN = "room_taken"
    SPEAKER_ELSEWHERE = "speaker_elsewhere"
    OVER_EVENT = "over_event"
    OVER_ROOM = "over_room"
    LONG = "long"
    ATTENDANCE_WITHOUT_CONTENT = "attendance_without_content"
    NOBODY_ONLINE = "nobody_online"
    HELD_NOWHERE = "held_nowhere"
    JOINED_BY_NOBODY = "joined_by_nobody"
    TRAVEL_TIME = "travel_time"
    NO_TRANSFER = "no_transfer"
    OUTSIDE_HOURS = "outside_hours"
    CLOSED = "closed"
    QUORUM_HAS_NO_SEATS = "quorum_has_no_seats"
    NO_QUORUM = "no_quorum"
    OWN_QUORUM_HAS_NO_SEATS = "own_quorum_has_no_seats"
    NO_OWN_QUORUM = "no_own_quorum"
    UNTRANSLATED = "untranslated"
    NO_TIME_TO_SIGN = "no_time_to_sign"
    NOBODYS_PLACES_ONLINE = "nobodys_places_online"
    NOBODYS_PLACES = "nobodys_places"
    JOINING_UNTOLD = "joining_untold"
    CLOSES_LATE = "closes_late"
    EMPTY_DAY = "empty_day"
    NO_VENUE = "no_venue"
    NO_CONTACT = "no_contact"
    OUTSIDE_PROJECT = "outside_project"
    STRANGE_LANGUAGE = "strange_language"
    HOLIDAY = "holiday"
    CLASH = "clash"
    TOO_SHORT = "too_short"


class Odd(Problem, frozen=True, kw_only=True):
    """Something that looks odd, in the language being spoken."""

    kind: Oddity


_SENTENCES: Mapping[Oddity, Callable[[int], str]] = for_each(
    Oddity,
    {
        Oddity.ROOM_TAKEN: lambda _: gettext("the room is taken by {session} until {time}"),
        Oddity.SPEAKER_ELSEWHERE: lambda _: gettext("{speaker} speaks in {session} until {time}"),
        Oddity.OVER_EVENT: lambda places: ngettext(
            "the session has {places} place, but the event only {limit}",
            "the session has {places} places, but the event only {limit}",
            places,
        ),
        Oddity.OVER_ROOM: lambda _: gettext("up to {places} may come, but {room} has seats for {seats}"),
        Oddity.LONG: lambda _: gettext("the session lasts {hours} hours"),
        Oddity.ATTENDANCE_WITHOUT_CONTENT: lambda _: gettext("attendance is taken at a session of the kind {kind}"),
        Oddity.NOBODY_ONLINE: lambda _: gettext("the session is online, but nobody can register for online attendance"),
        Oddity.HELD_NOWHERE: lambda _: gettext(
            "the session is held neither in person nor online, so nobody can choose it"
        ),
        Oddity.JOINED_BY_NOBODY: lambda _: gettext(
            "the session says how to join it online, but also that nobody online can follow it"
        ),
        Oddity.TRAVEL_TIME: lambda _: gettext(
            "{distance} km from {session}, which ends at {time}: there are {given} minutes, and {needed} are needed"
            " (assumed: {speed} km/h by bus, and {extra} minutes to get on and off)"
        ),
        Oddity.NO_TRANSFER: lambda _: gettext(
            "elsewhere than {session}, which ends at {time}: there are {given} minutes to get here"
            " (assumed: {extra} are needed at least)"
        ),
        Oddity.OUTSIDE_HOURS: lambda _: gettext("outside the opening hours of {place}: {hours}"),
        Oddity.CLOSED: lambda _: gettext("{place} is closed on {day}, by its opening hours"),
        Oddity.QUORUM_HAS_NO_SEATS: lambda _: gettext(
            "no quorum is possible: {places} can be present, and {needed} of {partners} partners are needed"
            " (assumed: more than half)"
        ),
        Oddity.NO_QUORUM: lambda _: gettext(
            "no quorum is possible: people of {members} partners have a place, and {needed} of {partners} are needed"
            " (assumed: more than half)"
        ),
        Oddity.OWN_QUORUM_HAS_NO_SEATS: lambda _: gettext(
            "no quorum is possible: {places} can be present, and {needed} of {partners} partners are needed"
        ),
        Oddity.NO_OWN_QUORUM: lambda _: gettext(
            "no quorum is possible: people of {members} partners have a place, and {needed} of {partners} are needed"
        ),
        Oddity.UNTRANSLATED: lambda _: gettext("texts are missing in {languages}"),
        Oddity.NO_TIME_TO_SIGN: lambda _: gettext(
            "{given} minutes to welcome {people} people and have the day's list signed; {needed} are needed"
            " (assumed: 80 people at a desk in 15 minutes)"
        ),
        Oddity.NOBODYS_PLACES_ONLINE: lambda _: gettext(
            "these places are nobody's: nobody can register for online attendance"
        ),
        Oddity.NOBODYS_PLACES: lambda _: gettext(
            "places online are counted apart: these are places in person, and nobody can register for that"
        ),
        Oddity.JOINING_UNTOLD: lambda _: gettext(
            "nobody is told how to join: nobody can register for online attendance, and it is not public"
        ),
        Oddity.CLOSES_LATE: lambda _: gettext("registration closes after the event's last day, {day}"),
        Oddity.EMPTY_DAY: lambda _: gettext("the agenda has no session on {day}"),
        Oddity.NO_VENUE: lambda _: gettext("participants are told no venue"),
        Oddity.NO_CONTACT: lambda _: gettext("participants are told nobody to ask"),
        Oddity.OUTSIDE_PROJECT: lambda _: gettext("{day} is outside the project, which runs from {start} to {end}"),
        Oddity.STRANGE_LANGUAGE: lambda _: gettext("{language} is none of the project's languages ({languages})"),
        Oddity.HOLIDAY: lambda _: gettext("{day} is a public holiday in {country}: {holiday}"),
        Oddity.CLASH: lambda _: gettext("{event} of the same project is on {day}, too"),
        Oddity.TOO_SHORT: lambda _: gettext(
            "the agenda has {hours} hours of content; agenda, minutes and signed lists of this type of event are"
            " hardly believed for less than {least} (assumed)"
        ),
    },
)


def odd(kind: Oddity, /, *path: str | int, **said: object) -> Odd:
    """Say what looks odd at a path; `said` fills the sentence, its `count` decides between one and many."""
    count = said.get("count")
    return Odd(kind=kind, path=path, message=_SENTENCES[kind](count if isinstance(count, int) else 1).format(**said))
