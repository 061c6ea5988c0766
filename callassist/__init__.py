"""callassist follows families up by telephone and text."""
