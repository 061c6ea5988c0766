"""What an answer sets in motion: skips, sums, rows and choices worked out anew, each once and in order."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field

from callassist.questionnaire import choices, rows
from callassist.questionnaire.entries import Entry
from callassist.questionnaire.form import Action, Definition, Shape
from callassist.questionnaire.rules import Aspect, Rule
from callassist.questionnaire.state import State
from callassist.questionnaire.stored import stored
from callassist.questionnaire.tree import Node
from callassist.questionnaire.xpath.values import to_number

ROUNDS = 200


@dataclass
class Ripple:
    """One wave of changes through the answers, and what it hid, showed and cleared."""

    state: State
    hidden: list[Entry] = field(default_factory=list)
    cleared: list[Entry] = field(default_factory=list)
    waiting: list[tuple[int, int, Rule, Entry]] = field(default_factory=list)
    queued: set[tuple[int, int]] = field(default_factory=set)
    actions: list[tuple[Action, Entry]] = field(default_factory=list)
    turns: int = 0

    def put(self, entry: Entry, text: str) -> None:
        """Give an entry a value and let what hangs on it follow."""
        if entry.text != text:
            entry.text = text
            self.touch(entry)
            self.actions.extend((action, entry) for action in entry.definition.on_change)

    def touch(self, entry: Entry) -> None:
        """Queue every rule that looks at this entry."""
        for rule, shared in self.state.form.rules.dependents.get(entry.definition.index, ()):
            depth = len(entry.definition.names)
            above: Node | None = entry
            for _ in range(depth - shared):
                above = above.parent if above is not None else None
            for target in self.targets(rule, above, shared):
                self.queue(rule, target)

    def targets(self, rule: Rule, above: Node | None, shared: int) -> list[Entry]:
        """The entries at which a rule is worked out, below a node."""
        if rule.aspect is not Aspect.COUNT:
            return self.state.instances_of(rule.definition, under=above, names=shared)
        parent = rule.definition.parent
        if parent is None:
            return []
        if shared >= len(rule.definition.names):
            above, shared = (above.parent if above else None), shared - 1
        return self.state.instances_of(parent, under=above, names=shared)

    def queue(self, rule: Rule, entry: Entry) -> None:
        """Put a rule in line, once."""
        mark = (rule.rank, id(entry))
        if mark not in self.queued:
            self.queued.add(mark)
            self.turns += 1
            heapq.heappush(self.waiting, (rule.rank, self.turns, rule, entry))

    def queue_clock(self) -> None:
        """Queue what asks for today or now."""
        for rule in self.state.form.rules.clocked:
            for entry in self.targets(rule, None, 0):
                self.queue(rule, entry)

    def settle(self) -> None:
        """Work everything out, then do what answers set off, until all is quiet."""
        for _ in range(ROUNDS):
            while self.waiting:
                _, _, rule, entry = heapq.heappop(self.waiting)
                self.queued.discard((rule.rank, id(entry)))
                self.work(rule, entry)
            if not self.actions:
                return
            actions, self.actions = self.actions, []
            for action, source in actions:
                self.act(action, source)

    def work(self, rule: Rule, entry: Entry) -> bool:
        """Work one rule out at one entry; whether it changed anything."""
        self.state.drawn = 0
        match rule.aspect:
            case Aspect.RELEVANT:
                return self.show(entry, rule.expression.truth(entry, self.state.env))
            case Aspect.CALCULATE:
                text = stored(
                    entry.definition, rule.expression.value(entry, self.state.env), self.state.env.calendar
                )
                changed = entry.text != text
                self.put(entry, text)
                return changed
            case Aspect.CHOICES:
                return self.exclude(entry)
            case Aspect.COUNT:
                return self.count(rule, entry)

    def show(self, entry: Entry, own: bool) -> bool:
        """Set an entry's own relevance and what follows for all below it."""
        if entry.own is own:
            return False
        entry.own = own
        self.spread(entry)
        return True

    def spread(self, entry: Entry) -> None:
        """Carry relevance from above down to an entry and all below."""
        parent = entry.parent
        shown = entry.own and (parent is None or parent.shown)
        if shown is entry.shown:
            return
        entry.shown = shown
        self.state.turn += 1
        self.touch(entry)
        if not shown and entry.definition.shape is Shape.QUESTION:
            self.hidden.append(entry)
        for child in entry.entries:
            self.spread(child)

    def exclude(self, entry: Entry) -> bool:
        """Take out of an answer what its choices no longer offer; a hidden one is kept as it was."""
        if not entry.text or not entry.shown:
            return False
        offered = set(choices.values(entry.definition, entry, self.state))
        many = entry.definition.control is not None and entry.definition.control.many
        chosen = entry.text.split() if many else [entry.text]
        kept = " ".join(value for value in chosen if value in offered)
        if kept == entry.text or (many and kept.split() == chosen):
            return False
        self.cleared.append(entry)
        self.put(entry, kept)
        return True

    def count(self, rule: Rule, parent: Entry) -> bool:
        """Bring a repeat to the number of rows that its count says."""
        definition = rule.definition
        there = [e for e in parent.named(definition.key) if isinstance(e, Entry)]
        at = there[0] if there else rows.stand_in(definition, parent)
        number = to_number(rule.expression.value(at, self.state.env), self.state.env.calendar)
        if number != number:  # no count is not a count of none: rows stay until there is one
            return False
        wanted = int(max(number, 0)) if number < rows.MOST else rows.MOST
        for _ in range(len(there), wanted):
            self.row_came(rows.revive_or_add(self.state, definition, parent))
        for row in reversed(there[wanted:]):
            rows.put_away(self.state, row)
            self.row_went(row, parent)
        return wanted != len(there)

    def row_came(self, row: Entry) -> None:
        """Let everything in a new row, and everything that looks at rows, follow."""
        self.state.reshaped = True
        for entry in self.state.entries(row):
            parent = entry.parent
            entry.shown = entry.own and (parent is None or parent.shown)
        fresh = [action for action in row.definition.on_new_row if not row.passed]
        row.passed = True  # its first values are set once, not again when it is revived
        self.actions.extend((action, row) for action in fresh)
        self.rows_moved(row, row.parent)

    def row_went(self, row: Entry, parent: Node) -> None:
        """Let everything that looked at a removed row follow."""
        self.state.reshaped = True
        self.rows_moved(row, parent)

    def rows_moved(self, row: Entry, parent: Node | None) -> None:
        """Queue the rules in all rows of a repeat, and those that look into it from outside."""
        inside = f"{row.definition.path}/"
        for rule in self.state.form.rules.ordered:
            if rule.definition is row.definition or rule.definition.path.startswith(inside):
                for entry in self.targets(rule, parent, len(row.definition.names) - 1):
                    self.queue(rule, entry)
        self.touch_all(row)

    def touch_all(self, entry: Entry) -> None:
        """Queue what looks at an entry or anything below it."""
        if entry.parent is not None:
            self.touch(entry)
            for child in entry.entries:
                self.touch_all(child)
            return
        for rule in self.state.form.rules.ordered:  # the row is gone: whoever looked at its like looks again
            for target in self.targets(rule, None, 0):
                self.queue(rule, target)

    def act(self, action: Action, source: Entry) -> None:
        """Put an action's value into its target, in the source's own row where they share one."""
        state = self.state
        target_definition = state.form.by_path.get(action.target)
        if target_definition is None:
            return
        for target in self.aims(action, target_definition, source):
            state.drawn, state.salt = 0, str(state.event)
            if action.value is None:
                text = action.text
            else:
                text = stored(target_definition, action.value.value(target, state.env), state.env.calendar)
            state.salt = ""
            target.missing = None
            self.put(target, text)

    def aims(self, action: Action, definition: Definition, source: Entry) -> list[Entry]:
        """Where an action puts its value: the row that its brackets name, or the source's own.

        A change outside a repeat names no row of it, so it reaches none unless there is only one.
        """
        if action.exact is not None:
            found = action.exact.nodes(source, self.state.env)
            return [node for node in found if isinstance(node, Entry)]
        near = rows.nearest(self.state, definition, source)
        return near if source is self.state.root or len(near) == 1 else []


def work_out_all(state: State) -> Ripple:
    """Work out every rule at every place until a round changes nothing: slow, right by construction."""
    ripple = Ripple(state)
    for _ in range(ROUNDS):
        changed = False
        for rule in state.form.rules.ordered:
            for entry in ripple.targets(rule, None, 0):
                if entry.parent is not None or entry is state.root:
                    changed = ripple.work(rule, entry) or changed
        ripple.waiting.clear()
        ripple.queued.clear()
        actions, ripple.actions = ripple.actions, []
        for action, source in actions:
            ripple.act(action, source)
        if not changed and not actions:
            return ripple
    return ripple
