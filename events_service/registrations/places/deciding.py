"""Whether an application can be accepted now, in which state, and what is wrong with what it chooses. Pure."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import convert
from msgspec.structs import replace

from events_service.mailboxes import folded_address
from events_service.programme.finding import FoundEvent
from events_service.programme.records import EventAccess, Session
from events_service.registrations.asking.application import consent_faults, decode_application
from events_service.registrations.asking.chosen_sessions import (
    Presence,
    clash_faults,
    presence_faults,
    session_fault,
)
from events_service.registrations.asking.companions import applications_of, at_place, known_by, party_faults
from events_service.registrations.asking.day_modes import (
    NOT_OFFERED,
    day_mode_faults,
    every_day,
    on_the_whole,
)
from events_service.registrations.asking.questions import Settled, settle_answers
from events_service.registrations.labels import mode_name
from events_service.registrations.places.decided import Decided, Newcomer
from events_service.registrations.places.forgetting import confirm_until
from events_service.registrations.places.proving import PARTNERS_ONLY, needs_proof, proof_by_mailbox, proof_of
from events_service.registrations.records import (
    PARTNER_CATEGORIES,
    Application,
    GivenAnswer,
    InvitationLink,
    PartnerProof,
    Status,
)
from events_service.registrations.refusals import (
    EventFull,
    InvitationFull,
    TooFewSeats,
    WayFull,
)
from events_service.registrations.window import refusal_now, require_open
from events_service.web.errors import FaultyFields, FieldFault, Refusal
from events_service.web.i18n import N_, gettext


def decide(
    found: FoundEvent,
    application: Application,
    link: InvitationLink | None,
    now: datetime,
    *,
    by_organiser: bool = False,
) -> Decided:
    """Decide whether an application is accepted, for whom, and in which state they arrive.

    They are unconfirmed, pending, or in line for the seats handed out next. An organiser enters people outside the
    window, without approval, and answers for the notice having been shown; whoever comes by a `link` may register
    outside the window, too, and for what is for partners only.
    Raises a RegistrationClosed, EventFull, InvitationFull, or FaultyFields with all faults, those of colleagues as
    `companions.N.…`.
    """
    invited = link is not None
    if not by_organiser:
        require_open(found, now, invited=invited)
    needs = bool(application.dietary_needs or application.access_needs)
    faults = consent_faults(application.consents, needs=needs, by_organiser=by_organiser)
    faults += link_faults(application, link)
    own, first = examine(found, application, by_organiser=by_organiser, invited=invited)
    faults += own
    keys = [known_by(each, application) for each in application.companions]
    faults += party_faults(found, [first.email_folded, *keys])
    colleagues = []
    for place, each in enumerate(applications_of(application, closed_sessions(found))):
        own, colleague = examine(found, each, by_organiser=by_organiser, invited=invited, complete=False)
        faults += at_place(own, place)
        colleagues.append(replace(colleague, email_folded=keys[place]))
    faults += crowded_faults(found, [application, *(each.application for each in colleagues)])
    if faults:
        raise FaultyFields(faults)
    if not may_wait(found):
        require_seats(found, link, [first, *colleagues])
    status = arrival(found, [first, *colleagues], by_organiser=by_organiser, invited=invited)
    return Decided(
        status=status,
        first=first,
        colleagues=tuple(colleagues),
        link=link.id if link else None,
        confirm_by=confirm_until(found, now, invited=invited) if status is Status.UNCONFIRMED else None,
    )


def arrival(found: FoundEvent, party: Sequence[Newcomer], *, by_organiser: bool, invited: bool) -> Status:
    """Give the state in which people arrive whose application is accepted.

    Whoever asks for what is for partners only and whose mailbox would prove that they are one, has to confirm it.
    """
    if by_organiser:
        return Status.WAITLISTED
    unproven = [
        each.application for each in party if each.proof is None and needs_proof(found, each.sessions, invited=invited)
    ]
    by_mailbox = [each for each in unproven if proof_by_mailbox(found.project, each.category, each.email)]
    if found.event.registration.confirm_address or by_mailbox:
        return Status.UNCONFIRMED
    return once_confirmed(found, unproven=bool(unproven))


def once_confirmed(found: FoundEvent, *, unproven: bool) -> Status:
    """Give the state in which people are whose address is known to be theirs: they wait for approval, or in line.

    The organisers look at everybody, where the event says so, and else at whoever is `unproven` as a partner and asks
    for what is for partners only.
    """
    return Status.PENDING if found.event.registration.approval or unproven else Status.WAITLISTED


def link_faults(application: Application, link: InvitationLink | None) -> list[FieldFault]:
    """Say what does not go with a personal invitation: another address, or colleagues."""
    if link is None or link.email is None:
        return []
    faults = []
    if not link.is_for(application.email):
        faults.append(FieldFault("email", N_("This invitation is for another address; write the one it was sent to.")))
    if application.companions:
        faults.append(FieldFault("companions", N_("This invitation is for you alone; leave your colleagues out.")))
    return faults


def require_seats(found: FoundEvent, link: InvitationLink | None, party: Sequence[Newcomer]) -> None:
    """Refuse a party where nobody can wait for a seat. Raises EventFull, InvitationFull."""
    if not found.all_taken:
        for way, seats in found.seats_by_way.items():
            wanted = sum(way in each.ways for each in party)
            if seats.free is not None and seats.free < wanted:
                raise WayFull(way=mode_name(way), free=str(seats.free))
    of_group = link.left if link else None
    for free, refusal in ((found.open_seats, EventFull), (of_group, InvitationFull)):
        if free is not None and free < len(party):
            raise TooFewSeats(free=str(free)) if free else refusal()


def may_wait(found: FoundEvent) -> bool:
    """Tell whether somebody may register though no seat is free: to wait for one, or for the organisers' answer."""
    return found.event.registration.waiting_list or found.event.registration.approval


