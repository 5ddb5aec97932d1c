"""Line charts as SVG: a logarithmic scale upwards, named places along. For tools/bench_page.py."""
import html
import math
import typing

WIDTH, HEIGHT = 760, 420
LEFT, RIGHT, TOP, BOTTOM = 84, 190, 48, 48
COLOURS = ["#0b6bcb", "#c2410c", "#15803d", "#7e22ce", "#be123c", "#525252"]


class Series(typing.NamedTuple):
    name: str
    points: list[tuple[int, float]]  # place along, value above 0
    is_aim: bool = False  # drawn dashed: what should be


class Chart(typing.NamedTuple):
    title: str
    unit: str
    places: list[str]
    series: list[Series]


def with_unit(value: float, unit: str) -> str:
    """A power of ten for people: "100 ns", "10 us", "1 M/s"."""
    steps = ((1e6, "ms"), (1e3, "us")) if unit == "ns" else ((1e6, f"M{unit}"), (1e3, f"k{unit}"))
    for limit, larger in steps:
        if value >= limit:
            return f"{value / limit:g} {larger}"
    return f"{value:g} {unit}"


def text(x: float, y: float, words: str, anchor: str = "middle", extra: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{extra}>{html.escape(words)}</text>'


def draw(chart: Chart) -> str:
    values = [value for series in chart.series for _, value in series.points]
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    high = max(high, low + 1)

    def x(place: int) -> float:
        return LEFT + place * (WIDTH - LEFT - RIGHT) / max(1, len(chart.places) - 1)

    def y(value: float) -> float:
        return HEIGHT - BOTTOM - (math.log10(value) - low) / (high - low) * (HEIGHT - TOP - BOTTOM)

    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
           f'font-family="system-ui, sans-serif" font-size="12" fill="#333">',
           f"<title>{html.escape(chart.title)}</title>",
           f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
           text(LEFT, 26, chart.title, "start", ' font-size="15" font-weight="600"')]
    for decade in range(low, high + 1):
        at = y(10.0 ** decade)
        out.append(f'<path d="M{LEFT} {at:.1f}H{WIDTH - RIGHT}" stroke="#ddd"/>')
        out.append(text(LEFT - 8, at + 4, with_unit(10.0 ** decade, chart.unit), "end"))
    for place, name in enumerate(chart.places):
        out.append(text(x(place), HEIGHT - BOTTOM + 22, name))
    labels = []  # their heights: kept apart, so that none hides another
    for series, colour in zip(chart.series, COLOURS):
        line = " ".join(f"{x(place):.1f},{y(value):.1f}" for place, value in series.points)
        dashes = ' stroke-dasharray="5 4"' if series.is_aim else ""
        out.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"{dashes}/>')
        if not series.is_aim:
            out += [f'<circle cx="{x(place):.1f}" cy="{y(value):.1f}" r="3" fill="{colour}"/>'
                    for place, value in series.points]
        at = y(series.points[-1][1]) + 4
        while any(abs(at - other) < 15 for other in labels):
            at += 1
        labels.append(at)
        out.append(text(x(series.points[-1][0]) + 10, at, series.name, "start", f' fill="{colour}"'))
    return "\n".join(out + ["</svg>"]) + "\n"
