"""How pages look on paper, and in the colours that a reader forces on every page (high contrast): what is said by colour or by a
background alone is said otherwise there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looks import LOOKS, show
from tests.browser.programs import started
from tests.browser.tab import Tab

_LUMINANCE = """(selector) => {
  const [red, green, blue] = getComputedStyle(document.querySelector(selector)).color.match(/[\\d.]+/g).map(Number);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}"""
_BACKGROUND = "(one) => getComputedStyle(one).backgroundColor"
_UNDERLINE = "(one) => getComputedStyle(one).borderBottomColor"

_MAPPING = """{"partnerAction": "identifyUser", "subscribe": "type = \\"identify\\"", "mapping": {"email_address": {"@path": "$.email"}}}"""


@pytest.fixture(scope="module")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("looks")
    (folder / "mapping.json").write_text(_MAPPING, "utf-8")
    (folder / "workspace.yaml").write_text("name: Acme\n", "utf-8")
    with started("serve", "-m", "mapping.json", "-w", "workspace.yaml", "--port", "0", folder=folder) as url:
        yield url


@pytest.fixture
def looked_at(tab: Tab) -> Iterator[Page]:
    """A page that a test may print, and whose colours it may force."""
    yield tab.page
    tab.page.emulate_media(media="null", forced_colors="none")


@pytest.mark.parametrize("place", ["/", "/_segment/", "/_playground/"])
def test_what_is_printed_is_dark_on_white_and_nothing_lies_over_it(looked_at: Page, serve: str, place: str) -> None:
    looked_at.goto(serve + place)
    expect(looked_at.get_by_role("heading", level=1)).to_be_visible()
    looked_at.emulate_media(media="print", color_scheme="dark")
    assert looked_at.evaluate(_LUMINANCE, "h1") < 60
    # a fixed element comes again on each sheet of paper, over what is there
    for never in (".skip", ".toasts", ".side", "#live"):
        for one in looked_at.locator(never).all():
            expect(one).not_to_be_visible()
    expect(looked_at.locator(".bar nav a").first).to_be_visible()


def test_forced_colours_tell_where_one_is_and_what_is_chosen(looked_at: Page, serve: str) -> None:
    looked_at.emulate_media(forced_colors="active")
    looked_at.goto(f"{serve}/_segment/")
    ways = looked_at.locator(".bar nav a")
    here, elsewhere = (
        ways.and_(looked_at.locator(f"a{one}")).first for one in ("[aria-current]", ":not([aria-current])")
    )
    assert here.evaluate(_UNDERLINE) != elsewhere.evaluate(_UNDERLINE)
    kinds = looked_at.get_by_role("group", name="Which events").get_by_role("button")
    expect(kinds.first).to_have_attribute("aria-pressed", "true")
    assert kinds.first.evaluate(_BACKGROUND) != kinds.last.evaluate(_BACKGROUND)
    looked_at.goto(f"{serve}/#/requests")
    side = looked_at.locator(".side")
    expect(side.locator("[aria-current]")).to_contain_text("Requests")
    assert side.locator("[aria-current]").evaluate(_BACKGROUND) != side.locator("a").first.evaluate(_BACKGROUND)


def test_a_narrow_page_says_in_words_that_it_is_not_connected(looked_at: Page, serve: str) -> None:
    show(looked_at, LOOKS[2])
    looked_at.route("**/_segment/stream", lambda route: route.abort())
    looked_at.goto(f"{serve}/_segment/")
    said = looked_at.get_by_text("Not connected", exact=True)
    expect(said).to_be_visible()
    box = said.bounding_box()
    assert box is not None
    assert box["width"] > 40, "hidden but for a dot that is red"
