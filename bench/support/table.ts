import type { Figure } from './figure';
import type { Measured } from './statistics';

const HEAD = ['Figure', 'Ours', 'Floor', 'Ratio', 'Goal', 'Verdict'] as const;

/** The table in Markdown, its columns aligned so that a terminal shows it as well. Notes stand below it, numbered. */
export function renderTable(figures: readonly Figure[]): string {
  const notes: string[] = [];
  const rows = figures.map((figure) => {
    const { name, unit, ours, floor, ratio, goal, verdict, note } = figure;
    const mark = note === undefined ? '' : ` [${noteNumber(notes, note)}]`;
    return [
      `${name}${mark}`,
      renderMeasured(ours, unit),
      renderMeasured(floor, unit),
      ratio === undefined ? '' : ratio.toFixed(2),
      goal,
      verdict === 'beside' ? '' : verdict,
    ];
  });
  const table = [[...HEAD], ...rows];
  const widths = HEAD.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
  const line = (row: string[]) => `| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`;
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  const below = notes.map((note, index) => `[${index + 1}] ${note}`);
  return [line([...HEAD]), rule, ...rows.map(line), ...(below.length > 0 ? ['', ...below] : [])].join('\n');
}

/** Three digits that mean something, the unit, and how far the rounds lay apart. */
export function renderMeasured(measured: Measured | undefined, unit: string): string {
  if (measured === undefined) return '';
  const spread = measured.rounds > 1 ? ` ±${measured.spreadPercent.toFixed(0)} %` : '';
  return `${renderNumber(measured.median)}${unit === '' ? '' : ` ${unit}`}${spread}`;
}

export function renderNumber(value: number): string {
  const size = Math.abs(value);
  if (size >= 100) return Math.round(value).toLocaleString('en');
  if (size >= 10) return value.toFixed(1);
  return Number.isInteger(value) ? String(value) : value.toFixed(2);
}

function noteNumber(notes: string[], note: string): number {
  const known = notes.indexOf(note);
  return known >= 0 ? known + 1 : notes.push(note);
}
