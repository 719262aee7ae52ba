"""What a new process makes ahead of its first readers: templates, the words of all languages, the fold of names."""

import gc
from datetime import date

from events_service.web import i18n
from events_service.web.alphabet import alphabetical
from events_service.web.fold import sought
from events_service.web.pages import environment


def warm_up() -> None:
    """Make what is otherwise made at the first request that needs it, and waited for there: half a second in all.

    All of it stays as long as the process: Python need not look through it for what can be thrown away, which took a
    fifth of a second in the midst of one of the first requests.
    """
    for language in i18n.LANGUAGES:
        i18n.gettext("Saved", language)
        i18n.language_name(language)
        i18n.short_day(date.min, language)
        alphabetical(language)
    sought("").among([""])
    for name in environment().list_templates(["html", "txt"]):
        environment().get_template(name)
    gc.collect()
    gc.freeze()
