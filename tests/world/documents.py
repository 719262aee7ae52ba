"""An event, its people and its lists, as other rooms hand them to the printing room; people and texts are invented."""

from msgspec.structs import replace

from events_service.documents.agenda_records import (
    Agenda,
    AgendaDay,
    AgendaEntry,
    CatererTotals,
    DoorSession,
    DoorSign,
    Meal,
)
from events_service.documents.letter_records import InvitationLetter, LetterDay, LetterSender
from events_service.documents.list_page import ListWords
from events_service.documents.records import (
    AttendanceCell,
    AttendanceReport,
    AttendanceRow,
    Badge,
    BadgeEvent,
    Bilingual,
    Certificate,
    ParticipantsList,
    ReviewStep,
    SheetHeader,
    SheetRow,
    SignInSheet,
)
from events_service.registrations.records import Category
from events_service.typesetting.records import Visibility

VISIBILITY = Visibility(
    programme="Interreg Europe",
    acronym="SECON",
    reference="01C0224",
    funding_statement="Co-funded by the European Union",
    project_name="Social Economy – Regional Policies for supporting Social Economy Enterprises",
)

EVENT = BadgeEvent(
    visibility=VISIBILITY,
    title="2nd interregional workshop",
    dates="13–14 November 2023",
    place="Haskovo, Bulgaria",
)

NAMES = (
    ("Παναγιώτα", "Παπαδημητρίου-Ωραιοπούλου"),
    ("Йорданка", "Щърбанова-Апостолова"),
    ("Ștefania-Andreea", "Țurcănescu"),
    ("Őze", "Szűcs-Tóth"),
    ("Wiesław", "Dąbrowski-Świerczyński"),
    ("Guntars", "Ņikiforovs-Ķemers"),
    ("Līga", "Ģērmane"),
    ("María del Carmen", "Fernández de la Torre y Núñez"),
    ("João", "Conceição d'Ávila"),
    ("Wiebke", "Müller-Lüdenscheidt"),
    ("Jan", "van der Berg"),
    ("Jo", "Li"),
)


def payload(number: int) -> str:
    """Give the address in a badge's code."""
    return f"HTTPS://EVENTS.EXAMPLE.ORG/B/K7QX9M2{number:05d}ABCD"


def badge(number: int, first_name: str, last_name: str) -> Badge:
    return Badge(
        first_name=first_name,
        last_name=last_name,
        organisation="Община Хасково" if number % 2 else "Consiliul Județean Harghita",
        country="Bulgaria" if number % 2 else "Romania",
        category=(Category.LEAD_PARTNER, Category.PROJECT_PARTNER, Category.STAKEHOLDER, Category.SPEAKER)[number % 4],
        category_label=("Lead partner", "Project partner", "Stakeholder", "Speaker")[number % 4],
        payload=payload(number),
        no_photo=number % 5 == 0,
    )


PEOPLE = tuple(badge(number, *names) for number, names in enumerate(NAMES))

OTHER_SCRIPTS = (
    ("محمد", "الحسيني"),
    ("שלום", "כהן-לוי"),
    ("Արմեն", "Հովհաննիսյան"),
    ("გიორგი", "ბერიძე"),
    ("小明", "王"),
    ("ゆき子", "田中"),
    ("민수", "김"),
)
"""Names that Noto Sans does not draw: Arabic, Hebrew, Armenian, Georgian, Chinese, Japanese, Korean."""

HEADER = SheetHeader(
    visibility=VISIBILITY,
    event_title=Bilingual(english="2nd interregional workshop", local="2ри междурегионален уъркшоп"),
    event_type=Bilingual(english="Interregional workshop", local="Междурегионален семинар"),
    date=Bilingual(english="Monday, 13 November 2023", local="понеделник, 13 ноември 2023 г."),
    venue="Regional Administration, Haskovo, Bulgaria",
    host=Bilingual(english="Haskovo Municipality", local="Община Хасково"),
    languages=("en", "bg"),
)

ROWS = tuple(
    SheetRow(
        number=number,
        key=f"registration-{number}",
        name=person.name,
        organisation=person.organisation,
        country=person.country,
        role=person.category_label,
    )
    for number, person in enumerate(PEOPLE, start=1)
)

SHEET = SignInSheet(
    header=HEADER,
    payload="HTTPS://EVENTS.EXAMPLE.ORG/S/K7QX9M2ABCDEF",
    rows=ROWS,
    online=(SheetRow(number=41, key="registration-41", name="Mārtiņš Bērziņš", organisation="Rīgas reģions"),),
    walk_in_rows=3,
)

BULGARIAN = {
    "Sign-in sheet": "Присъствен списък",
    "Signature": "Подпис",
    "Page {page} of {pages}": "Страница {page} от {pages}",
}

WORDS = ListWords(english=str, local=lambda message: BULGARIAN.get(message, message))

CERTIFICATES = tuple(
    Certificate(
        language="en",
        visibility=VISIBILITY,
        name=person.name,
        organisation=person.organisation,
        country=person.country,
        event_title="2nd interregional workshop",
        event_type="Interregional workshop",
        theme="Marketing and consumer engagement",
        dates="13–14 November 2023",
        place="Haskovo, Bulgaria",
        host="Haskovo Municipality",
        attended=("Monday, 13 November 2023: 6 h 30 min", "Tuesday, 14 November 2023: 5 h"),
        hours="11 h 30 min",
        serial=f"SECON-{number:04d}-K7QX9M2",
        payload=f"HTTPS://EVENTS.EXAMPLE.ORG/C/K7QX9M2{number:04d}",
        issued="Haskovo, 14 November 2023",
        signatory="The mayor",
    )
    for number, person in enumerate(PEOPLE)
)

