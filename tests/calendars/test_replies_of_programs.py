"""Replies in the forms in which Gmail, Outlook and Apple Mail send them, whole messages with all their parts."""

import base64
from datetime import UTC, datetime
from email import message_from_bytes

import pytest

from events_service.calendars.invitations import Participation
from events_service.calendars.replies import Reply, read_reply

UID = "3a8835e2-b6ca-5981-b021-f4ddffb26017"

GMAIL_CALENDAR = f"""BEGIN:VCALENDAR
PRODID:-//Google Inc//Google Calendar 70.9054//EN
VERSION:2.0
CALSCALE:GREGORIAN
METHOD:REPLY
BEGIN:VEVENT
DTSTART:20240416T061500Z
DTEND:20240418T150000Z
DTSTAMP:20240306T101500Z
ORGANIZER;CN=SECON events:mailto:replies@example.org
UID:{UID}
ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;CN=Ilona
  Kovács;X-NUM-GUESTS=0:mailto:ilona@gmail.com
X-MICROSOFT-CDO-OWNERAPPTID:-1234567890
CREATED:20240301T090000Z
DESCRIPTION:3rd interregional workshop
LAST-MODIFIED:20240306T101500Z
LOCATION:County Hall\\, Miercurea Ciuc
SEQUENCE:1
STATUS:CONFIRMED
SUMMARY:3rd interregional workshop
TRANSP:OPAQUE
END:VEVENT
END:VCALENDAR
"""


def crlf(text: str) -> bytes:
    return text.replace("\n", "\r\n").encode()


def encoded(text: str) -> str:
    return base64.encodebytes(crlf(text)).decode().rstrip("\n")


GMAIL = f"""MIME-Version: 1.0
Reply-To: Ilona =?UTF-8?Q?Kov=C3=A1cs?= <ilona@gmail.com>
Sender: Google Calendar <calendar-notification@google.com>
Auto-Submitted: auto-generated
Message-ID: <calendar-5d3a@google.com>
Date: Wed, 06 Mar 2024 10:15:01 +0000
Subject: Accepted: 3rd interregional workshop @ Tue 16 Apr 2024 (replies@example.org)
From: =?UTF-8?Q?Ilona_Kov=C3=A1cs?= <ilona@gmail.com>
To: replies@example.org
Content-Type: multipart/mixed; boundary="0000000000002b8f2a0612f0"

--0000000000002b8f2a0612f0
Content-Type: multipart/alternative; boundary="0000000000002b8f290612f0"

--0000000000002b8f290612f0
Content-Type: text/plain; charset="UTF-8"; format=flowed; delsp=yes
Content-Transfer-Encoding: base64

{encoded("Ilona Kovács has accepted this invitation.")}
--0000000000002b8f290612f0
Content-Type: text/html; charset="UTF-8"
Content-Transfer-Encoding: quoted-printable

<p>Ilona Kov=C3=A1cs has accepted this invitation.</p>
--0000000000002b8f290612f0
Content-Type: text/calendar; charset="UTF-8"; method=REPLY
Content-Transfer-Encoding: 7bit

{GMAIL_CALENDAR.replace("á", "a")}
--0000000000002b8f290612f0--
--0000000000002b8f2a0612f0
Content-Type: application/ics; name="invite.ics"
Content-Disposition: attachment; filename="invite.ics"
Content-Transfer-Encoding: base64

{encoded(GMAIL_CALENDAR)}
--0000000000002b8f2a0612f0--
"""

OUTLOOK_CALENDAR = f"""BEGIN:VCALENDAR
METHOD:REPLY
PRODID:Microsoft Exchange Server 2010
VERSION:2.0
BEGIN:VTIMEZONE
TZID:GTB Standard Time
BEGIN:STANDARD
DTSTART:16010101T040000
TZOFFSETFROM:+0300
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0300
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
BEGIN:VEVENT
ATTENDEE;PARTSTAT=TENTATIVE;CN=Kovács Ilona:mailto:Ilona.Kovacs@Example.ro
COMMENT;LANGUAGE=hu-HU:Talán késem\\, a vonat miatt\\n
UID:{UID}
SUMMARY;LANGUAGE=hu-HU:Feltételes: 3rd interregional workshop
DTSTART;TZID=GTB Standard Time:20240416T091500
DTEND;TZID=GTB Standard Time:20240418T180000
CLASS:PUBLIC
PRIORITY:5
DTSTAMP:20240306T111500Z
TRANSP:OPAQUE
STATUS:CONFIRMED
SEQUENCE:1
LOCATION;LANGUAGE=hu-HU:County Hall\\, Miercurea Ciuc
X-MICROSOFT-CDO-APPT-SEQUENCE:1
X-MICROSOFT-CDO-OWNERAPPTID:0
X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE
X-MICROSOFT-CDO-INTENDEDSTATUS:BUSY
X-MICROSOFT-CDO-ALLDAYEVENT:FALSE
X-MICROSOFT-CDO-IMPORTANCE:1
X-MICROSOFT-CDO-INSTTYPE:0
X-MICROSOFT-DISALLOW-COUNTER:FALSE
END:VEVENT
END:VCALENDAR
"""

