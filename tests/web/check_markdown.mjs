// Whether Markdown files are shown as they are meant: node check_markdown.mjs FILE...
// Every $$ block is set by KaTeX, strictly; every table is one to markdown-it; and no formula leaves a trace of emphasis,
// an escape or an entity when markdown-it reads it first, as GitHub does. Every flowchart is one to Mermaid, and every link
// within the document leads to a heading, by the anchors of github-slugger. No other link, no picture, no script and no
// element of HTML comes of what stands in a file.

import { readFileSync } from "node:fs";
import GithubSlugger from "github-slugger";
import { JSDOM } from "jsdom";
import katex from "katex";
import MarkdownIt from "markdown-it";

const { window } = new JSDOM(""); // Mermaid cleans its labels with what a browser has
Object.assign(globalThis, { window, document: window.document, Element: window.Element });
const { default: mermaid } = await import("mermaid");

const block = /^\$\$\n([^\n]*)\n\$\$$/gm;
const reader = new MarkdownIt({ html: true });
const browser = new MarkdownIt({ html: true, linkify: true }); // as GitHub does, which makes links of addresses
const plainTags = /^(h[1-6]|p|ul|li|strong|code|pre|table|thead|tbody|tr|th|td|span)$/;
const plainAttributes = { A: /^href=#/, CODE: /^class=language-(mermaid|text)$/, TH: /^style=text-align:(left|right)$/, TD: /^style=text-align:(left|right)$/ };

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
    const read = reader.renderInline(formula).replaceAll("&gt;", ">").replaceAll("&lt;", "<").replaceAll("&amp;", "&");
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

// Whatever a title or a name is made of, a document has headings, text, tables and links within itself, and nothing else.
function* activeFaults(text) {
  const { document } = new JSDOM(browser.render(text.replace(block, ""))).window;
  for (const element of document.body.querySelectorAll("*")) {
    const tag = element.tagName.toLowerCase();
    if (tag !== "a" && !plainTags.test(tag)) yield `an element ${element.outerHTML.slice(0, 80)}`;
    for (const { name, value } of element.attributes) {
      if (!plainAttributes[element.tagName]?.test(`${name}=${value}`)) yield `an attribute ${name}="${value}" of ${tag}`;
    }
    if (tag === "span" && element.textContent !== "$") yield `a span around ${element.textContent}`;
  }
}

async function chartFaults(text) {
  const faults = [];
  for (const { type, info, content } of reader.parse(text, {})) {
    if (type !== "fence" || info !== "mermaid") continue;
    await mermaid.parse(content).catch((error) => faults.push(`${error.message}: ${content}`));
  }
  return faults;
}

function plainText({ children }) {
  return children.map(({ type, content }) => (type === "text" || type === "text_special" || type === "code_inline" ? content : "")).join("");
}

function* linkFaults(text) {
  const tokens = reader.parse(text.replace(block, ""), {});
  const slugger = new GithubSlugger();
  const headings = tokens.filter((_, place) => tokens[place - 1]?.type === "heading_open").map(plainText);
  const places = new Map(headings.map((heading) => [slugger.slug(heading.trim()), heading]));
  for (const inline of tokens.filter(({ type }) => type === "inline")) {
    const link = inline.children.find(({ type }) => type === "link_open")?.attrGet("href");
    if (!link?.startsWith("#")) continue;
    const heading = places.get(decodeURIComponent(link.slice(1)));
    if (heading !== plainText(inline)) yield `the link ${link} of "${plainText(inline)}" leads to "${heading}"`;
  }
}

let faults = 0;
for (const file of process.argv.slice(2)) {
  const text = readFileSync(file, "utf8");
  const formulas = [...text.matchAll(block)].length;
  const found = [...formulaFaults(text), ...documentFaults(text), ...linkFaults(text), ...activeFaults(text), ...(await chartFaults(text))];
  const isExample = !file.split("/").pop().includes("sheet"); // a class and a sheet may do without formulas
  for (const fault of [...found, ...(formulas || !isExample ? [] : ["no formula"])]) {
    console.log(`${file}: ${fault}`);
    faults += 1;
  }
  console.log(`${file}: ${formulas} formulas`);
}
process.exit(faults ? 1 : 0);
