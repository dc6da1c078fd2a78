/** What is typed about a mail server, and what becomes of it. The server has the last word on each field. */
import type { MailServer, MailWish, Security } from "@/api/mail";

export const SECURITIES: readonly Security[] = ["starttls", "tls", "none"];
/** Where mail servers take letters from programs: RFC 6409 §3.1, RFC 8314 §3.3, RFC 5321 §4.5.4.2. */
export const USUAL_PORTS: Readonly<Record<Security, number>> = { starttls: 587, tls: 465, none: 25 };
const PORT_MAX = 65_535;

export interface Typed {
  host: string;
  port: string;
  security: Security;
  user: string;
  password: string;
  sender: string;
}

/** How the form begins: with what is in force, else with what most mail servers want. */
export function typedOf(server: MailServer): Typed {
  const security = server.security || "starttls";
  return {
    host: server.host,
    port: String(server.port || USUAL_PORTS[security]),
    security,
    user: server.user,
    password: "",
    sender: server.sender,
  };
}

/** Another security with its usual port, unless an unusual one was typed on purpose. */
export function withSecurity(typed: Typed, security: Security): Typed {
  const usual = typed.port === "" || Object.values(USUAL_PORTS).includes(Number(typed.port));
  return { ...typed, security, port: usual ? String(USUAL_PORTS[security]) : typed.port };
}

/** Whether saving would change what is in force. */
export function isChanged(typed: Typed, server: MailServer): boolean {
  const before = typedOf(server);
  return FIELDS.some((field) => typed[field].trim() !== before[field]);
}
const FIELDS = ["host", "port", "security", "user", "password", "sender"] as const;

/** `kept` stays if none is typed; `again` and `new` must be typed, the first because the kept one belongs elsewhere. */
export type PasswordNeed = "none" | "kept" | "again" | "operators" | "new";

export function passwordNeed(typed: Typed, server: MailServer): PasswordNeed {
  if (typed.user.trim() === "") return "none";
  if (!server.password_set) return "new";
  if (server.source === "operator") return "operators";
  const before = typedOf(server);
  const same = (["host", "port", "security", "user"] as const).every((field) => typed[field].trim() === before[field]);
  return same ? "kept" : "again";
}

/** As it is sent. */
export function wishOf(typed: Typed, server: MailServer): MailWish {
  const wish: MailWish = {
    host: typed.host.trim(),
    port: Number(typed.port),
    security: typed.security,
    user: typed.user.trim(),
    sender: typed.sender.trim(),
  };
  const need = passwordNeed(typed, server);
  if (need === "kept" && typed.password === "") return wish;
  return { ...wish, password: need === "none" ? "" : typed.password };
}

export type Wrong = Partial<Record<"host" | "port" | "sender", true>>;

/** Fields that the server would refuse; those that nobody has begun are left in peace. */
export function wrongIn({ host, port, sender }: Typed): Wrong {
  const wrong: Wrong = {};
  if (host !== "" && !/^[\w.:-]+$/.test(host.trim())) wrong.host = true;
  if (port !== "" && (!/^\d{1,5}$/.test(port.trim()) || Number(port) < 1 || Number(port) > PORT_MAX)) wrong.port = true;
  if (sender !== "" && !/^([^<>"\\@]+ )?<[^<>@\s]+@[^<>@\s]+>$|^[^<>@\s]+@[^<>@\s]+$/.test(sender.trim()))
    wrong.sender = true;
  return wrong;
}

/** What to do about a letter that was not taken. `silent` = no mail server answered as one does. */
export type Refusal = "signIn" | "later" | "refused" | "silent";
/** Reply codes about the sign-in: RFC 4954 §6. */
const SIGN_IN = new Set([530, 534, 535, 538]);

/** `words`: the mail server's; they begin with its reply code (RFC 5321 §4.2) if it gave one. */
export function refusalOf(words: string): Refusal {
  const code = Number(/^([45]\d\d)\b/.exec(words)?.[1] ?? 0);
  if (code === 0) return "silent";
  if (SIGN_IN.has(code)) return "signIn";
  return code < 500 ? "later" : "refused";
}