OUTLOOK = f"""Received: from AS8PR01MB1234.eurprd01.prod.exchangelabs.com (2603:10a6::) by
 DB9PR01MB5678.eurprd01.prod.exchangelabs.com with HTTPS; Wed, 6 Mar 2024 11:15:03 +0000
From: =?iso-8859-2?Q?Kov=E1cs_Ilona?= <Ilona.Kovacs@Example.ro>
To: SECON events <replies@example.org>
Subject: =?iso-8859-2?Q?Felt=E9teles:_3rd_interregional_workshop?=
Thread-Topic: 3rd interregional workshop
Message-ID: <AS8PR01MB1234@eurprd01.prod.exchangelabs.com>
Content-Language: hu-HU
X-MS-Has-Attach:
Content-Type: multipart/alternative;
\tboundary="_000_AS8PR01MB1234_"
MIME-Version: 1.0

--_000_AS8PR01MB1234_
Content-Type: text/plain; charset="iso-8859-2"
Content-Transfer-Encoding: quoted-printable

Tal=E1n k=E9sem, a vonat miatt

--_000_AS8PR01MB1234_
Content-Type: text/html; charset="iso-8859-2"
Content-Transfer-Encoding: quoted-printable

<html><body>Tal=E1n k=E9sem, a vonat miatt</body></html>

--_000_AS8PR01MB1234_
Content-Type: text/calendar; charset="utf-8"; method=REPLY
Content-Transfer-Encoding: base64

{encoded(OUTLOOK_CALENDAR)}

--_000_AS8PR01MB1234_--
"""

APPLE_CALENDAR = f"""BEGIN:VCALENDAR
CALSCALE:GREGORIAN
METHOD:REPLY
PRODID:-//Apple Inc.//macOS 14.3.1//EN
VERSION:2.0
X-APPLE-CALENDAR-COLOR:#1BADF8
BEGIN:VEVENT
ATTENDEE;CN="Ilona Kovács";CUTYPE=INDIVIDUAL;EMAIL="ilona@icloud.com";PART
 STAT=DECLINED;ROLE=REQ-PARTICIPANT:mailto:ilona@icloud.com
DTEND;VALUE=DATE:20240419
DTSTAMP:20240306T121500Z
DTSTART;VALUE=DATE:20240416
LAST-MODIFIED:20240306T121459Z
ORGANIZER;CN="SECON events":mailto:replies@example.org
SEQUENCE:1
SUMMARY:3rd interregional workshop
UID:{UID}
X-APPLE-TRAVEL-ADVISORY-BEHAVIOR:AUTOMATIC
END:VEVENT
END:VCALENDAR
"""

APPLE = f"""From: Ilona =?utf-8?Q?Kov=C3=A1cs?= <ilona@icloud.com>
Content-Type: multipart/alternative;
 boundary="Apple-Mail=_F1C1BB6A-5B4E-4C5C-9A5B-1D6B2B7D8F3E"
Mime-Version: 1.0 (Mac OS X Mail 16.0 \\(3774.400.31\\))
Subject: Declined: 3rd interregional workshop
Message-Id: <F1C1BB6A@icloud.com>
Date: Wed, 6 Mar 2024 14:15:00 +0200
To: SECON events <replies@example.org>
X-Mailer: iCal (2820)

--Apple-Mail=_F1C1BB6A-5B4E-4C5C-9A5B-1D6B2B7D8F3E
Content-Transfer-Encoding: quoted-printable
Content-Type: text/plain;
\tcharset=utf-8

Ilona Kov=C3=A1cs has declined your invitation.
--Apple-Mail=_F1C1BB6A-5B4E-4C5C-9A5B-1D6B2B7D8F3E
Content-Type: multipart/mixed;
\tboundary="Apple-Mail=_0D2A"

--Apple-Mail=_0D2A
Content-Disposition: attachment;
\tfilename=iCal-20240306-141500.ics
Content-Type: text/calendar;
\tx-unix-mode=0644;
\tcharset=utf-8;
\tmethod=REPLY;
\tname="iCal-20240306-141500.ics"
Content-Transfer-Encoding: quoted-printable

{APPLE_CALENDAR.replace("=", "=3D").replace("á", "=C3=A1")}
--Apple-Mail=_0D2A
Content-Transfer-Encoding: 7bit
Content-Type: text/html;
\tcharset=us-ascii

<html></html>
--Apple-Mail=_0D2A--

--Apple-Mail=_F1C1BB6A-5B4E-4C5C-9A5B-1D6B2B7D8F3E--
"""


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (GMAIL, ("ilona@gmail.com", "Ilona Kovacs", Participation.ACCEPTED, 10, "")),
        (
            OUTLOOK,
            ("ilona.kovacs@example.ro", "Kovács Ilona", Participation.TENTATIVE, 11, "Talán késem, a vonat miatt"),
        ),
        (APPLE, ("ilona@icloud.com", "Ilona Kovács", Participation.DECLINED, 12, "")),
    ],
    ids=["gmail", "outlook", "apple"],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"], ids=["unix", "smtp"])
def test_a_reply_is_read_from_each_program(
    message: str, expected: tuple[str, str, Participation, int, str], line_end: str
) -> None:
    """A mail server hands messages over with either line end."""
    octets = message.encode().replace(b"\n", line_end.encode())
    assert message_from_bytes(octets).is_multipart()
    who, name, participation, hour, comment = expected
    reply = read_reply(octets)
    assert reply == Reply(
        uid=UID,
        sequence=1,
        stamp=datetime(2024, 3, 6, hour, 15, tzinfo=UTC),
        attendee=who,
        participation=participation,
        sender=who,
        comment=reply.comment,
        name=name,
    )
    assert reply.comment.strip() == comment
