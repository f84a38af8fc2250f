#!/usr/bin/env python3
"""Draws a Grafana dashboard's JSON as SVG from what a Prometheus answers, for pictures in docs where no Grafana is at hand.

    render.py --prometheus http://127.0.0.1:9090 [--minutes 60] DASHBOARD.json >picture.svg

It knows the panels that our dashboards have (row, stat, timeseries, heatmap) and their units, no more; each picture says that
Grafana did not make it. `trace` draws the spans of one trace.
"""
import argparse
import json
import re
import sys
import time
import urllib.parse
import urllib.request
from html import escape

COLUMN, LINE, GAP, WIDTH = 50, 26, 4, 1200
COLOURS = ["#3274d9", "#e0752d", "#56a64b", "#8f3bb8", "#e02f44", "#b7a410", "#1f9e9e", "#c2628f", "#6b7a8f", "#7a5230"]
THRESHOLDS = {"green": "#56a64b", "orange": "#e0752d", "red": "#e02f44"}
NOTE = "drawn by scripts/dashboards/render.py, not by Grafana"
SI = [(1e9, "G"), (1e6, "M"), (1e3, "k")]


def number(value, unit):
    """A value as its unit wants it."""
    if value is None or value != value:
        return "no data"
    if unit == "s":
        for size, name in ((86400, "d"), (3600, "h"), (60, "min"), (1, "s"), (1e-3, "ms"), (1e-6, "µs")):
            if abs(value) >= size:
                return f"{value / size:.3g} {name}"
        return "0 s"
    if unit == "percentunit":
        return f"{value * 100:.3g} %"
    for size, name in SI:
        if abs(value) >= size:
            return f"{value / size:.3g} {name}" + {"bytes": "B", "Bps": "B/s", "ops": "/s", "reqps": "/s"}.get(unit, "")
    return f"{value:.3g}" + {"bytes": " B", "Bps": " B/s", "ops": "/s", "reqps": "/s", "percent": " %"}.get(unit, "")


def text(x, y, words, size=11, colour="#333", anchor="start", weight="normal"):
    return f'<text x="{x:.0f}" y="{y:.0f}" font-size="{size}" fill="{colour}" text-anchor="{anchor}" font-weight="{weight}">{escape(words)}</text>'


def box(x, y, width, height, fill, stroke="none"):
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" height="{max(height, 0):.1f}" fill="{fill}" stroke="{stroke}"/>'


def short(words, room):
    """As much of the words as fits, at some six pixels a letter."""
    most = max(int(room / 6), 1)
    return words if len(words) <= most else words[:most - 1] + "…"


def legend(target, labels):
    form = target.get("legendFormat") or ""
    named = re.sub(r"\{\{\s*(\w+)\s*\}\}", lambda match: labels.get(match.group(1), ""), form)
    return named.strip() or ", ".join(f"{key}={value}" for key, value in sorted(labels.items()) if key != "__name__")


def series_of(panel, ask):
    found = []
    for target in panel.get("targets", []):
        for one in ask(target["expr"]):
            points = [(float(at), float(value)) for at, value in one["values"]]
            found.append((legend(target, one["metric"]), one["metric"], [point for point in points if point[1] == point[1]]))
    return [one for one in found if one[2]]


def bounds(panel):
    return [(step["value"], THRESHOLDS.get(step["color"], "#999")) for step in panel["fieldConfig"]["defaults"]["thresholds"]["steps"] if step["value"] is not None]


def stat(panel, x, y, width, height, ask):
    unit, found = panel["fieldConfig"]["defaults"]["unit"], series_of(panel, ask)
    value = found[0][2][-1][1] if found else None
    colour = THRESHOLDS["green"] if found else "#999"
    for limit, name in bounds(panel):
        colour = name if value is not None and value >= limit else colour
    return [text(x + width / 2, y + height / 2 + 18, number(value, unit), 24, colour, "middle", "bold")]


def axis(unit, top, low, x, y, width, height):
    lines = []
    for step in range(5):
        at = y + height - step * height / 4
        lines.append(f'<line x1="{x:.0f}" x2="{x + width:.0f}" y1="{at:.1f}" y2="{at:.1f}" stroke="#e4e4e4"/>')
        lines.append(text(x - 5, at + 4, number(low + (top - low) * step / 4, unit), 9, "#777", "end"))
    return lines


