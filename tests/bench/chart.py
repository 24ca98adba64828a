# SPDX-License-Identifier: GPL-2.0-or-later
"""Draws time by size as a self-contained SVG: both axes logarithmic, readable in light and dark."""
import math
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 960, 600
LEFT, RIGHT, TOP, BOTTOM = 76, 288, 76, 72
GAP = 20                    # between the labels at the ends of the lines
# light and dark: at least 4.5:1 against the ground
COLOURS = {'referat': ('#0550ae', '#79b8ff'), 'limit': ('#57606a', '#a8b3be'),
           'pandoc': ('#9a4a00', '#ffa657'), 'office': ('#116329', '#7ee787'),
           'mammoth': ('#6f3cc3', '#d2a8ff')}
DASHES = ('', '9 5', '2 4', '12 4 2 4')     # the lines of one family differ in these, not in colour
STYLE = '''
svg { color: #1f2328; --ground: #ffffff; --grid: #d0d7de; %s}
@media (prefers-color-scheme: dark) { svg { color: #f0f3f6; --ground: #0d1117; --grid: #3d444d; %s} }
text { font: 14px system-ui, sans-serif; fill: currentColor; }
.title { font-size: 19px; font-weight: 600; }
.ground { fill: var(--ground); }
.grid { stroke: var(--grid); stroke-width: 1; }
.axis { stroke: currentColor; stroke-width: 1; }
.line { fill: none; stroke-width: 2; stroke-linejoin: round; }
.first { stroke-width: 4; }
.lead { stroke-width: 1; fill: none; opacity: 0.7; }
'''


def styles():
    themes = [''.join('--%s: %s; ' % (name, both[i]) for name, both in COLOURS.items()) for i in (0, 1)]
    rules = ''.join('.%s { stroke: var(--%s); }\n.%s-dot { fill: var(--%s); }\n' % ((name,) * 4)
                    for name in COLOURS)
    return STYLE % tuple(themes) + rules


def duration(seconds):
    if seconds >= 1:
        return '%.3g s' % seconds
    return '%.*f ms' % (0 if seconds >= 0.1 else 1, seconds * 1e3)


def decade(exponent):
    return '%g s' % 10 ** exponent if exponent >= 0 else '%g ms' % 10 ** (exponent + 3)


def spread(wanted, low, high):
    """Moves places apart until GAP lies between any two, in their order, within low and high if it can be."""
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    places = list(wanted)
    for before, i in zip([None] + order, order):
        places[i] = max(places[i], low if before is None else places[before] + GAP)
    limit = high
    for i in reversed(order):
        places[i] = min(places[i], limit)
        limit = places[i] - GAP
    return places


class Scale:
    def __init__(self, low, high, start, end):
        self.low, self.span = math.log10(low), math.log10(high) - math.log10(low)
        self.start, self.end = start, end

    def __call__(self, value):
        return self.start + (self.end - self.start) * (math.log10(value) - self.low) / self.span


def axes(x, y, sizes, facts, exponents):
    bottom, right = HEIGHT - BOTTOM, WIDTH - RIGHT
    out = []
    for e in exponents:
        at = y(10 ** e)
        out.append('<line class="grid" x1="%d" x2="%d" y1="%.1f" y2="%.1f"/>' % (LEFT, right, at, at))
        out.append('<text x="%d" y="%.1f" text-anchor="end">%s</text>' % (LEFT - 8, at + 5, decade(e)))
    for case in sizes:
        size = facts['bytes'][case]
        at = x(size)
        out.append('<line class="grid" x1="%.1f" x2="%.1f" y1="%d" y2="%d"/>' % (at, at, TOP, bottom))
        out.append('<text x="%.1f" y="%d" text-anchor="middle">%s (%.3g %s)</text>' % (
            at, bottom + 22, case, *((size / 1e6, 'MB') if size >= 1e6 else (size / 1e3, 'kB'))))
    out.append('<path class="axis" fill="none" d="M%d %dV%dH%d"/>' % (LEFT, TOP, bottom, right))
    out.append('<text x="%.1f" y="%d" text-anchor="middle">size of word/document.xml</text>'
               % ((LEFT + right) / 2, bottom + 48))
    return out


def series(lines, x, y):
    out, counts = [], {}
    ends = spread([y(points[-1][1]) for _, _, points in lines], TOP, HEIGHT - BOTTOM)
    for i, ((name, family, points), place) in enumerate(zip(lines, ends)):
        dash = DASHES[counts.get(family, 0) % len(DASHES)]
        counts[family] = counts.get(family, 0) + 1
        out.append('<g><title>%s</title>' % escape(name))
        out.append('<polyline class="line %s%s"%s points="%s"/>' % (
            family, ' first' if i == 0 else '', ' stroke-dasharray="%s"' % dash if dash else '',
            ' '.join('%.1f,%.1f' % (x(a), y(b)) for a, b in points)))
        out += ['<circle class="%s-dot" cx="%.1f" cy="%.1f" r="4"/>' % (family, x(a), y(b))
                for a, b in points]
        last = x(points[-1][0]), y(points[-1][1])
        label = WIDTH - RIGHT + 34
        out.append('<path class="lead %s" d="M%.1f %.1fL%d %.1fH%d"/>' % (
            family, last[0] + 6, last[1], label - 12, place, label - 4))
        out.append('<text x="%d" y="%.1f"%s>%s, %s</text></g>' % (
            label, place + 5, ' font-weight="600"' if i == 0 else '', escape(name), duration(points[-1][1])))
    return out


def draw(lines, facts, sizes):
    """LINES: (name, family, [(bytes, seconds)]), by growing size; those without a point are only named."""
    missing = [name for name, _, points in lines if not points]
    lines = [line for line in lines if line[2]]
    times = [seconds for _, _, points in lines for _, seconds in points] or [1]
    exponents = range(math.floor(math.log10(min(times))), math.ceil(math.log10(max(times)) + 1e-9) + 1)
    x = Scale(min(facts['bytes'].values()), max(facts['bytes'].values()), LEFT + 24, WIDTH - RIGHT)
    y = Scale(10 ** exponents[0], 10 ** exponents[-1], HEIGHT - BOTTOM, TOP)
    title = 'Time to convert minutes, by their size'
    under = 'best of several runs on one machine, %d CPUs; both axes are logarithmic' % facts['cpus']
    said = '. '.join('%s: %s' % (name, ', '.join(duration(s) for _, s in points))
                     for name, _, points in lines)
    if missing:
        under += '; not measured: ' + ', '.join(missing)
    out = ['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" '
           'aria-labelledby="title desc">' % (WIDTH, HEIGHT),
           '<!-- SPDX-License-Identifier: GPL-2.0-or-later -->',
           '<title id="title">%s</title>' % title,
           '<desc id="desc">A line for each program through its times for documents of %s: %s. %s.</desc>'
           % (', '.join(sizes), escape(said), escape(under[0].upper() + under[1:])),
           '<style>%s</style>' % styles(),
           '<rect class="ground" width="%d" height="%d"/>' % (WIDTH, HEIGHT),
           '<text class="title" x="%d" y="32">%s</text>' % (LEFT, title),
           '<text x="%d" y="54">%s</text>' % (LEFT, escape(under))]
    out += axes(x, y, sizes, facts, exponents) + series(lines, x, y)
    return '\n'.join(out + ['</svg>', ''])
