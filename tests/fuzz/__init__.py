"""Whatever anybody may send, made odd: nothing comes of it but a Refusal with its place."""
