/** The mail server of the site (docs/reference/http-api.md, "Mail"), typed. Its password goes in and never comes out. */
import { isRecord } from "@/platform/storage";
import { ApiError, request } from "./http";

export type Security = "starttls" | "tls" | "none";

export interface MailServer {
  /** Who set the one in force; `none` = there is none, and the fields below are empty. */
  source: "administrators" | "operator" | "none";
  host: string;
  port: number;
  security: Security | "";
  /** Empty = the mail server asks for no sign-in. */
  user: string;
  /** An address, or a name with an address in <>. */
  sender: string;
  password_set: boolean;
}
export interface MailWish {
  host: string;
  port: number;
  security: Security;
  user: string;
  sender: string;
  /** Left out = the one that is kept. The server refuses that when it would go to another server or user. */
  password?: string;
}
export interface MailTried {
  sent: boolean;
  /** The mail server's own, when it did not take the letter. */
  words: string;
}

/** Milliseconds: the server waits 20 s for each step of a mail server that is slow, of which a sign-in has several. */
const TEST_PATIENCE = 120_000;

export async function mailServer(): Promise<MailServer> {
  return told(await request("GET", "/api/admin/mail"));
}

export async function setMailServer(wish: MailWish): Promise<MailServer> {
  return told(await request("PUT", "/api/admin/mail", wish));
}

/** What administrators set is forgotten; the operator's settings count again, or none. */
export async function forgetMailServer(): Promise<MailServer> {
  return told(await request("DELETE", "/api/admin/mail"));
}

/** A letter to oneself, by the settings in force. */
export async function sendTestLetter(): Promise<MailTried> {
  const answer = await request("POST", "/api/admin/mail/test", undefined, TEST_PATIENCE);
  if (!isRecord(answer) || typeof answer.sent !== "boolean" || typeof answer.words !== "string")
    throw new ApiError("unknown", 200);
  return { sent: answer.sent, words: answer.words };
}

function told(answer: unknown): MailServer {
  if (!isRecord(answer) || typeof answer.source !== "string" || typeof answer.host !== "string")
    throw new ApiError("unknown", 200);
  return answer as unknown as MailServer;
}
