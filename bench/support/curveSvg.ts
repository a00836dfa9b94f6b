import type { CurvePoint } from '../figures/group';
import { renderNumber } from './table';

const WIDTH = 760;
const HEIGHT = 300;
const PLOT = { left: 52, top: 44, width: 290, height: 200 };
const GAP = 380;
const COLORS = { ours: '#3457d5', floor: '#8a8f98' };

/** Two plots side by side, CPU per message and memory per handoff, each over the number of live handoffs. */
export function renderCurve(curve: readonly CurvePoint[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="system-ui, sans-serif" font-size="11" role="img">`,
    '<title>CPU per message and memory per handoff over the number of live handoffs, ours and the floor</title>',
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>`,
    panel(curve, (point) => point.cpuUsPerMessage, 'CPU per message, µs', 0),
    panel(curve, (point) => point.kibPerHandoff, 'live heap per handoff, KiB', GAP),
    legend(),
    '</svg>',
    '',
  ].join('\n');
}

function panel(
  curve: readonly CurvePoint[],
  pick: (point: CurvePoint) => { ours: number; floor: number },
  title: string,
  shift: number,
): string {
  const most = Math.max(...curve.map(({ handoffs }) => handoffs));
  const top = niceTop(Math.max(...curve.flatMap((point) => Object.values(pick(point)))));
  const x = (handoffs: number) => shift + PLOT.left + (handoffs / most) * PLOT.width;
  const y = (value: number) => PLOT.top + PLOT.height - (value / top) * PLOT.height;
  const parts = [
    `<text x="${shift + PLOT.left}" y="28" font-size="13" font-weight="600" fill="#20242c">${title}</text>`,
  ];
  for (const share of [0, 0.25, 0.5, 0.75, 1]) {
    const at = y(top * share);
    parts.push(
      `<line x1="${x(0)}" y1="${at}" x2="${x(most)}" y2="${at}" stroke="#e3e6eb"/>`,
      `<text x="${x(0) - 6}" y="${at + 4}" text-anchor="end" fill="#5b626e">${renderNumber(top * share)}</text>`,
    );
  }
  for (const handoffs of [0, most / 2, most]) {
    parts.push(
      `<text x="${x(handoffs)}" y="${y(0) + 18}" text-anchor="middle" fill="#5b626e">${handoffs.toLocaleString('en')}</text>`,
    );
  }
  for (const side of ['floor', 'ours'] as const) {
    const places = curve.map((point) => `${x(point.handoffs).toFixed(1)},${y(pick(point)[side]).toFixed(1)}`);
    parts.push(`<polyline points="${places.join(' ')}" fill="none" stroke="${COLORS[side]}" stroke-width="2"/>`);
    for (const place of places) {
      const [cx, cy] = place.split(',');
      parts.push(`<circle cx="${cx}" cy="${cy}" r="3" fill="${COLORS[side]}"/>`);
    }
  }
  return parts.join('\n');
}

function legend(): string {
  const y = HEIGHT - 14;
  return [
    `<circle cx="${PLOT.left + 4}" cy="${y - 4}" r="4" fill="${COLORS.ours}"/><text x="${PLOT.left + 14}" y="${y}" fill="#20242c">ours</text>`,
    `<circle cx="${PLOT.left + 64}" cy="${y - 4}" r="4" fill="${COLORS.floor}"/><text x="${PLOT.left + 74}" y="${y}" fill="#20242c">floor</text>`,
    `<text x="${GAP + PLOT.left + PLOT.width}" y="${y}" text-anchor="end" fill="#5b626e">across: live handoffs in one process</text>`,
  ].join('\n');
}

/** The next number above that divides well into quarters. */
export function niceTop(value: number): number {
  const size = 10 ** Math.floor(Math.log10(Math.max(value, 1e-9)));
  return (([1, 2, 4, 8, 10] as const).find((step) => step * size >= value) ?? 10) * size;
}
