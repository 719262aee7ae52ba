"""Every text of the service stands in every language, with the same values to fill in and a form for each count."""

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from babel.messages import Catalog, Message
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po

from events_service.programme.labels import status_name as event_status_name
from events_service.programme.records import EventStatus
from events_service.registrations.labels import status_name as registration_status_name
from events_service.registrations.records import Status
from events_service.web.i18n import LANGUAGES, gettext, ngettext, pgettext, speaking
from events_service.web.pages import environment

ROOT = Path(__file__).parents[2]
LOCALES = ROOT / "events_service" / "web" / "locales"
TRANSLATED = tuple(language for language in LANGUAGES if language != "en")
PLACEHOLDER = re.compile(r"%\(\w+\)s|\{\w*\}|%%")

pytestmark = pytest.mark.xdist_group("languages")  # what code and templates say is gathered once then
in_each_language = pytest.mark.parametrize("language", TRANSLATED)


@in_each_language
def test_each_text_in_code_and_templates_is_translated(language: str) -> None:
    catalogue = catalogue_of(language)
    missing = []
    for text in texts():
        found = catalogue.get(text.id, text.context)
        if found is None or found.fuzzy or not all(forms_of(found.string)):
            missing.append((text.context, text.id))
    assert not missing


@in_each_language
def test_a_translation_is_filled_with_the_same_values_as_its_text(language: str) -> None:
    differing = []
    for text, forms in translations(language):
        values = placeholders(forms_of(text.id)[-1])
        differing += [form for form in forms if placeholders(form) != values]
    assert not differing


@in_each_language
def test_a_translation_can_be_filled(language: str) -> None:
    for _, forms in translations(language):
        for form in forms:
            if "%(" in form:
                assert form % dict.fromkeys(re.findall(r"%\((\w+)\)s", form), 1)
            elif "{" in form:
                assert form.format(**dict.fromkeys(re.findall(r"\{(\w+)\}", form), 1))


@pytest.mark.parametrize("language", ["bg", "hu", "lv"])
def test_no_sentence_ends_with_a_day_where_days_end_with_a_full_stop_themselves(language: str) -> None:
    forms = [form for _, written in translations(language) for form in written]
    assert [form for form in forms if re.search(r"(%\(day\)s|\{day\})\.", form)] == []


@in_each_language
def test_a_counted_text_has_a_form_for_each_count(language: str) -> None:
    for text, forms in translations(language):
        if text.pluralizable:
            singular, plural = forms_of(text.id)
            assert len(forms) == get_plural(language).num_plurals
            assert {ngettext(singular, plural, count, language) for count in range(200)} == set(forms)


@pytest.mark.parametrize(
    ("language", "count", "written"),
    [
        ("en", 1, "1 place left"),
        ("en", 2, "2 places left"),
        ("bg", 1, "1 свободно място"),
        ("bg", 2, "2 свободни места"),
        ("bg", 21, "21 свободни места"),
        ("el", 1, "1 ελεύθερη θέση"),
        ("el", 5, "5 ελεύθερες θέσεις"),
        ("hu", 1, "1 szabad hely"),
        ("hu", 5, "5 szabad hely"),
        ("ro", 1, "1 loc disponibil"),
        ("ro", 2, "2 locuri disponibile"),
        ("ro", 19, "19 locuri disponibile"),
        ("ro", 20, "20 de locuri disponibile"),
        ("ro", 101, "101 locuri disponibile"),
        ("ro", 120, "120 de locuri disponibile"),
        ("es", 1, "1 plaza libre"),
        ("es", 2, "2 plazas libres"),
        ("pl", 1, "1 wolne miejsce"),
        ("pl", 3, "3 wolne miejsca"),
        ("pl", 5, "5 wolnych miejsc"),
        ("pl", 12, "12 wolnych miejsc"),
        ("pl", 22, "22 wolne miejsca"),
        ("lv", 1, "Brīva 1 vieta"),
        ("lv", 2, "Brīvas vietas: 2"),
        ("lv", 11, "Brīvas vietas: 11"),
        ("lv", 21, "Brīva 21 vieta"),
        ("pt", 1, "1 lugar disponível"),
        ("pt", 2, "2 lugares disponíveis"),
    ],
)
def test_places_are_counted_as_the_language_counts(language: str, count: int, written: str) -> None:
    assert ngettext("%(num)s place left", "%(num)s places left", count, language) % {"num": count} == written


@pytest.mark.parametrize(
    ("language", "event", "registration"),
    [("bg", "Отменено", "Отменена"), ("hu", "Elmarad", "Lemondva"), ("pl", "Odwołane", "Anulowana")],
)
def test_a_cancelled_event_and_a_cancelled_registration_have_words_of_their_own(
    language: str, event: str, registration: str
) -> None:
    assert event_status_name(EventStatus.CANCELLED, language) == event
    assert registration_status_name(Status.CANCELLED, language) == registration
    assert event_status_name(EventStatus.CANCELLED, "en") == registration_status_name(Status.CANCELLED, "en")


@in_each_language
def test_a_template_gives_each_meaning_its_words(language: str) -> None:
    template = environment().from_string('{{ pgettext("event", "Past") }} / {{ _("Past") }}')
    with speaking(language):
        assert template.render() == f"{pgettext('event', 'Past')} / {gettext('Past')}"
    assert pgettext("event", "Past", "pl") != gettext("Past", "pl")
    assert pgettext("event", "Past", "en") == "Past"


@in_each_language
def test_a_scan_is_never_called_a_signature(language: str) -> None:
    signature = gettext("Signature", language).casefold()
    for text in ("Check in", "Check-in", "Checked in", "Checked in by scan", "Badge scanned", "checked in here"):
        assert signature not in gettext(text, language).casefold()


@cache
def texts() -> tuple[Message, ...]:
    """Gather afresh what code and templates say, as pyproject.toml maps them."""
    pybabel = [sys.executable, "-m", "babel.messages.frontend", "-q"]
    with TemporaryDirectory() as folder:
        template = Path(folder) / "messages.pot"
        extract = ["extract", "-F", "pyproject.toml", "-k", "N_", "-k", "NC_:1c,2", "-o", str(template), "."]
        subprocess.run([*pybabel, *extract], cwd=ROOT, check=True)
        with template.open("rb") as file:
            gathered = tuple(message for message in read_po(file) if message.id)
    assert len(gathered) > 500
    return gathered


@cache
def catalogue_of(language: str) -> Catalog:
    with (LOCALES / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=language)


def translations(language: str) -> Iterator[tuple[Message, list[str]]]:
    """Give each text that has a translation, with all forms of the translation."""
    for text in texts():
        found = catalogue_of(language).get(text.id, text.context)
        if found is not None and all(forms_of(found.string)):
            yield text, forms_of(found.string)


def forms_of(written: str | Iterable[str] | None) -> list[str]:
    return [written] if isinstance(written, str) else list(written or [""])


def placeholders(text: str) -> Counter[str]:
    return Counter(PLACEHOLDER.findall(text))
