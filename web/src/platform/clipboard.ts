/**
 * Puts a text that is still on its way (an answer of the server) on the clipboard. Called inside the press itself:
 * Safari refuses a write that starts after an await. Answers whether it worked; never throws.
 */
export async function copyText(text: string | Promise<string>): Promise<boolean> {
  try {
    if (typeof text === "string") await navigator.clipboard.writeText(text);
    else {
      // Who made the promise hears of its failure; here it only means that nothing was copied.
      text.catch(() => undefined);
      const blob = text.then((words) => new Blob([words], { type: "text/plain" }));
      blob.catch(() => undefined);
      await navigator.clipboard.write([new ClipboardItem({ "text/plain": blob })]);
    }
    return true;
  } catch {
    // No permission, no focus, or no clipboard at all (plain HTTP): the person copies by hand.
    return false;
  }
}
