"""Pages in a real browser: Debian's Chromium, driven by Playwright. What a page answers without one is tested beside its module.

`conftest` has the fixtures; `chromium` starts the browser, `heard` listens to what it complains of, `audit` asks axe-core,
`keyboard` walks a page by Tab, `tab` is what the tests have in turn, `looks` shows it narrow, wide, dark and light.
"""
