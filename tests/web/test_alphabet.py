"""Names sort as the host's alphabet does."""

import random

import pytest

from events_service.web.alphabet import alphabetical

SORTED = {
    "bg": ["Апостолова", "Ботев", "Йорданов", "Карагьозов", "Щърбанов", "Ъглев", "Юруков", "Ångström", "Zoë", "Ωνάσης"],
    "el": ["Άννα Ζερβού", "Γεωργίου", "Έλλη", "Ηλιάδης", "Ιωάννου", "Οικονόμου", "Ωνάσης", "Aalto", "Борис"],
    "es": ["Navarro", "Núñez", "Nuñez Zafra", "Ñíguez", "Ochoa", "Zapata"],
    "hu": ["Cabai", "Czakó", "Csaba", "Dudás", "Öreg", "Őze", "Szabó", "Takács", "Zentai", "Zsoldos"],
    "lv": ["Celms", "Čakste", "Gulbis", "Ģērmane", "Kalniņš", "Ķemers", "Liepa", "Ļebedevs", "Zariņš", "Žagars"],
    "pl": ["Adamska", "Ądrzej", "Cybulski", "Ćwik", "Lis", "Łukasik", "Sowa", "Świerk", "Zych", "Źrebiec", "Żak"],
    "ro": ["Albu", "Ăbălaru", "Âlvan", "Balan", "Sabău", "Șerban", "Tudor", "Țurcanu"],
    "de": ["Müller", "Mulzer", "Österreich", "Otto", "Strasse", "Straße", "Strauß"],
    "nl": ["Bakker", "de Vries", "Deák", "van der Berg", "Vandenberg"],
    "pt": ["Ávila", "Azevedo", "Conceição", "Costa"],
    "en": ["Brontë", "Brown", "Darwin", "d'Ávila", "McDonald", "Őze"],
}


@pytest.mark.parametrize("language", SORTED)
def test_names_sort_as_the_alphabet_of_the_language(language: str) -> None:
    shuffled = random.Random(7).sample(SORTED[language], len(SORTED[language]))
    assert sorted(shuffled, key=alphabetical(language)) == SORTED[language]


def test_accents_written_apart_sort_as_those_written_together() -> None:
    ranks = alphabetical("ro")
    assert ranks("S\u0326erban")[0] == ranks("Șerban")[0]


def test_a_name_in_an_unknown_script_sorts_last() -> None:
    assert sorted(["王小明", "Ω", "Я", "Z"], key=alphabetical("en")) == ["Z", "Ω", "Я", "王小明"]
