"""Replies that come back by mail."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events_service.calendars.invitations import Participation
from events_service.calendars.replies import NotAReply, Reply, read_reply, supersedes

CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//mail program//EN
METHOD:REPLY
BEGIN:VEVENT
UID:3a8835e2-b6ca-5981-b021-f4ddffb26017
DTSTAMP:20240306T101500Z
ORGANIZER:mailto:replies@example.org
SEQUENCE:1
ATTENDEE;PARTSTAT=DECLINED;CN="Kovács, Ilona":MAILTO:Ilona@Example.org
COMMENT:Sorry\\, I am ill
END:VEVENT
END:VCALENDAR
"""


def mail(
    calendar: str | None = CALENDAR, sender: str = "Ilona <ilona@example.org>", subtype: str = "calendar"
) -> bytes:
    message = EmailMessage()
    message["From"] = sender
    message["To"] = "replies@example.org"
    message["Subject"] = "Declined: 3rd interregional workshop"
    message.set_content("Ilona has declined.")
    if calendar is not None:
        message.add_alternative(
            calendar.replace("\n", "\r\n").encode(), maintype="text", subtype="calendar", params={"method": "REPLY"}
        )
    return message.as_bytes()


def test_a_reply_says_who_answered_what_to_which_invitation() -> None:
    assert read_reply(mail()) == Reply(
        uid="3a8835e2-b6ca-5981-b021-f4ddffb26017",
        sequence=1,
        stamp=datetime(2024, 3, 6, 10, 15, tzinfo=UTC),
        attendee="ilona@example.org",
        participation=Participation.DECLINED,
        sender="ilona@example.org",
        comment="Sorry, I am ill",
        name="Kovács, Ilona",
    )


def test_a_reply_without_sequence_answers_the_first_invitation() -> None:
    assert read_reply(mail(CALENDAR.replace("SEQUENCE:1\n", ""))).sequence == 0


def test_a_reply_of_a_forwarded_invitation_keeps_sender_and_attendee_apart() -> None:
    reply = read_reply(mail(sender="somebody@else.example"))
    assert (reply.sender, reply.attendee) == ("somebody@else.example", "ilona@example.org")


@pytest.mark.parametrize(
    ("message", "said"),
    [
        (mail(None), "holds no calendar part"),
        (b"", "holds no calendar part"),
        (b"\xff\xfe not a mail", "holds no calendar part"),
        (mail(CALENDAR.replace("METHOD:REPLY", "METHOD:REQUEST")), "method is REQUEST, not REPLY"),
        (mail(CALENDAR.replace("METHOD:REPLY\n", "")), "method is missing, not REPLY"),
        (mail("no calendar"), "cannot be read"),
        (mail(CALENDAR.replace("VEVENT", "VTODO")), "holds one entry, this one 0"),
        (mail(CALENDAR.replace("ATTENDEE;", "X-ATTENDEE;")), "names one attendee, this one 0"),
        (mail(CALENDAR.replace("COMMENT:", "ATTENDEE:mailto:b@example.org\nCOMMENT:")), "this one 2"),
        (mail(CALENDAR.replace("MAILTO:Ilona@Example.org", "urn:x")), "is no mailbox"),
        (mail(CALENDAR.replace("=DECLINED", "=PERHAPS")), "is none that an invitation can get"),
        (mail(CALENDAR.replace("DTSTAMP:20240306T101500Z\n", "")), "when it was given"),
        (mail(CALENDAR.replace("DTSTAMP:2024", "DTSTAMP:now")), "when it was given"),
        (mail(CALENDAR.replace("SEQUENCE:1", "SEQUENCE:one")), "SEQUENCE is not a number"),
        (mail(CALENDAR.replace("SEQUENCE:1", "SEQUENCE:1\nSEQUENCE:2")), "has one SEQUENCE, this one 2"),
        (mail(CALENDAR.replace("DTSTAMP:", f"DTSTART;TZID={'Z' * 300}:20240416T090000\nDTSTAMP:")), "cannot be read"),
        (mail(CALENDAR.replace("UID:", "X-UID:")), "to which invitation"),
        (b"From: a@example.org\r\n\r\n" + b"x" * 1_000_001, "larger than 1,000,000 octets"),
    ],
)
def test_what_is_no_reply_is_refused_with_the_reason(message: bytes, said: str) -> None:
    with pytest.raises(NotAReply, match=said):
        read_reply(message)


def test_what_nobody_can_see_in_a_reply_reaches_no_database() -> None:
    hidden = CALENDAR.replace("UID:", "UID:\x00\u200b").replace("Sorry", "Sorry\x00")
    assert read_reply(mail(hidden)) == read_reply(mail())


def test_an_answer_to_an_earlier_time_or_an_older_answer_does_not_count() -> None:
    reply = read_reply(mail())
    assert supersedes(reply, 1, None)
    assert supersedes(reply, 0, reply.stamp - timedelta(seconds=1))
    assert not supersedes(reply, 2, None)
    assert not supersedes(reply, 1, reply.stamp + timedelta(seconds=1))


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
@settings(max_examples=100)
def test_no_message_makes_the_reader_fail_otherwise(noise: bytes) -> None:
    head = b"From: a@example.org\r\nContent-Type: text/calendar\r\n\r\n"
    lines = head + b"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\n"
    for message in (noise, lines + noise + b"\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"):
        with suppress(NotAReply):
            assert read_reply(message).uid