def closed_now(found: FoundEvent, link: InvitationLink | None, now: datetime) -> Refusal | None:
    """Give why nobody can register now, be it the window or the seats, or None where somebody can."""
    return refusal_now(found, now, invited=link is not None) or seats_refusal(found, link)


def seats_refusal(found: FoundEvent, link: InvitationLink | None) -> Refusal | None:
    """Give why not even one more can come and nobody can wait or be approved, or None where somebody can."""
    if may_wait(found):
        return None
    if found.open_seats == 0:
        return EventFull()
    return InvitationFull() if link is not None and link.left == 0 else None


def examine(
    found: FoundEvent,
    application: Application,
    *,
    by_organiser: bool,
    invited: bool = False,
    complete: bool = True,
    held: Collection[str] = (),
) -> tuple[list[FieldFault], Newcomer]:
    """Say what this event does not offer to this person, and who they are once nothing is wrong.

    Those `invited` may come to what is for partners only. `complete`: all questions that must be answered have to be;
    a colleague answers them on their own page. `held`: the sessions that they have chosen already.
    """
    event, faults = found.event, []
    is_partner = application.category in PARTNER_CATEGORIES or by_organiser
    if event.access is EventAccess.PARTNERS and not is_partner and not invited:
        faults.append(FieldFault("category", PARTNERS_ONLY))
    if application.attendance_mode not in event.attendance_modes:
        faults.append(FieldFault("attendance_mode", NOT_OFFERED))
    faults += day_mode_faults(event, application.day_modes)
    answers = Settled(answers={}, files={})
    try:
        complete = complete and not by_organiser
        answers = settle_answers(event.registration.questions, application.answers, {}, complete=complete)
    except FaultyFields as refusal:
        faults += refusal.faults
    faults += session_faults(found, application.sessions, is_partner=is_partner, held=held)
    presence = Presence(days=application.day_modes, otherwise=application.attendance_mode)
    faults += presence_faults(event, presence, set(application.sessions) - set(held))
    faults += clash_faults(event, application.sessions, held)
    proof = proof_of(application.category, invited=invited, by_organiser=by_organiser)
    return faults, _newcomer(found, application, answers, proof)


def _newcomer(found: FoundEvent, application: Application, answers: Settled, proof: PartnerProof | None) -> Newcomer:
    day_modes = every_day(found.event, application.day_modes, application.attendance_mode)
    return Newcomer(
        application=application,
        email_folded=folded_address(application.email),
        day_modes=day_modes,
        attendance_mode=on_the_whole(day_modes, application.attendance_mode),
        sessions=tuple(sorted(set(application.sessions))),
        proof=proof,
        answers=answers,
    )


def crowded_faults(found: FoundEvent, party: Sequence[Application]) -> list[FieldFault]:
    """Say which sessions have places for some of a party, but not for all, where nobody can wait for one."""
    if len(party) == 1 or found.event.registration.waiting_list:
        return []
    wanted = Counter(key for each in party for key in set(each.sessions))
    free = {key: places.free for key, places in found.session_seats.items()}
    few = [key for key, number in wanted.items() if free.get(key) is not None and 0 < (free[key] or 0) < number]
    message = N_("“{session}” has too few places left for all of you; choose another session, or bring fewer people.")
    return [session_fault(message, planned) for planned in found.event.by_hours if planned.key in few]


def closed_sessions(found: FoundEvent) -> list[Session]:
    """Give the sessions that only partners may join."""
    return [planned for planned in found.event.by_hours if planned.closed_to_others]


def session_faults(found: FoundEvent, keys: list[str], *, is_partner: bool, held: Collection[str]) -> list[FieldFault]:
    """Say what is wrong with a choice of sessions; places that are `held` already are not asked for again."""
    offered = {planned.key: planned for planned in found.event.sessions}
    faults = []
    for key in dict.fromkeys(keys):
        planned = offered.get(key)
        if planned is None:
            message = gettext(N_("“{session}” is not on the agenda; choose from it."))
            faults.append(FieldFault("sessions", message.format(session=key)))
        elif not planned.held and key not in held:
            faults.append(session_fault(N_("“{session}” is cancelled; choose another session."), planned))
        elif planned.closed_to_others and not is_partner and key not in held:
            message = N_("“{session}” is for the project's partners only; leave it out.")
            faults.append(session_fault(message, planned))
        elif key not in held and not found.event.registration.waiting_list and _is_full(found, key):
            faults.append(session_fault(N_("“{session}” has no places left; choose another session."), planned))
    return faults


def _is_full(found: FoundEvent, key: str) -> bool:
    places = found.session_seats.get(key)
    return places is not None and places.free == 0


def decode_on_form(received: Mapping[str, Any], found: FoundEvent) -> Application:
    """Decode an application for an event that is known, so that faulty answers show up along with all other faults.

    Raises FaultyFields.
    """
    try:
        return decode_application(received)
    except FaultyFields as refusal:
        known = {fault.field for fault in refusal.faults}
        if any(name.startswith("answers") for name in known):
            raise
        given = convert(received.get("answers", {}), dict[str, GivenAnswer])
        try:
            settle_answers(found.event.registration.questions, given, {}, complete=True)
        except FaultyFields as more:
            raise FaultyFields(refusal.faults + more.faults) from None
        raise
