"""Content made odd by chance: bytes turned, parts doubled, cut, moved, mixed with signs that matter."""

from __future__ import annotations

from random import Random

SIGNS = (
    b"${a} ${b} . .. / // * ( ) [ ] @ :: , | = != <= + - div mod and or 1e999 0.5 -0 'x' \" ' $ count( if( "
    b"begin_group end_group begin_repeat end_repeat select_one calculate \x00 \xff \xe2\x80\x9c "
    b'{1,99999} (?: ) [^ \\ \n \t = [[ ]] """ true 9999-99-99 ../../ <!DOCTYPE &amp; instance(\'x\')'
).split(b" ")


def odd(seeds: list[bytes], chance: Random, *, longest: int = 20_000) -> bytes:
    """One of the seeds, changed in one place or several."""
    content = chance.choice(seeds)
    for _ in range(chance.choice((1, 1, 2, 3, 8))):
        at, to = sorted(chance.randint(0, len(content)) for _ in range(2))
        match chance.randint(0, 5):
            case 0:
                content = content[:at] + chance.choice(SIGNS) + content[at:]
            case 1:
                content = content[:at] + content[to:]
            case 2:
                content = content[:to] + content[at:to] * chance.choice((1, 2, 30)) + content[to:]
            case 3:
                content = content[:at] + bytes([chance.randint(0, 255)]) + content[at + 1 :]
            case 4:
                other = chance.choice(seeds)
                content = content[:at] + other[chance.randint(0, len(other)) :]
            case _:
                content = content[:at] + chance.choice(SIGNS) + content[to:]
        content = content[:longest]
    return content
