/**
 * A signed invitation stands in the address after `#invitation=`: what follows the # reaches no server's log. The
 * server alone judges it; here its name is read, to fill the field.
 */
import { isRecord } from "@/platform/storage";

export interface Invitation {
  text: string;
  /** Empty = the guest chooses. */
  name: string;
}

/** null = the address holds none. */
export function invitationIn(hash: string): Invitation | null {
  const text = new URLSearchParams(hash.replace(/^#/, "")).get("invitation");
  return text ? { text, name: nameIn(text) } : null;
}

function nameIn(text: string): string {
  const [, body = ""] = text.split(".");
  try {
    const bytes = Uint8Array.from(atob(body.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
    const said: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return isRecord(said) && typeof said.name === "string" ? said.name : "";
  } catch {
    return "";
  }
}
