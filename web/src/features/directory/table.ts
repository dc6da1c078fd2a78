/** Tables of people as text: read in whatever encoding the spreadsheet wrote, and links written back as one. */
import type { Outcome, TableLine, TableLink } from "@/api/directory";

/** Old Excel saves "CSV" in the system's own encoding; this is the Russian and the nearest to the western ones. */
const FALLBACK = "windows-1251";
const ORDER: Record<Outcome, number> = { error: 0, update: 1, create: 2, same: 3 };

/** The text of a file: UTF-8 if it is that, else UTF-16 by its mark, else Windows Cyrillic. */
export async function readText(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder(FALLBACK).decode(bytes);
  }
}

export function countOutcomes(lines: readonly TableLine[]): Record<Outcome, number> {
  const counts: Record<Outcome, number> = { create: 0, update: 0, same: 0, error: 0 };
  for (const { outcome } of lines) counts[outcome] += 1;
  return counts;
}

/** Errors, then changes, then new people, then what stays; each in the order of the table. */
export function worstFirst(lines: readonly TableLine[]): TableLine[] {
  return [...lines].sort((a, b) => ORDER[a.outcome] - ORDER[b.outcome] || a.line - b.line);
}

/** Name, address and link of each, for a spreadsheet's mail merge. */
export function linksAsTable(links: readonly TableLink[]): string {
  const rows = links.map(({ name, email, link }) => [name, email, link].map(cell).join(","));
  return `\ufeff${["name,email,link", ...rows].join("\r\n")}\r\n`;
}

/** A cell that no spreadsheet takes for a formula, quoted where it must be. */
function cell(text: string): string {
  const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
