"""Five tiny studies, one for each source text, planned through their whole life without a page."""
