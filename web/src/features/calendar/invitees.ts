/** The line of invited people while one types: what to look up in the directory, and where what was found goes. Pure. */

/** Letters from which on the directory is asked; one letter finds half of it. */
const WORTH_ASKING = 2;
const LAST = /[^,;]*$/;

/** What somebody types at the end of the line; empty = nothing worth looking up. */
export function searchedIn(text: string): string {
  const word = (LAST.exec(text)?.[0] ?? "").trim();
  return word.length < WORTH_ASKING ? "" : word;
}

/** The line with `address` in place of what was typed at its end, ready for the next. */
export function withAddress(text: string, address: string): string {
  const before = text.replace(LAST, "").trim();
  return `${before === "" ? "" : `${before} `}${address}, `;
}

/** Addresses out of what somebody typed or pasted: separated by anything but what stands in an address. */
export function addressesIn(text: string): string[] {
  return [...new Set(text.split(/[\s,;<>]+/).filter((word) => word.includes("@")))];
}
