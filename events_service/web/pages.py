"""Pages: the Jinja environment and the layout that every page is set in."""

import hashlib
import re
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import jinja2
from litestar import MediaType, Request, Response
from litestar.routes import HTTPRoute
from litestar.status_codes import HTTP_400_BAD_REQUEST, HTTP_500_INTERNAL_SERVER_ERROR
from markupsafe import Markup
from msgspec import Struct

from events_service import clock
from events_service.settings import resource_dir
from events_service.web import i18n
from events_service.web.compiled import CompiledTemplates
from events_service.web.names import fields_of_names


class LanguageLink(Struct, frozen=True, kw_only=True):
    """A language that the page can be read in, and the address that chooses it."""

    code: str
    name: str
    href: str
    chosen: bool


class Layout(Struct, frozen=True, kw_only=True):
    """What stands around every page.

    `asked` is what the address asks besides the language. `account` is the signed-in person's name, `role` what they
    may do; `set_clock` is the service's instant when the clock was set by hand. `demo`: all people are invented, and
    `demo_page`, which only those who are signed in are told, says what to try.
    `refused`: a form comes back, and the title says so before all else.
    """

    title: str
    language: str
    languages: list[LanguageLink]
    path: str
    asked: dict[str, str]
    account: str | None
    role: str | None
    set_clock: datetime | None
    demo: bool
    demo_page: str | None
    base_url: str
    refused: bool

    @property
    def canonical(self) -> str:
        """The page's address in the language it is read in: the one that search engines keep and that is shared."""
        return f"{self.base_url}{self.path}?{urlencode(self.asked | {'lang': self.language})}"

    @property
    def address(self) -> str:
        """The page's address for whoever has chosen no language."""
        return f"{self.base_url}{self.path}" + (f"?{urlencode(self.asked)}" if self.asked else "")


@cache
def environment() -> jinja2.Environment:
    """Give the environment that loads templates/: autoescape on, a missing name is an error."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(resource_dir("templates")),
        bytecode_cache=CompiledTemplates(resource_dir("templates")),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    made.install_gettext_callables(  # type: ignore[attr-defined]  # the extension adds it
        i18n.gettext, i18n.ngettext, newstyle=True, pgettext=i18n.pgettext
    )
    made.filters.update(i18n.filters())
    made.filters["linked"] = linked
    made.globals.update(static=static_address, day_range=i18n.day_range, zone_name=i18n.zone_name, Markup=Markup)
    made.globals["fields_of_names"] = fields_of_names
    made.globals["country_note"] = i18n.country_note
    return made


_ADDRESS = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]]")


def linked(text: str) -> Markup:
    """Give plain text as HTML: escaped, line breaks kept, addresses on the web as links."""
    parts = [Markup.escape(part) for part in _ADDRESS.split(text)]
    links = [Markup('<a class="plain" href="{0}">{0}</a>').format(found) for found in _ADDRESS.findall(text)]
    woven = Markup("").join(part for pair in zip(parts, [*links, ""], strict=True) for part in pair)
    return woven.replace("\n", Markup("<br>\n"))


@cache
def static_address(name: str) -> str:
    """Give a static file's address; it changes with the content, so browsers may keep the file for good.

    Our scripts and their tables lie below one folder that names them all, so that one imports another by its name.
    """
    folder = resource_dir("templates") / "static"
    if name.endswith((".js", ".json")) and "/" not in name:
        return f"/static/scripts-{_digest(*sorted(folder.glob('*.js')), *sorted(folder.glob('*.json')))}/{name}"
    return f"/static/{name}?v={_digest(folder / name)}"


def _digest(*files: Path) -> str:
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:10]


def page(
    request: Request[Any, Any, Any],
    template: str,
    context: Struct,
    *,
    title: str,
    status_code: int = 200,
    headers: Mapping[str, str] = {},
) -> Response[bytes]:
    """Render a page: `context` is the page's own typed struct, `page` in the template; `headers` stand before ours."""
    refused = request.method == "POST" and HTTP_400_BAD_REQUEST <= status_code < HTTP_500_INTERNAL_SERVER_ERROR
    layout = _layout(request, title, refused=refused)
    text = environment().get_template(template).render(layout=layout, page=context)
    ours = {"Content-Language": layout.language, "Cache-Control": "private, no-cache"}
    # Only a browser that goes back asks for the answer to a form again, and would not find it by another cookie.
    if request.method != "POST":
        ours["Vary"] = "Accept-Language, Cookie"
    return Response(text.encode(), status_code=status_code, media_type=MediaType.HTML, headers={**ours, **headers})


def render_text(template: str, context: Struct) -> str:
    """Render a template without a layout, in the language being spoken: for mails."""
    return environment().get_template(template).render(page=context)


def _to_open(request: Request[Any, Any, Any]) -> str:
    """Give the page's address, or where it takes forms alone, the nearest one above it that can be opened."""
    path = request.url.path
    if request.method in {"GET", "HEAD"}:
        return path
    routes = [route for route in request.app.routes if isinstance(route, HTTPRoute)]
    opened = {route.path_format for route in routes if "GET" in route.methods}
    template = request.scope.get("path_template", path)
    while template not in opened and template:
        path, template = path.rpartition("/")[0], template.rpartition("/")[0]
    return path or "/"


def _layout(request: Request[Any, Any, Any], title: str, *, refused: bool) -> Layout:
    user, settings = request.scope.get("user"), request.app.state.settings
    asked = {key: value for key, value in request.query_params.items() if key != "lang"}
    chosen, path = i18n.spoken(), _to_open(request)
    links = [
        LanguageLink(
            code=code,
            name=i18n.language_name(code),
            href=f"{path}?{urlencode(asked | {'lang': code})}",
            chosen=code == chosen,
        )
        for code in i18n.LANGUAGES
    ]
    return Layout(
        title=title,
        language=chosen,
        languages=links,
        path=request.url.path,
        asked=asked,
        account=user.name if user else None,
        role=user.role.value if user else None,
        set_clock=clock.now() if clock.set_by_hand() else None,
        demo=settings.demo_page is not None,
        demo_page=settings.demo_page if user else None,
        base_url=settings.base_url,
        refused=refused,
    )
