// Bars as SVG, readable on light and dark pages. No library: two kinds of rectangle and some text.

/** @typedef {{ label: string, value: number, shown: string, isOurs: boolean }} Bar */
/** @typedef {{ label: string, bars: Bar[] }} Group */

const WIDTH = 680;
const LEFT = 130;
const RIGHT = 70;
const ROW = 18;
const GAP = 14;
const TOP = 34;

const STYLE = `
text { font: 12px system-ui, sans-serif; fill: #24292f }
.title { font-weight: 600; font-size: 13px }
.group { font-weight: 600 }
.value { font-variant-numeric: tabular-nums }
.ours { fill: #0b63b5 }
.peer { fill: #9aa5b1 }
@media (prefers-color-scheme: dark) {
  text { fill: #d7dde4 }
  .ours { fill: #58a6ff }
  .peer { fill: #6b7683 }
}`;

const escape = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/"/g, "&quot;");

/**
 * Groups of horizontal bars on one scale that begins at zero.
 * @param {string} title @param {Group[]} groups @returns {string}
 */
export function bars(title, groups) {
  const most = Math.max(...groups.flatMap((group) => group.bars.map((bar) => bar.value)), 1e-9);
  const scale = (WIDTH - LEFT - RIGHT) / most;
  const parts = [];
  let y = TOP;
  for (const group of groups) {
    if (group.label) {
      parts.push(`<text class="group" x="0" y="${y + 13}">${escape(group.label)}</text>`);
      y += ROW + 2;
    }
    for (const bar of group.bars) {
      const width = Math.max(1, bar.value * scale).toFixed(1);
      const end = (LEFT + Number(width) + 6).toFixed(1);
      parts.push(
        `<text x="${LEFT - 8}" y="${y + 13}" text-anchor="end">${escape(bar.label)}</text>`,
        `<rect class="${bar.isOurs ? "ours" : "peer"}" x="${LEFT}" y="${y + 2}" width="${width}" height="${ROW - 4}" rx="2"/>`,
        `<text class="value" x="${end}" y="${y + 13}">${escape(bar.shown)}</text>`,
      );
      y += ROW;
    }
    y += GAP;
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y}" role="img" aria-label="${escape(title)}">
<style>${STYLE}
</style>
<text class="title" x="0" y="16">${escape(title)}</text>
${parts.join("\n")}
</svg>
`;
}
