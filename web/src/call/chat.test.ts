import { describe, expect, it, vi } from "vitest";
import type { Message } from "@/api/meetings";
import { createChat } from "./chat";
import { EMPTY_LOG, holeIn, take, unreadIn, withOutgoing } from "./chatlog";

function message(seq: number, identity = "other", clientId = `c${seq}`): Message {
  return {
    id: `m${seq}`,
    seq,
    client_id: clientId,
    identity,
    name: identity,
    text: `text ${seq}`,
    sent_at: "2026-11-23T10:00:00Z",
  };
}
function packet(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}
async function settled(): Promise<void> {
  for (let turn = 0; turn < 8; turn += 1) await Promise.resolve();
}
function chatOn(stored: Message[], send: () => Promise<Message> = async () => message(99, "me")) {
  const server = {
    listMessages: vi.fn(async (after: number) => ({ messages: stored.filter(({ seq }) => seq > after), more: false })),
    sendMessage: vi.fn(send),
  };
  let next = 0;
  const chat = createChat({
    server,
    me: "me",
    newId: () => {
      next += 1;
      return `id${next}`;
    },
    now: () => "2026-11-23T10:00:00Z",
  });
  return { chat, server, seqs: () => chat.store.getState().log.messages.map(({ seq }) => seq) };
}

describe("the log", () => {
  it("sorts what comes late and drops what comes twice", () => {
    const log = take(take(EMPTY_LOG, [message(2), message(2)], "me"), [message(1), message(2)], "me");
    expect(log.messages.map(({ seq }) => seq)).toEqual([1, 2]);
  });
  it("finds the first hole", () => {
    expect(holeIn(take(EMPTY_LOG, [message(1), message(2), message(4)], "me"))).toBe(2);
    expect(holeIn(take(EMPTY_LOG, [message(3)], "me"))).toBe(0);
    expect(holeIn(EMPTY_LOG)).toBeNull();
  });
  it("replaces my own text by its stored message, but not by somebody else's of the same id", () => {
    const mine = { clientId: "x", text: "hi", writtenAt: "2026-11-23T10:00:00Z", failed: false };
    const log = withOutgoing(EMPTY_LOG, mine);
    expect(take(log, [message(1, "other", "x")], "me").outgoing).toHaveLength(1);
    expect(take(log, [message(1, "me", "x")], "me").outgoing).toHaveLength(0);
  });
  it("counts only others' messages as unread", () => {
    expect(unreadIn(take(EMPTY_LOG, [message(1), message(2, "me"), message(3)], "me"), 1, "me")).toBe(1);
  });
});

describe("the chat", () => {
  it("shows somebody who comes late all that was written, without calling it unread", async () => {
    const { chat, seqs } = chatOn([message(1), message(2)]);
    await chat.load();
    expect(seqs()).toEqual([1, 2]);
    expect(chat.store.getState()).toMatchObject({ unread: 0, history: "ready" });
  });
  it("reads page after page", async () => {
    const { chat, server, seqs } = chatOn([]);
    server.listMessages.mockImplementation(async (after) => ({ messages: [message(after + 1)], more: after < 2 }));
    await chat.load();
    expect(seqs()).toEqual([1, 2, 3]);
  });
  it("fills a hole from the server", async () => {
    const stored = [message(1), message(2), message(3)];
    const { chat, seqs } = chatOn(stored);
    chat.receive(packet(stored[2]));
    await settled();
    expect(seqs()).toEqual([1, 2, 3]);
  });
  it("counts what arrives unseen, tells of it, and marks where it begins", async () => {
    const { chat } = chatOn([message(1)]);
    const told = vi.fn();
    chat.onUnseen(told);
    await chat.load();
    chat.receive(packet(message(2)));
    expect(chat.store.getState().unread).toBe(1);
    expect(told).toHaveBeenCalledOnce();
    chat.setSeen(true);
    expect(chat.store.getState()).toMatchObject({ unread: 0, newAfter: 1 });
  });
  it("does not count what is on the screen", async () => {
    const { chat } = chatOn([]);
    await chat.load();
    chat.setSeen(true);
    chat.receive(packet(message(1)));
    expect(chat.store.getState().unread).toBe(0);
  });
  it("drops bytes that are no message", () => {
    const { chat, seqs } = chatOn([]);
    chat.receive(packet({ seq: "one" }));
    chat.receive(new Uint8Array([255, 0, 1]));
    expect(seqs()).toEqual([]);
  });
  it("shows my text at once and confirms it", async () => {
    const { chat, seqs } = chatOn([], async () => message(1, "me", "id1"));
    chat.send("hello");
    expect(chat.store.getState().log.outgoing).toMatchObject([{ text: "hello", failed: false }]);
    await settled();
    expect(seqs()).toEqual([1]);
    expect(chat.store.getState().log.outgoing).toEqual([]);
  });
  it("keeps a text that failed, and sends it again under the same id", async () => {
    const { chat, server } = chatOn([]);
    server.sendMessage.mockRejectedValueOnce(new Error("down"));
    chat.send("hello");
    await settled();
    expect(chat.store.getState().log.outgoing).toMatchObject([{ failed: true }]);
    server.sendMessage.mockResolvedValueOnce(message(1, "me", "id1"));
    chat.retry("id1");
    await settled();
    expect(server.sendMessage.mock.calls).toEqual([
      ["id1", "hello"],
      ["id1", "hello"],
    ]);
    expect(chat.store.getState().log.outgoing).toEqual([]);
  });
  it("says when the history could not be read, and reads it on the next try", async () => {
    const { chat, server } = chatOn([message(1)]);
    server.listMessages.mockRejectedValueOnce(new Error("down"));
    await chat.load();
    expect(chat.store.getState().history).toBe("failed");
    await chat.load();
    expect(chat.store.getState().history).toBe("ready");
  });
});
