"""Tests: a folder a room, stories of whole trials, the house's own shape, the browser, benches and proof."""
