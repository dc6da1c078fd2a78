/**
 * The little of Markdown that people type in a chat: **bold**, *italic*, `code`, ``` blocks, lists; besides web
 * addresses and called names. Text in, plain data out: it is drawn as React nodes, never as HTML. What is not closed
 * stays as typed. Pure.
 */
import { withLinks } from "./links";

export type Inline =
  | { kind: "text"; text: string }
  | { kind: "code"; text: string }
  | { kind: "bold" | "italic"; children: Inline[] }
  | { kind: "link"; text: string; href: string }
  | { kind: "mention"; text: string; identity: string };
export type Block =
  | { kind: "text"; children: Inline[] }
  | { kind: "code"; text: string }
  | { kind: "list"; ordered: boolean; items: Inline[][] };
export interface Called {
  identity: string;
  name: string;
}

/** Marks inside marks; deeper ones stay as typed. */
const DEEPEST = 3;
const FENCE = /^```[\w+-]*\n?([\s\S]*?)\n?```$/;
const FENCED = /(```[\s\S]*?```)/;
const ITEM = /^\s*(?:[-*•]|(\d{1,3})[.)])\s+(\S.*)$/;
const SPANS =
  /`(?<code>[^`\n]+)`|\*\*(?<bold>\S(?:[^\n]*?\S)??)\*\*(?!\*)|(?<![\w*])\*(?<star>[^\s*](?:[^*\n]*[^\s*])?)\*(?![\w*])|(?<!\w)_(?<line>[^\s_](?:[^_\n]*[^\s_])?)_(?!\w)/g;

export function parse(text: string, called: readonly Called[] = []): Block[] {
  return text.split(FENCED).flatMap((part) => {
    const code = FENCE.exec(part)?.[1];
    if (code !== undefined) return code === "" ? [] : [{ kind: "code", text: code } as const];
    return blocks(part, called);
  });
}

/** The text without its marks, for a preview, a note, a screen reader. */
export function plain(text: string): string {
  const words = (inlines: Inline[]): string =>
    inlines.map((inline) => ("children" in inline ? words(inline.children) : inline.text)).join("");
  return parse(text)
    .map((block) => {
      if (block.kind === "code") return block.text;
      return block.kind === "list" ? block.items.map(words).join(", ") : words(block.children);
    })
    .join(" ")
    .trim();
}

function blocks(text: string, called: readonly Called[]): Block[] {
  const found: Block[] = [];
  let lines: string[] = [];
  const close = () => {
    const kept = lines.join("\n").replace(/^\n+|\n+$/g, "");
    if (kept !== "") found.push({ kind: "text", children: spans(kept, called, 0) });
    lines = [];
  };
  for (const line of text.split("\n")) {
    const item = ITEM.exec(line);
    if (item?.[2] === undefined) {
      lines.push(line);
      continue;
    }
    close();
    const ordered = item[1] !== undefined;
    const last = found.at(-1);
    const content = spans(item[2], called, 0);
    if (last?.kind === "list" && last.ordered === ordered) last.items.push(content);
    else found.push({ kind: "list", ordered, items: [content] });
  }
  close();
  return found;
}

function spans(text: string, called: readonly Called[], depth: number): Inline[] {
  if (depth > DEEPEST) return [{ kind: "text", text }];
  const found: Inline[] = [];
  let end = 0;
  for (const match of text.matchAll(SPANS)) {
    found.push(...words(text.slice(end, match.index), called));
    const { code, bold, star, line } = match.groups ?? {};
    const slanted = star ?? line;
    if (code !== undefined) found.push({ kind: "code", text: code });
    else if (bold !== undefined) found.push({ kind: "bold", children: spans(bold, called, depth + 1) });
    else if (slanted !== undefined) found.push({ kind: "italic", children: spans(slanted, called, depth + 1) });
    end = match.index + match[0].length;
  }
  found.push(...words(text.slice(end), called));
  return found;
}

function words(text: string, called: readonly Called[]): Inline[] {
  return withLinks(text).flatMap(({ text: piece, href }): Inline[] =>
    href === undefined ? names(piece, called) : [{ kind: "link", text: piece, href }],
  );
}

function names(text: string, called: readonly Called[]): Inline[] {
  if (text === "") return [];
  const first = called
    .map((person) => ({ person, at: placeOf(`@${person.name}`, text) }))
    .filter(({ at }) => at >= 0)
    .sort((one, other) => one.at - other.at || other.person.name.length - one.person.name.length)[0];
  if (first === undefined) return [{ kind: "text", text }];
  const { person, at } = first;
  const mention: Inline = { kind: "mention", text: `@${person.name}`, identity: person.identity };
  const rest = names(text.slice(at + mention.text.length), called);
  return at === 0 ? [mention, ...rest] : [{ kind: "text", text: text.slice(0, at) }, mention, ...rest];
}

/** Where `name` stands as a whole word; -1 = nowhere. */
function placeOf(name: string, text: string): number {
  let at = text.indexOf(name);
  while (at >= 0 && /^[\p{L}\p{N}]/u.test(text.slice(at + name.length))) at = text.indexOf(name, at + 1);
  return at;
}
