"""The legend of the record on paper: what each short word means is read in full, in the language of every host."""

import pytest
from msgspec.structs import replace

from events_service.attendance.labels import EVIDENCE, EXCUSED_MEANS, EXCUSED_SHORT, SHORT
from events_service.documents.attendance_report import attendance_report
from events_service.documents.list_page import ListWords
from events_service.web.i18n import LANGUAGES, translator
from tests.world.documents import REPORT
from tests.world.paper import page_texts


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_kind_of_evidence_is_cut_where_it_is_explained(language: str) -> None:
    words = ListWords(english=str, local=translator(language))
    legend = [(SHORT[kind], words.joined(meaning)) for kind, meaning in EVIDENCE.items()]
    legend.append((EXCUSED_SHORT, words.joined(EXCUSED_MEANS)))
    printed = " ".join(page_texts(attendance_report(replace(REPORT, legend=tuple(legend)), words))[-1].split())
    for _, meaning in legend:
        assert " ".join(meaning.split()) in printed
