"""The screens: Flask pages rendered on the server, with small ES modules of our own.

No SQL and no decision of the trial: pages show what store's lists read and call the verbs of work.
Built by assembly through app.create_app; a blueprint a file, all named in app.PAGES.
"""
