"""One plain drawing: columns over whole numbers, as SVG."""

from markupsafe import Markup

from course.plots import INK, PALETTE

__all__ = ["column_chart"]

WIDTH, HEIGHT = 760, 320
LEFT, RIGHT, TOP, BOTTOM = 64, 16, 24, 64
GRID = "#E5E5E5"


def column_chart(columns, *, x_title, y_title):
    """Draw ``(value, count)`` pairs as columns; counts start at zero and are printed on them.

    The drawing is hidden from screen readers: give the numbers as words and as a table beside it.
    """
    step = (WIDTH - LEFT - RIGHT) / len(columns)
    top = max(1, *(count for _, count in columns))
    floor = HEIGHT - BOTTOM
    tall = (floor - TOP) / top
    parts = [_grid(y, floor - y * tall) for y in _ticks(top)]
    for number, (value, count) in enumerate(columns):
        middle = LEFT + step * (number + 0.5)
        parts.append(_text(middle, floor + 20, value))
        if count:
            y = floor - count * tall
            parts.append(
                f'<rect x="{middle - step * 0.36:.1f}" y="{y:.1f}" width="{step * 0.72:.1f}" '
                f'height="{count * tall:.1f}" fill="{PALETTE["blue"]}"/>'
            )
            parts.append(_text(middle, y - 7, count, weight="bold"))
    parts.append(f'<path d="M{LEFT} {floor}H{WIDTH - RIGHT}" stroke="{INK}"/>')
    parts.append(_text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 14, x_title, size=15))
    parts.append(
        f'<text transform="translate(18 {(TOP + floor) / 2}) rotate(-90)" text-anchor="middle" '
        f'font-size="15" fill="{INK}">{y_title}</text>'
    )
    return Markup(
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" aria-hidden="true" focusable="false">'
        f"{''.join(parts)}</svg>"
    )


def _ticks(top):
    return range(0, top + 1, max(1, -(-top // 5)))


def _grid(label, y):
    line = f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="{GRID}"/>'
    return line + _text(LEFT - 12, y + 5, label, anchor="end")


def _text(x, y, text, *, anchor="middle", size=13, weight="normal"):
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" '
        f'font-weight="{weight}" fill="{INK}">{text}</text>'
    )