def clocks(begin, end, x, y, width):
    marks = [begin, (begin + end) / 2, end]
    return [text(x + (at - begin) / max(end - begin, 1) * width, y, time.strftime("%H:%M:%S", time.gmtime(at)), 9, "#777", anchor)
            for at, anchor in zip(marks, ("start", "middle", "end"))]


def pieces(line):
    """A line, cut where points are missing."""
    step = min((after[0] - before[0] for before, after in zip(line, line[1:])), default=1)
    found = [[line[0]]]
    for before, after in zip(line, line[1:]):
        if after[0] - before[0] > 2 * step:
            found.append([])
        found[-1].append(after)
    return found


def timeseries(panel, x, y, width, height, ask):
    defaults, found = panel["fieldConfig"]["defaults"], series_of(panel, ask)
    if not found:
        return [text(x + width / 2, y + height / 2, "no data in this run", 11, "#999", "middle")]
    rows = min((len(found) + 1) // 2, 4)
    left, plot_w, plot_h = x + 58, width - 68, height - 54 - rows * 13
    top_y = y + 26
    points = [point for _, _, line in found for point in line]
    begin, end = min(at for at, _ in points), max(at for at, _ in points)
    low, top = min(0, min(value for _, value in points)), max(value for _, value in points)
    near = [limit for limit, _ in bounds(panel) if limit <= top * 3]
    top = max([top, *near]) * 1.08 or 1
    if defaults.get("max") == 1:
        top = 1.08
    out = axis(defaults["unit"], top, low, left, top_y, plot_w, plot_h) + clocks(begin, end, left, top_y + plot_h + 13, plot_w)

    def place(at, value):
        return left + (at - begin) / max(end - begin, 1) * plot_w, top_y + plot_h - (value - low) / (top - low) * plot_h
    for limit, colour in bounds(panel):
        if limit <= top:
            level = place(begin, limit)[1]
            out.append(f'<line x1="{left}" x2="{left + plot_w}" y1="{level:.1f}" y2="{level:.1f}" stroke="{colour}" stroke-dasharray="6 4"/>')
    for index, (name, _, line) in enumerate(found):
        colour = COLOURS[index % len(COLOURS)]
        for piece in pieces(line):
            path = " ".join(f"{a:.0f},{b:.1f}" for a, b in (place(*point) for point in piece))
            out.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="1.4" stroke-linecap="square"/>')
        if index < 8:
            at, under = left + (index % 2) * plot_w / 2, top_y + plot_h + 28 + index // 2 * 13
            out += [box(at, under - 7, 10, 3, colour), text(at + 14, under, short(f"{name or 'value'}: {number(line[-1][1], defaults['unit'])}", plot_w / 2 - 14), 10, "#555")]
    return out


def heatmap(panel, x, y, width, height, ask):
    found = sorted((float(labels.get("le", "inf")), dict(line)) for _, labels, line in series_of(panel, ask))
    cells = [(name, {at: max(value - (found[index - 1][1].get(at, 0) if index else 0), 0) for at, value in line.items()}) for index, (name, line) in enumerate(found)]
    used = [index for index, (_, line) in enumerate(cells) if any(line.values())]
    if not used:
        return [text(x + width / 2, y + height / 2, "no data in this run", 11, "#999", "middle")]
    cells = cells[max(used[0] - 1, 0):used[-1] + 2]
    times = sorted({at for _, line in cells for at in line})
    most = max(value for _, line in cells for value in line.values())
    left, plot_w, plot_h, top_y = x + 58, width - 68, height - 50, y + 26
    out = clocks(times[0], times[-1], left, top_y + plot_h + 13, plot_w)
    high, wide = plot_h / len(cells), plot_w / len(times)
    for index, (name, line) in enumerate(cells):
        level = top_y + plot_h - (index + 1) * high
        out.append(text(left - 5, level + high / 2 + 3, "more" if name == float("inf") else f"≤ {number(name, 's')}", 9, "#777", "end"))
        out += [box(left + times.index(at) * wide, level, wide + 0.5, high - 1, f"rgba(50,116,217,{0.15 + 0.85 * value / most:.2f})") for at, value in line.items() if value > 0]
    return out


def svg(height, parts):
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" width="{WIDTH}" height="{height:.0f}" font-family="Helvetica, Arial, sans-serif">\n'
            + box(0, 0, WIDTH, height, "#f4f5f5") + "\n" + "\n".join(parts) + "\n</svg>\n")


