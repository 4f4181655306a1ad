/// A change as one line: short values whole, long ones with what they have in common shortened around what differs.
struct ChangeText {
    /// Columns that there are.
    var room: Int

    private static let arrow = " → "
    private static let none = "(none)"
    /// What is left of the common beginning and end where there is little room.
    private static let leastContext = 8

    func line(_ change: ValueChange) -> StyledLine {
        guard let before = change.before, let after = change.after else {
            return arrow(change.before ?? Self.none, change.after ?? Self.none)
        }
        let difference = TextDifference(before, after)
        let isShort = ColumnWidth.of(before) + ColumnWidth.of(after) + Self.arrow.count <= min(room, 30)
        return difference.areVersions && !isShort ? versions(difference) : arrow(before, after)
    }

    /// The part of an edit alone.
    func line(_ edit: PlanEdit) -> StyledLine {
        switch edit.part {
        case .value(let before, let after): return arrow(before ?? Self.none, after ?? Self.none)
        case .text(let removed, let added):
            var line = StyledLine()
            let half = max(Self.leastContext, room / 2 - 4)
            if !removed.isEmpty { line.append(ColumnWidth.cut(removed, to: half), .removed) }
            if !added.isEmpty { line.append(ColumnWidth.cut(added, to: half), .added) }
            return line
        }
    }

    private func arrow(_ before: String, _ after: String) -> StyledLine {
        let half = (room - Self.arrow.count) / 2
        let (old, new) = (ColumnWidth.of(before), ColumnWidth.of(after))
        // A short one leaves its room to the other.
        let oldRoom = max(half, room - Self.arrow.count - new)
        let newRoom = max(half, room - Self.arrow.count - old)
        return "\(ColumnWidth.cut(before, to: oldRoom))\(Self.arrow)\(ColumnWidth.cut(after, to: newRoom), .heading)"
    }

    private func versions(_ difference: TextDifference) -> StyledLine {
        // The marks are counted with colours too, so that a line does not depend on them.
        let marks = (difference.removed.isEmpty ? 0 : 4) + (difference.added.isEmpty ? 0 : 4)
        var (removed, added) = (difference.removed, difference.added)
        let most = room - marks - 2 * Self.leastContext
        if ColumnWidth.of(removed) + ColumnWidth.of(added) > most {
            removed = ColumnWidth.cut(removed, to: max(1, most / 2))
            added = ColumnWidth.cut(added, to: max(1, most / 2))
        }
        let context = max(2, room - marks - ColumnWidth.of(removed) - ColumnWidth.of(added))
        let (beginning, ending) = Self.context(difference, context)
        var line = StyledLine(beginning)
        line.append(removed, .removed)
        line.append(added, .added)
        line.append(ending)
        return line
    }

    /// The end of the beginning and the beginning of the end: two thirds of the room for the first, since names grow to
    /// the right, and what one does not need for the other.
    private static func context(_ difference: TextDifference, _ room: Int) -> (String, String) {
        let (beginning, ending) = (ColumnWidth.of(difference.beginning), ColumnWidth.of(difference.ending))
        let endingRoom = min(ending, max(room / 3, room - beginning))
        let beginningRoom = max(1, room - endingRoom)
        var shown = difference.beginning
        if beginning > beginningRoom { shown = "…" + String(shown.suffix(beginningRoom - 1)) }
        return (shown, ColumnWidth.cut(difference.ending, to: max(1, endingRoom)))
    }
}
