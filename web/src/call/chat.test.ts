import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ChatServer, Message, Wanted } from "@/api/chat";
import { ApiError } from "@/api/http";
import { createChat } from "./chat";
import { readEvent } from "./chatevents";
import { message, page, RIGHTS, RULES } from "./chatfixtures";
import { audienceOf, EMPTY_LOG, take, unreadIn, withOutgoing, withReaction } from "./chatlog";

const DRAFT = { text: "hello", to: "", replyTo: null, mentions: [], files: [] };

function packet(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}
function told(one: Message, before: number): Uint8Array {
  return packet({ type: "message", before, message: one });
}
async function settled(): Promise<void> {
  for (let turn = 0; turn < 12; turn += 1) await Promise.resolve();
}
function never(): never {
  throw new Error("not asked in this test");
}
/** A chat on a server that has `stored`; change the list to let something happen there. */
function chatOn(stored: Message[], more: { read?: number } = {}) {
  const answer = async (wanted: Wanted) => {
    const since = "since" in wanted ? wanted.since : -1;
    return page(
      stored.filter(({ revision }) => revision > since),
      { revision: Math.max(0, ...stored.map(({ revision }) => revision)), read: more.read ?? 0 },
    );
  };
  const server = {
    page: vi.fn(answer),
    write: vi.fn(async () => message(99, "me", { client_id: "id1" })),
    markRead: vi.fn(async () => undefined),
    edit: never,
    remove: never,
    approve: never,
    react: never,
    steer: never,
    pin: never,
    typing: never,
    search: never,
  } satisfies ChatServer;
  let next = 0;
  const newId = () => {
    next += 1;
    return `id${next}`;
  };
  const chat = createChat({ server, me: "me", newId, now: () => "2026-11-23T10:00:00Z" });
  const state = () => chat.store.getState();
  return { chat, server, state, seqs: () => state().log.messages.map(({ seq }) => seq) };
}

describe("the log", () => {
  it("sorts what comes late and drops what comes twice", () => {
    const log = take(take(EMPTY_LOG, [message(2), message(2)], "me"), [message(1), message(2)], "me");
    expect(log.messages.map(({ seq }) => seq)).toEqual([1, 2]);
  });
  it("keeps the newer state of a message, in whichever order they come", () => {
    const edited = message(1, "other", { revision: 5, text: "new" });
    for (const order of [
      [message(1), edited],
      [edited, message(1)],
    ])
      expect(take(EMPTY_LOG, order, "me").messages).toEqual([edited]);
  });
  it("moves a message that was let through to its new place", () => {
    const log = take(EMPTY_LOG, [message(1, "me", { held: true }), message(2)], "me");
    const through = message(3, "me", { id: "m1" });
    expect(take(log, [through], "me").messages.map(({ id }) => id)).toEqual(["m2", "m1"]);
  });
  it("replaces my own text by its stored message, but not by somebody else's of the same id", () => {
    const mine = { clientId: "x", draft: DRAFT, writtenAt: "2026-11-23T10:00:00Z", failed: null };
    const log = withOutgoing(EMPTY_LOG, mine);
    expect(take(log, [message(1, "other", { client_id: "x" })], "me").outgoing).toHaveLength(1);
    expect(take(log, [message(1, "me", { client_id: "x" })], "me").outgoing).toHaveLength(0);
  });
  it("counts only others' messages that still say something as unread", () => {
    const messages = [message(1), message(2, "me"), message(3), message(4, "other", { deleted: "host" as const })];
    expect(unreadIn(take(EMPTY_LOG, messages, "me"), 1, "me")).toBe(1);
  });
  it("adds and takes one emoji of one person, and ignores what is older", () => {
    const reaction = { id: "m1", revision: 2, identity: "a", emoji: "👍", chosen: true };
    const log = withReaction(take(EMPTY_LOG, [message(1)], "me"), reaction);
    expect(log.messages[0]?.reactions).toEqual({ "👍": ["a"] });
    expect(withReaction(log, { ...reaction, revision: 1, chosen: false })).toBe(log);
    expect(withReaction(log, { ...reaction, revision: 3, chosen: false }).messages[0]?.reactions).toEqual({});
  });
  it("names the two of a private conversation alike from both sides", () => {
    expect(audienceOf({ identity: "a", to: "b" })).toBe(audienceOf({ identity: "b", to: "a" }));
    expect(audienceOf({ identity: "a", to: "hosts" })).not.toBe(audienceOf({ identity: "b", to: "hosts" }));
  });
});

describe("events", () => {
  it.each([[{ seq: "one" }], [{ type: "message", before: 0, message: { id: 1 } }], [{ type: "constructor" }], [null]])(
    "of no known form (%j) are dropped",
    (value) => expect(readEvent(packet(value))).toBeNull(),
  );
  it("of no form at all are dropped", () => expect(readEvent(new Uint8Array([255, 0, 1]))).toBeNull());
});

