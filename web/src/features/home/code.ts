/** Reads what somebody pasted into the home page: a link to a meeting here or elsewhere, or the bare code of one. */

/** `here`: a meeting of this server. `elsewhere`: a whole address of another one. null: neither. */
export type Pasted = { here: string } | { elsewhere: string } | null;

/** Longer is no code of ours; a pasted page of text must not become an address. */
const CODE = /^[A-Za-z0-9_-]{3,64}$/;
const PATH = /^\/m\/([A-Za-z0-9_-]{3,64})\/?$/;

/** `origin` is our own: "https://meet.example". */
export function readPasted(text: string, origin: string): Pasted {
  const wanted = text.trim();
  if (CODE.test(wanted)) return { here: wanted };
  const address = addressIn(wanted);
  const code = address ? PATH.exec(address.pathname)?.[1] : undefined;
  if (!address || code === undefined) return null;
  return address.host === new URL(origin).host ? { here: code } : { elsewhere: address.href };
}

/** The address in `text`, also when the scheme was lost on the way ("meet.example/m/abc") or words stand around it. */
function addressIn(text: string): URL | null {
  const found = /https?:\/\/\S+/.exec(text)?.[0] ?? (/^[\w.-]+(:\d+)?\/m\/\S+$/.test(text) ? `https://${text}` : null);
  return found !== null && URL.canParse(found) ? new URL(found) : null;
}
