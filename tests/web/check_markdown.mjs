// Whether Markdown files are shown as they are meant: node check_markdown.mjs FILE...
// Every $$ block is set by KaTeX, strictly; every table is one to markdown-it; and no formula leaves a trace of emphasis,
// an escape or an entity when markdown-it reads it first, as GitHub does.

import { readFileSync } from "node:fs";
import katex from "katex";
import MarkdownIt from "markdown-it";

const block = /^\$\$\n([^\n]*)\n\$\$$/gm;
const reader = new MarkdownIt({ html: true });

function faultOf(check) {
  try {
    return check();
  } catch (error) {
    return error.message;
  }
}

function* formulaFaults(text) {
  for (const [, formula] of text.matchAll(block)) {
    const settings = { displayMode: true, throwOnError: true, strict: "error", trust: false };
    const fault = faultOf(() => void katex.renderToString(formula, settings));
    if (fault) yield `${fault}: ${formula}`;
    const read = reader.renderInline(formula).replaceAll("&gt;", ">").replaceAll("&lt;", "<");
    if (read !== formula) yield `Markdown changes ${formula} to ${read}`;
  }
}

function* documentFaults(text) {
  const rest = text.replace(block, "");
  if (rest.includes("$$")) yield "a $$ that opens or closes no block of one line";
  const tables = reader.parse(rest, {}).filter((token) => token.type === "table_open");
  const rows = tables.reduce((sum, { map: [first, end] }) => sum + end - first, 0);
  const written = rest.split("\n").filter((line) => line.startsWith("|")).length;
  if (rows !== written) yield `${written} lines begin as rows of a table, ${rows} are read as such`;
}

let faults = 0;
for (const file of process.argv.slice(2)) {
  const text = readFileSync(file, "utf8");
  const formulas = [...text.matchAll(block)].length;
  for (const fault of [...formulaFaults(text), ...documentFaults(text), ...(formulas ? [] : ["no formula"])]) {
    console.log(`${file}: ${fault}`);
    faults += 1;
  }
  console.log(`${file}: ${formulas} formulas`);
}
process.exit(faults ? 1 : 0);
