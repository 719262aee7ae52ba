"""Badges and sign-in sheets: a thousand badges in the time of their codes, ten thousand in 250 MB, 2,000 rows."""

import multiprocessing
import random
import resource
import sys
import time
from collections.abc import Callable, Iterator

from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_M

from events_service.documents.badges import badges
from events_service.documents.list_page import ListWords
from events_service.documents.records import Badge, BadgeEvent, Bilingual, SheetHeader, SheetRow, SignInSheet
from events_service.documents.sign_in_sheets import sign_in_sheets
from events_service.registrations.records import Category
from events_service.typesetting.lettering import fit
from events_service.typesetting.qr import MASK
from events_service.typesetting.records import Visibility
from tests.benchmarks.measuring import Figure

_VISIBILITY = Visibility(
    programme="Interreg Europe",
    acronym="SECON",
    reference="01C0224",
    funding_statement="Co-funded by the European Union",
)
_EVENT = BadgeEvent(
    visibility=_VISIBILITY,
    title="2nd interregional workshop",
    dates="13–14 November 2023",
    place="Haskovo, Bulgaria",
)
_FIRST_NAMES = ("Παναγιώτα", "Йорданка", "Ștefania-Andreea", "Jan", "Wiebke", "María del Carmen", "Līga", "Őze")
_LAST_NAMES = ("Παπαδημητρίου", "Христова", "Țurcanu", "van der Berg", "Müller", "Fernández de la Torre", "Ģērmane")
_ORGANISATIONS = (
    "Община Хасково",
    "Περιφέρεια Πελοποννήσου",
    "Consiliul Județean Harghita",
    "Provincie Vlaams-Brabant",
)
_CODE = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def run(part: float = 1) -> Iterator[Figure]:
    """Measure printing, or a part of it; every name, organisation and code differs from all others."""
    count = round(1000 * part)
    people = _people(count)
    printed = _best_of(5, lambda: badges(_EVENT, people))
    yield Figure(
        name=f"{count:,} badges, {count:,} codes, three scripts",
        measured=printed,
        floor=_best_of(3, lambda: [_matrix(badge.payload) for badge in people]),
        floor_name="qrcode alone: the same matrices, its mask given",
        most=2.6,
    )
    yield Figure(
        name=f"{count:,} badges on one core",
        measured=1000 * count / printed,
        floor=380,
        floor_name="a thousand in 2.6 times what their codes alone take on two cores of 2026",
        unit="/s",
        least=1,
    )
    yield Figure(
        name="badges by two processes at once, a core each",
        measured=_rate_of_two(count),
        floor=680,
        floor_name="680 in a second on two free cores",
        unit="/s",
        least=1,
    )
    yield Figure(
        name=f"memory for {10 * count:,} badges",
        measured=_in_new_process(_memory, 10 * count),
        floor=250,
        floor_name="250 MB",
        unit="MB",
        most=1,
    )
    sheet = _sheet(2 * count)
    words = ListWords(english=str)
    yield Figure(
        name=f"a sign-in sheet of {2 * count:,} rows",
        measured=_best_of(3, lambda: sign_in_sheets([sheet], words)),
        floor=1500,
        floor_name="1.5 seconds",
        most=1,
    )


def _people(count: int) -> list[Badge]:
    chance = random.Random(1)
    return [
        Badge(
            first_name=f"{chance.choice(_FIRST_NAMES)} {chance.choice('ΑΒΓАБВABC')}.",
            last_name=f"{chance.choice(_LAST_NAMES)} {number}",
            organisation=f"{chance.choice(_ORGANISATIONS)} {number % 60}",
            country=chance.choice(("Greece", "Bulgaria", "Romania", "Belgium")),
            category=chance.choice((Category.LEAD_PARTNER, Category.STAKEHOLDER, Category.SPEAKER)),
            category_label="Participant",
            payload="HTTPS://EVENTS.EXAMPLE.ORG/B/" + "".join(chance.choices(_CODE, k=16)),
        )
        for number in range(count)
    ]


def _matrix(payload: str) -> QRCode:
    code = QRCode(error_correction=ERROR_CORRECT_M, mask_pattern=MASK)
    code.add_data(payload, optimize=0)
    code.make()
    return code


def _sheet(rows: int) -> SignInSheet:
    header = SheetHeader(
        visibility=_VISIBILITY,
        event_title=Bilingual(english="2nd interregional workshop"),
        event_type=Bilingual(english="Interregional workshop"),
        date=Bilingual(english="Monday, 13 November 2023"),
        venue="Haskovo",
        host=Bilingual(english="Haskovo Municipality"),
    )
    people = tuple(
        SheetRow(
            number=number, key=str(number), name=badge.name, organisation=badge.organisation, country=badge.country
        )
        for number, badge in enumerate(_people(rows), start=1)
    )
    return SignInSheet(header=header, payload="HTTPS://EVENTS.EXAMPLE.ORG/S/K7QX9M2", rows=people)


def _best_of(repeat: int, work: Callable[[], object]) -> float:
    """Give the shortest of several runs in milliseconds of one core's time, however busy the machine is with others."""
    shortest = float("inf")
    for _ in range(repeat):
        fit.cache_clear()
        started = time.process_time()
        work()
        shortest = min(shortest, time.process_time() - started)
    return shortest * 1000


def _rate_of_two(count: int) -> float:
    """Give badges per second of two processes that print so many each at the same time, once both are warm."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(2) as pool:
        return sum(1000 * count / milliseconds for milliseconds in pool.map(_print, (count, count), chunksize=1))


def _print(count: int) -> float:
    people = _people(count)
    return _best_of(3, lambda: badges(_EVENT, people))


def _in_new_process(work: Callable[[int], float], count: int) -> float:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(work, (count,))


def _memory(count: int) -> float:
    badges(_EVENT, _people(count))
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1024 * 1024 if sys.platform == "darwin" else 1024)