describe("the chat", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("shows somebody who comes late what was written, without calling it unread", async () => {
    const { chat, seqs, state } = chatOn([message(1), message(2)]);
    await chat.load();
    expect(seqs()).toEqual([1, 2]);
    expect(state()).toMatchObject({ unread: 0, history: "ready", earlier: "none" });
  });
  it("calls unread what came after the last visit", async () => {
    const { chat, state } = chatOn([message(1), message(2), message(3)], { read: 1 });
    await chat.load();
    expect(state().unread).toBe(2);
  });
  it("reads earlier messages when asked", async () => {
    const { chat, server, seqs, state } = chatOn([message(5)]);
    server.page.mockResolvedValueOnce(page([message(5)], { more: true }));
    await chat.load();
    server.page.mockResolvedValueOnce(page([message(4)]));
    await chat.loadEarlier();
    expect(server.page).toHaveBeenLastCalledWith({ before: 5 }, 100);
    expect([seqs(), state().earlier]).toEqual([[4, 5], "none"]);
  });
  it("asks for what was missed when a change was announced that it does not know", async () => {
    const stored = [message(1)];
    const { chat, server, seqs } = chatOn(stored);
    await chat.load();
    stored.push(message(2), message(3));
    chat.receive(told(message(3), 2));
    await settled();
    expect(server.page).toHaveBeenLastCalledWith({ since: 1 }, 100);
    expect(seqs()).toEqual([1, 2, 3]);
  });
  it("asks for nothing while the chain is unbroken, whoever else writes in between", async () => {
    const { chat, server } = chatOn([message(1)]);
    await chat.load();
    chat.receive(told(message(2), 1));
    chat.receive(told(message(4, "a", { to: "me" }), 0));
    chat.receive(told(message(5), 2));
    chat.receive(told(message(6, "me", { to: "a" }), 4));
    expect(server.page).toHaveBeenCalledOnce();
  });
  it("counts what arrives unseen, tells of it, and marks where it begins", async () => {
    const { chat, state } = chatOn([message(1)]);
    const heard = vi.fn();
    chat.onUnseen(heard);
    await chat.load();
    chat.receive(told(message(2), 1));
    expect(state().unread).toBe(1);
    expect(heard).toHaveBeenCalledOnce();
    chat.setSeen(true);
    expect(state()).toMatchObject({ unread: 0, newAfter: 1 });
  });
  it("tells the server once how far I have read", async () => {
    const { chat, server } = chatOn([message(1)]);
    await chat.load();
    chat.setSeen(true);
    chat.receive(told(message(2), 1));
    chat.receive(told(message(3), 2));
    vi.runAllTimers();
    expect(server.markRead.mock.calls).toEqual([[3]]);
  });
  it("drops bytes that are no message", () => {
    const { chat, seqs } = chatOn([]);
    chat.receive(packet({ type: "message", before: 0, message: { seq: "one" } }));
    chat.receive(new Uint8Array([255, 0, 1]));
    expect(seqs()).toEqual([]);
  });
  it("shows my text at once and confirms it", async () => {
    const { chat, seqs, state } = chatOn([]);
    chat.send(DRAFT);
    expect(state().log.outgoing).toMatchObject([{ draft: { text: "hello" }, failed: null }]);
    await settled();
    expect([seqs(), state().log.outgoing]).toEqual([[99], []]);
  });
  it("keeps a text that failed with the reason, and sends it again under the same id", async () => {
    const { chat, server, state } = chatOn([]);
    server.write.mockRejectedValueOnce(new ApiError("slow_mode", 429));
    chat.send(DRAFT);
    await settled();
    expect(state().log.outgoing).toMatchObject([{ failed: "slow_mode" }]);
    chat.retry("id1");
    await settled();
    expect(server.write.mock.calls).toEqual([
      ["id1", DRAFT],
      ["id1", DRAFT],
    ]);
    expect(state().log.outgoing).toEqual([]);
  });
  it("sends by itself what the line ate, as soon as there is one again", async () => {
    const { chat, server, state } = chatOn([]);
    server.write.mockRejectedValueOnce(new ApiError("unreachable", 0));
    chat.send(DRAFT);
    await settled();
    await chat.load();
    await settled();
    expect(server.write).toHaveBeenCalledTimes(2);
    expect(state().log.outgoing).toEqual([]);
  });
  it("says when the history could not be read, and reads it on the next try", async () => {
    const { chat, server, state } = chatOn([message(1)]);
    server.page.mockRejectedValueOnce(new Error("down"));
    await chat.load();
    expect(state().history).toBe("failed");
    await chat.load();
    expect(state().history).toBe("ready");
  });
  it("forgets what I may not see any more", async () => {
    const stored = [message(1, "a", { to: "hosts" }), message(2)];
    const { chat, seqs } = chatOn(stored);
    await chat.load();
    stored.shift();
    await chat.restart();
    expect(seqs()).toEqual([2]);
  });
  it("shows who types until the message is there or some seconds have passed", async () => {
    const { chat, state } = chatOn([]);
    const typing = packet({ type: "typing", identity: "a", to: "" });
    await chat.load();
    chat.receive(typing);
    expect(state().typing).toEqual([{ type: "typing", identity: "a", to: "" }].map(({ type: _, ...typist }) => typist));
    chat.receive(told(message(1, "a"), 0));
    expect(state().typing).toEqual([]);
    chat.receive(typing);
    vi.runAllTimers();
    expect(state().typing).toEqual([]);
  });
  it("takes the rules of the chat as they change, but no older ones", async () => {
    const { chat, state } = chatOn([]);
    await chat.load();
    chat.receive(packet({ type: "state", state: { ...RULES, revision: 5, slow_seconds: 30 } }));
    chat.receive(packet({ type: "state", state: { ...RULES, revision: 4, slow_seconds: 10 } }));
    expect(state().rules.slow_seconds).toBe(30);
    expect(state().rights).toEqual(RIGHTS);
  });
});
