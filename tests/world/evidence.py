"""Which tables and columns are no evidence, each with the reason why; all others `verify` watches over."""

COUNTED = "counted anew from registrations; no record is made of it"
TOLD = "how far people were told; the mails and sendings are the evidence"
SECRET = "what opens something, not what happened"
DOOR = "the way to work with the service; what is done by it stands in the log"
MEANWHILE = "kept for a while, until somebody decides or a process ends"
NO_EVIDENCE = {
    "attempts": DOOR,
    "browser_sessions": DOOR,
    "door_helper_devices": DOOR,
    "room_phones": "which phone may confirm for whom, for some weeks; what was confirmed is a bound scan",
    "sign_in_links": DOOR,
    "mail_server": "where mails are handed over, not which",
    "answer_files": "what somebody answered for the organisers; no record is made of it",
    "held_files": MEANWHILE,
    "stray_answers": MEANWHILE,
    "speakers": "whom to ask; who spoke stands in the versions of the definition",
    "print_jobs": MEANWHILE,
    "badge_prints": "which badges to print anew",
    "remembered_headings": "what saves work at the next import",
    "imports": "what an import can be taken back by; the registrations that it brought are bound",
    "imported_people": "what an import can be taken back by; the registrations that it brought are bound",
    "revisions": "made of the definitions, for calendars",
    "date_polls": "before there is an event",
    "date_poll_invitees": "before there is an event",
    "accounts.feed_generation": SECRET,
    "events.invited_version": TOLD,
    "events.people_state": COUNTED,
    "events.registrations_made": COUNTED,
    "events.reminded_on": TOLD,
    "events.seats_in_person": COUNTED,
    "events.seats_online": COUNTED,
    "events.seats_taken": COUNTED,
    "events.thanked_on": TOLD,
    "group_mails.finished_at": MEANWHILE,
    "group_mails.remaining": MEANWHILE,
    "invitation_links.seats_taken": COUNTED,
    "outbox.attempts": "the sendings say it one by one",
    "outbox.composed": "its digest stands in the sending, which is bound",
    "outbox.due_at": MEANWHILE,
    "outbox.enclosures": "what is made when the mail leaves; the sending says which were",
    "outbox.handed_at": MEANWHILE,
    "outbox.last_error": "the sendings say it one by one",
    "outbox.letter": MEANWHILE,
    "projects.content_changed_at": "for calendars",
    "projects.content_version": "for calendars",
    "registrations.application_digest": "tells a form that is sent again",
    "registrations.certificate_number": "made of the registration's id",
    "registrations.feed_generation": SECRET,
    "registrations.idempotency_key": "tells a form that is sent again",
    "registrations.manage_hash": SECRET,
    "registrations.remind_minutes": "for calendars",
    "registrations.special_needs": "must go without a trace (GDPR Art. 9)",
    "registrations.told_standing": TOLD,
    "registrations.told_version": TOLD,
    "sendings.answer": "a server's words, which may repeat an address and go with the person",
    "sent_reminders.looked_at": MEANWHILE,
    "sessions.seats_taken": COUNTED,
}
"""Tables and columns that may be changed past the service without a word from `verify`, and why."""

CHAIN = {"audit_entries", "audit_personal_values", "audit_head"}
IN_WORDS = {"accounts.email", "accounts.name", "colleague_invitations.email", "colleague_invitations.name"}
IN_WORDS |= {"invitation_links.email", "invitation_links.name"}
"""What an entry holds by its commitment, so that it can be erased."""
