"""What libraries do not do yet, and we do ourselves: when one of these fails, the library may have become good enough.

docs/decisions.md says of each what it costs.
"""

import gettext
import importlib.util
import io
import pkgutil
from datetime import date, timedelta

import icalendar
import icu
import litestar.stores
import msgspec
import pikepdf
import pytest
import yaml
from litestar import Litestar, get
from litestar.enums import HttpMethod
from litestar.params import FromPath
from reportlab.pdfgen.canvas import Canvas

from events_service.documents.latin_letters import latin
from events_service.web import i18n


def test_icalendar_still_turns_a_literal_backslash_n_into_a_line_break() -> None:
    written = icalendar.Event()
    written.add("summary", "C:\\New")
    assert str(icalendar.Event.from_ical(written.to_ical())["summary"]) == "C:\new"


def test_icalendar_still_begins_summer_time_an_hour_late() -> None:
    zone = icalendar.Timezone.from_tzid("Europe/Sofia", first_date=date(2023, 1, 1), last_date=date(2024, 1, 1))
    [spring] = zone.daylight
    # The rule is written in the time before it (RFC 5545 §3.6.5): at three, Sofia's clocks are put to four.
    assert (spring.DTSTART.hour, spring.TZOFFSETFROM) == (4, timedelta(hours=2))


def test_litestar_still_routes_no_method_of_webdav() -> None:
    assert not {"PROPFIND", "REPORT"} & set(HttpMethod.__members__)


def test_yaml_still_drops_the_first_of_two_keys_and_reads_no_and_times_as_something_else() -> None:
    assert yaml.safe_load("key: a\nkey: b\nlanguage: no\nstarts: 12:30") == {
        "key": "b",
        "language": False,
        "starts": 750,
    }


def test_msgspec_still_tells_the_first_fault_alone() -> None:
    class Asked(msgspec.Struct):
        name: str
        places: int

    with pytest.raises(msgspec.ValidationError) as raised:
        msgspec.convert({"name": 1, "places": "two"}, Asked)
    assert "places" not in str(raised.value)


def test_reportlab_still_writes_no_structure() -> None:
    written = io.BytesIO()
    canvas = Canvas(written)
    canvas.drawString(10, 10, "A heading")
    canvas.save()
    with pikepdf.open(written) as document:
        assert not {"/StructTreeRoot", "/MarkInfo"} & set(document.Root.keys())


def test_litestar_still_keeps_no_count_in_a_database() -> None:
    stores = {module.name for module in pkgutil.iter_modules(litestar.stores.__path__)}
    assert stores == {"base", "file", "memory", "redis", "registry", "valkey"}


def test_gettext_still_reads_compiled_catalogues_alone() -> None:
    assert gettext.find("messages", i18n._catalogues, ["bg"]) is None
    assert (i18n._catalogues / "bg" / "LC_MESSAGES" / "messages.po").is_file()


def test_babel_still_sorts_no_names() -> None:
    assert importlib.util.find_spec("babel.collation") is None


def test_icu_still_writes_bulgarian_names_otherwise_than_their_passports() -> None:
    name = "Йорданка Хаджиева"
    assert latin(name) == "Yordanka Hadzhieva"
    for rule in ("Bulgarian-Latin/BGN", "Any-Latin; Latin-ASCII"):
        assert icu.Transliterator.createInstance(rule).transliterate(name) != latin(name)


def test_litestar_still_documents_a_refusal_that_is_not_ours() -> None:
    @get("/things/{number:int}")
    async def thing(number: FromPath[int]) -> int:
        return number

    # Left to itself it sets up the logging of the whole process.
    operation = Litestar([thing], logging_config=None).openapi_schema.to_schema()["paths"]["/things/{number}"]["get"]
    assert "400" in operation["responses"]
