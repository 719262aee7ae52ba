"""Subjects and names come back from three other programs as they were written, blank by blank."""

import csv
import email
import sys
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import quote
from itertools import cycle
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from events_service.mail.composing import coming_from, compose, copied, sender_of
from events_service.mail.headers import mailbox
from events_service.mail.records import Letter, Mailbox
from events_service.registrations.letters.occasions import SUBJECTS
from events_service.web.i18n import LANGUAGES, gettext
from tests.mail.readers import Read, by_mailparse, by_mailparser, by_python

SECON = Path(__file__).parents[2] / "fixtures" / "secon"
SENDER = Mailbox(name="Project office, Dept. 3 „Соціально“", address="events@example.org")
NAMES = (
    "Jo",
    "O'Brien",
    "Müller, Hans",
    'Jan "Jas" Kowalski',
    "Back\\slash",
    "Dept. 3 (room 7); <upstairs>",
    "=?utf-8?q?not_encoded?=",
    "Παναγιώτα Παπαδημητρίου-Ωραιοπούλου του Μεγάλου Πανεπιστημίου Πελοποννήσου",
    "Maria da Conceicao Fernandes de la Torre y Nunez of the Regional Administration",
    "Ştefăniţa 😀 王小明",
)
LETTERS = st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"])


def setting(sender: Mailbox) -> str:
    """Give a sender as the settings hold it: as text, with its name in quotes."""
    return f'"{quote(sender.name)}" <{sender.address}>' if sender.name else sender.address


def written(subject: str, name: str, sender: Mailbox = SENDER) -> bytes:
    return compose(
        Letter(
            kind="confirmed",
            recipient="maria@example.org",
            recipient_name=name,
            subject=subject,
            text="Good day",
            html="<p>Good day</p>",
            language="en",
        ),
        sender=setting(sender),
        message_id="<1@example.org>",
        now=datetime(2024, 4, 1, 9, tzinfo=UTC),
    )


def meant(subject: str, name: str, sender: Mailbox = SENDER) -> Read:
    return Read(
        subject=" ".join(subject.split()),
        sender=(sender.name, sender.address),
        recipient=(" ".join(name.split()), "maria@example.org"),
    )


def subjects() -> list[str]:
    """Every sentence of a subject in all languages, with the titles of the fixtures in turn.

    Each with each would be nine times as many, and the three programs read no sentence otherwise for its title.
    """
    titles = [
        event["title"]
        for path in sorted(SECON.glob("*.yaml"))
        if "title" in (event := yaml.safe_load(path.read_text(encoding="utf-8")))
    ]
    texts = [*SUBJECTS.values(), "You are invited: {event}"]
    return [
        gettext(text, language).format(event=title.get(language, title["en"]))
        for language in LANGUAGES
        for text, title in zip(texts, cycle(titles), strict=False)
    ]


def participants() -> list[str]:
    with (SECON / "participants.csv").open(encoding="utf-8", newline="") as file:
        return [f"{person['first_name']} {person['last_name']}" for person in csv.DictReader(file)]


def test_every_subject_of_the_fixtures_is_read_as_written_by_three_programs() -> None:
    names = [*NAMES, *participants()]
    pairs = [(subject, names[number % len(names)]) for number, subject in enumerate(subjects())]
    assert len(pairs) == (len(SUBJECTS) + 1) * 11
    assert len(SUBJECTS) > 9  # every title is among them
    assert len(pairs) > len(names)
    messages = [written(*pair) for pair in pairs]
    expected = [meant(*pair) for pair in pairs]
    assert [by_python(message) for message in messages] == expected
    assert [by_mailparse(message) for message in messages] == expected
    assert by_mailparser(messages) == expected


@given(
    subject=st.text(LETTERS, max_size=200), name=st.text(LETTERS, max_size=120), sender=st.text(LETTERS, max_size=90)
)
@example(subject="a" * 300, name="b" * 300, sender="c" * 300)
@example(subject="=?utf-8?q?a?= =?utf-8?q?b?=", name='"', sender="\\")
def test_whatever_subject_and_names_are_lines_are_short_and_programs_read_them(
    subject: str, name: str, sender: str
) -> None:
    office = Mailbox(name=" ".join(sender.split()), address="events@example.org")
    message = written(subject, name, office)
    head = message.partition(b"\r\n\r\n")[0].decode("ascii")
    assert max(len(line) for line in head.split("\r\n")) <= 78
    assert not [line for line in head.split("\r\n") if not line.strip()]
    assert by_python(message) == by_mailparse(message) == meant(subject, name, office)


def test_names_stay_whole_when_a_message_is_sent_anew_or_from_another_sender() -> None:
    first = written("Посещение на пекарна – Мястото", "Ana")
    for name in NAMES:
        office = Mailbox(name=name, address="office@example.org")
        moved = coming_from(first, setting(office))
        sent = copied(
            moved,
            sender=setting(office),
            to=Mailbox(name=name, address="maria@example.org"),
            message_id="<2@example.org>",
            now=datetime(2024, 4, 2, 9, tzinfo=UTC),
        )
        assert by_python(sent) == by_mailparse(sent) == meant("Посещение на пекарна – Мястото", name, office)
        assert sender_of(sent) == "office@example.org"
        assert coming_from(sent, setting(office)) == sent


def test_a_long_address_stays_on_one_line_of_its_own() -> None:
    address = f"{'a' * 64}@{'b' * 60}.example.org"
    assert mailbox("To", "Jo", address) == f'"Jo"\r\n <{address}>'
    assert mailbox("To", "", address) == address


@pytest.mark.skipif(sys.version_info[:2] > (3, 11), reason="asks the oldest Python that the service runs on")
def test_the_standard_library_still_loses_blanks_between_encoded_words() -> None:
    """When this fails on the oldest Python that we support, mail/headers.py can go."""
    subject = "Посещение на пекарна – Мястото на срещата"
    message = EmailMessage(policy=SMTP)
    message["Subject"] = subject
    read = email.message_from_bytes(message.as_bytes(), policy=SMTP)["Subject"]
    assert read != subject
    assert read.replace(" ", "") == subject.replace(" ", "")