LETTERS = tuple(
    InvitationLetter(
        key=f"registration-{number}",
        language="en",
        visibility=VISIBILITY,
        sender=LetterSender(
            name="Haskovo Municipality",
            lines=("1 Obshtinski Square, 6300 Haskovo, Bulgaria", "Registration number: 000903946"),
            signatory="The mayor",
            function="Mayor of Haskovo",
            place_and_date="Haskovo, 2 October 2023",
        ),
        name=person.name,
        subject="Invitation: 2nd interregional workshop",
        paragraphs=(f"We invite {person.name} to take part in the 2nd interregional workshop.",),
        facts=(("Organisation", person.organisation), ("Days", "13–14 November 2023")),
        programme=(LetterDay(day="Monday", sessions=(("09:15–09:45", "Welcome"),)),),
        costs="Travel is paid by the participant's organisation.",
        number=f"K7QX9M2{number:04d}",
        address=f"https://events.example.org/l/haskovo-2023/K7QX9M2{number:04d}",
        payload=f"HTTPS://EVENTS.EXAMPLE.ORG/L/HASKOVO-2023/K7QX9M2{number:04d}",
    )
    for number, person in enumerate(PEOPLE)
)
"""A letter of invitation for each of them."""

LISTED = ParticipantsList(header=HEADER, rows=ROWS)

REPORT = AttendanceReport(
    header=HEADER,
    checkpoints=("Mon 13 Nov", "Tue 14 Nov", "Study visit"),
    rows=tuple(
        AttendanceRow(
            number=row.number,
            name=row.name,
            organisation=row.organisation,
            country=row.country,
            role=row.role,
            cells=(
                AttendanceCell(present=True, evidence=("scan 08:52", "signed on paper")),
                AttendanceCell(present=row.number != 3, evidence=() if row.number == 3 else ("staff 09:10",)),
                AttendanceCell(present=False),
            ),
        )
        for row in ROWS
    ),
    state="Approved",
    review=(
        ReviewStep(action="Submitted", by="Ivan Petrov", at="15 Nov 2023, 10:02"),
        ReviewStep(action="Returned", by="Maria Georgiou", at="16 Nov 2023, 11:20", reason="page 2 is missing"),
    ),
    seal="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    summary=(("Registered", "12"), ("Present on 13 Nov", "12")),
    legend=(("scan", "check-in record made by the organiser"),),
    made="17 Nov 2023, 10:00 UTC",
)

WITHOUT_STATEMENT = replace(VISIBILITY, funding_statement=None)


def _entry(hours: str, english: str, local: str, *, speakers: str = "", pause: bool = False) -> AgendaEntry:
    return AgendaEntry(
        hours=hours,
        title=Bilingual(english=english, local=local),
        place=Bilingual(english="" if pause else "Main hall", local="" if pause else "Голяма зала"),
        speakers=speakers,
        pause=pause,
    )


AGENDA = Agenda(
    header=HEADER,
    days=(
        AgendaDay(
            date=Bilingual(english="Monday, 13 November 2023", local="понеделник, 13 ноември 2023 г."),
            entries=(
                _entry("08:45–09:15", "Registration and coffee", "Регистрация и кафе", pause=True),
                _entry("09:15–09:45", "Welcome", "Добре дошли", speakers="Йорданка Щърбанова, Haskovo Municipality"),
                _entry(
                    "09:45–11:15",
                    "The legal framework of the social economy in Bulgaria and the cooperation of enterprises",
                    "Правната рамка на социалната икономика в България и сътрудничеството на предприятията",
                    speakers="Παναγιώτα Παπαδημητρίου, KMOP",
                ),
                _entry("13:00–14:30", "Lunch", "Обяд", pause=True),
                _entry("14:30–17:00", "Study visit to a social enterprise", "Работно посещение"),
            ),
        ),
        AgendaDay(
            date=Bilingual(english="Tuesday, 14 November 2023", local="вторник, 14 ноември 2023 г."),
            entries=(
                _entry("09:15–10:45", "Peer review", "Партньорска проверка"),
                _entry("11:00–12:30", "Steering group meeting", "Среща на ръководната група"),
            ),
        ),
    ),
    zone="Eastern European Standard Time",
)

DOOR_SIGN = DoorSign(
    visibility=VISIBILITY,
    language="en",
    event_title="2nd interregional workshop",
    room=Bilingual(english="Main hall", local="Голяма зала"),
    date=Bilingual(english="Monday, 13 November 2023", local="понеделник, 13 ноември 2023 г."),
    sessions=(
        DoorSession(
            hours="09:15–09:45",
            title=Bilingual(english="Welcome", local="Добре дошли"),
            speakers="Йорданка Щърбанова, Haskovo Municipality",
            payload="HTTPS://EVENTS.EXAMPLE.ORG/EVENTS/HASKOVO-2023#WELCOME",
        ),
        DoorSession(
            hours="09:45–11:15",
            title=Bilingual(english="The legal framework of the social economy", local="Правната рамка"),
            payload="HTTPS://EVENTS.EXAMPLE.ORG/EVENTS/HASKOVO-2023#FRAMEWORK",
        ),
    ),
)

TOTALS = CatererTotals(
    header=HEADER,
    meals=(
        Meal(
            title=Bilingual(english="Lunch", local="Обяд"),
            when="13 November, 13:00",
            people=42,
            diets=(("vegetarian", 7), ("vegan", 2), ("without gluten", 1)),
        ),
        Meal(title=Bilingual(english="Networking dinner", local="Вечеря"), when="13 November, 20:00", people=38),
    ),
    made="10 November 2023",
)
