/**
 * Draws what a live handoff costs among so many: `tsx bench/plot.ts <result of --json> <picture.svg>`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import type { CurvePoint } from './figures/group';
import { renderCurve } from './support/curveSvg';

const [, , from, to] = process.argv;
if (from === undefined || to === undefined) {
  console.error('Give the result of `npm run bench -- --json` and the name of the picture.');
  process.exit(2);
}
const { curve } = JSON.parse(readFileSync(from, 'utf8')) as { curve: CurvePoint[] };
if (curve.length < 2) {
  console.error('The result holds no curve: run the group "many".');
  process.exit(1);
}
writeFileSync(to, renderCurve(curve));
