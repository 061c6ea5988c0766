"""What we ask of the provider, and what the rehearsal network answers, held to its own description."""