def dashboard(board, ask):
    """The picture; `ask(query)` answers a query with Prometheus's matrix."""
    out = [text(10, 24, board["title"], 18, "#222", weight="bold"), text(WIDTH - 10, 24, NOTE, 10, "#999", "end"), text(10, 42, board["description"], 11, "#666")]
    bottom, draw = 0, {"stat": stat, "timeseries": timeseries, "heatmap": heatmap}
    for panel in board["panels"]:
        grid = panel["gridPos"]
        x, y = grid["x"] * COLUMN + GAP, grid["y"] * LINE + 54
        width, height = grid["w"] * COLUMN - 2 * GAP, grid["h"] * LINE - 2 * GAP
        bottom = max(bottom, y + height)
        if panel["type"] == "row":
            out.append(text(x + 4, y + 16, panel["title"], 13, "#444", weight="bold"))
            continue
        out += [box(x, y, width, height, "#fff", "#dcdcdc"), text(x + 8, y + 17, short(panel["title"], width), 12, "#222", weight="bold")]
        out += draw[panel["type"]](panel, x, y, width, height, ask)
    return svg(bottom + 10, out)


def trace(spans):
    """One trace as a waterfall: `spans` by id, each with service, name, parent, start and took in microseconds."""
    begin = min(span["start"] for span in spans.values())
    length = max(span["start"] + span["took"] for span in spans.values()) - begin or 1
    children, rows = {}, []
    for key, span in spans.items():
        children.setdefault(span["parent"] if span["parent"] in spans else None, []).append(key)

    def walk(key, depth):
        rows.append((depth, spans[key]))
        for child in sorted(children.get(key, []), key=lambda one: spans[one]["start"]):
            walk(child, depth + 1)
    for root in children.get(None, []):
        walk(root, 0)
    colours = {service: COLOURS[index % len(COLOURS)] for index, service in enumerate(sorted({span["service"] for span in spans.values()}))}
    note = "one call's trace, as Jaeger's API answered it; drawn by scripts/dashboards/render.py, not by Jaeger"
    out = [text(10, 24, "One call, one trace", 18, "#222", weight="bold"), text(WIDTH - 10, 24, note, 10, "#999", "end")]
    for index, (service, colour) in enumerate(colours.items()):
        out += [box(10 + index * 150, 38, 10, 10, colour), text(24 + index * 150, 47, service)]
    left, wide = 470, WIDTH - 560
    for index, (depth, span) in enumerate(rows):
        y = 62 + index * 18
        at = left + (span["start"] - begin) / length * wide
        out += [box(0, y, WIDTH, 18, "#fff" if index % 2 else "#f7f8f8"), text(10 + depth * 9, y + 13, short(f"{span['service']}  {span['name']}", 450 - depth * 9)),
                box(at, y + 4, max(span["took"] / length * wide, 2), 10, colours[span["service"]]), text(max(at + span["took"] / length * wide, at + 2) + 5, y + 13, number(span["took"] / 1e6, "s"), 10, "#777")]
    return svg(70 + len(rows) * 18, out)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--prometheus", required=True)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("dashboard")
    options = parser.parse_args()
    end, span = time.time(), options.minutes * 60

    def ask(expression):
        rate = f"{max(int(span / 60), 20)}s"
        for variable, value in (("$__rate_interval", rate), ("$__range", f"{int(span)}s"), ("$service", ".*")):
            expression = expression.replace(variable, value)
        query = urllib.parse.urlencode({"query": expression, "start": end - span, "end": end, "step": max(span / 200, 1)})
        with urllib.request.urlopen(f"{options.prometheus}/api/v1/query_range?{query}", timeout=30) as answer:
            return json.load(answer)["data"]["result"]
    with open(options.dashboard, encoding="utf-8") as file:
        sys.stdout.write(dashboard(json.load(file), ask))
    return 0


if __name__ == "__main__":
    sys.exit(main())
