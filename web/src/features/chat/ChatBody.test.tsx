import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { ChatRights, ChatServer, Member, Message } from "@/api/chat";
import type { FileServer } from "@/api/files";
import { createChat } from "@/call/chat";
import { message, page, RIGHTS } from "@/call/chatfixtures";
import { createAttachments } from "./attachments";
import { ChatBody } from "./ChatBody";
import { writeTo } from "./recipient";
import { ChatRoomContext } from "./room";

const PEOPLE: Member[] = [
  { identity: "a", name: "Ana", role: "host" },
  { identity: "b", name: "Budi", role: "participant" },
];

async function show(messages: Message[], rights: Partial<ChatRights> = {}) {
  const server = {
    page: vi.fn(async () => page(messages)),
    write: vi.fn(() => new Promise<Message>(() => undefined)),
    edit: vi.fn(async (id: string, _clientId: string, text: string) => message(1, "me", { id, text, revision: 99 })),
    remove: vi.fn(async () => undefined),
    approve: vi.fn(async () => message(1)),
    react: vi.fn(async () => message(1)),
    steer: vi.fn(),
    pin: vi.fn(),
    markRead: vi.fn(async () => undefined),
    typing: vi.fn(async () => undefined),
    search: vi.fn(async () => []),
  } satisfies ChatServer;
  const files: FileServer = {
    upload: vi.fn(() => new Promise<never>(() => undefined)),
    setPreview: vi.fn(async () => undefined),
    discard: vi.fn(async () => undefined),
    addressOf: (id) => `/${id}`,
    previewOf: (id) => `/${id}/preview`,
  };
  const newId = () => crypto.randomUUID();
  const chat = createChat({ server, me: "me", newId, now: () => "2026-11-23T10:00:00Z" });
  await chat.load();
  const attachments = createAttachments({ server: files, newId, pictured: async () => null });
  const all = { ...RIGHTS, ...rights };
  const room = { meeting: { id: "m", title: "" }, chat, me: "me", people: PEOPLE, rights: all, files, attachments };
  await act(async () => {
    render(
      <ChatRoomContext value={room}>
        <ChatBody />
      </ChatRoomContext>,
    );
  });
  return { server, files, attachments, input: screen.queryByTestId<HTMLTextAreaElement>("chat-input") };
}
async function menu(): Promise<string[]> {
  await act(async () => fireEvent.click(screen.getByRole("button", { name: "More" })));
  return screen.getAllByRole("menuitem").map((item) => item.getAttribute("aria-label") ?? item.textContent ?? "");
}
function type(input: HTMLTextAreaElement | null, text: string): void {
  if (!input) throw new Error("no field");
  fireEvent.change(input, { target: { value: text, selectionStart: text.length } });
}
const press = (input: HTMLElement | null, key: string) => input && fireEvent.keyDown(input, { key });

afterEach(() => {
  cleanup();
  writeTo("m", "");
});

describe("a message", () => {
  it("of mine can be edited and deleted, but not pinned", async () => {
    await show([message(1, "me")]);
    const items = await menu();
    expect(items).toEqual(expect.arrayContaining(["Edit", "Delete"]));
    expect(items).not.toContain("Pin for everyone");
  });
  it("of another can be deleted and pinned by hosts alone", async () => {
    await show([message(1, "a")]);
    expect(await menu()).not.toContain("Delete");
    cleanup();
    await show([message(1, "a")], { moderate: true });
    expect(await menu()).toEqual(expect.arrayContaining(["Delete", "Pin for everyone"]));
  });
  it("shows its text as words, never as a page", async () => {
    await show([message(1, "a", { text: "<img src=x onerror=alert(1)> **bold**" })]);
    expect(document.querySelector("img")).toBeNull();
    expect(screen.getByTestId("chat-message").textContent).toBe("<img src=x onerror=alert(1)> bold");
  });
  it("that was taken back says so and offers nothing", async () => {
    await show([message(1, "a", { text: "", deleted: "host" })]);
    expect(screen.getByTestId("chat-gone").textContent).toBe("Deleted by a host");
    expect(screen.queryByRole("button", { name: "More" })).toBeNull();
  });
  it("that waits is let through by a host", async () => {
    const { server } = await show([message(1, "b", { held: true })], { moderate: true });
    await act(async () => fireEvent.click(screen.getByRole("button", { name: "Let through" })));
    expect(server.approve).toHaveBeenCalledWith("m1");
  });
  it("is changed in its place: Enter keeps, Escape does not", async () => {
    const { server } = await show([message(1, "me")]);
    await menu();
    await act(async () => fireEvent.click(screen.getByRole("menuitem", { name: "Edit" })));
    press(screen.getByTestId("chat-edit"), "Escape");
    expect(server.edit).not.toHaveBeenCalled();
    await menu();
    await act(async () => fireEvent.click(screen.getByRole("menuitem", { name: "Edit" })));
    type(screen.getByTestId("chat-edit"), "better");
    await act(async () => void press(screen.getByTestId("chat-edit"), "Enter"));
    expect(server.edit.mock.calls[0]?.slice(0, 1)).toEqual(["m1"]);
    expect(screen.getByTestId("chat-message").textContent).toContain("better");
  });
});

describe("the composer", () => {
  it("sends to whom was chosen, with those called", async () => {
    const { server, input } = await show([]);
    await act(async () => writeTo("m", "a"));
    type(input, "@Ana hello");
    press(input, "Enter");
    expect(server.write.mock.calls[0]?.slice(1)).toMatchObject([{ text: "@Ana hello", to: "a", mentions: ["a"] }]);
  });
  it("completes names and emoji by keyboard, without sending", async () => {
    const { server, input } = await show([]);
    type(input, "hi @");
    expect(screen.getAllByRole("option").map((option) => option.getAttribute("aria-selected"))).toEqual([
      "true",
      "false",
    ]);
    press(input, "ArrowDown");
    press(input, "Tab");
    expect(input?.value).toBe("hi @Budi ");
    type(input, "ok :thu");
    press(input, "Escape");
    expect(screen.queryByRole("option")).toBeNull();
    expect(server.write).not.toHaveBeenCalled();
  });
  it("answers privately to what came privately", async () => {
    const { server, input } = await show([message(1, "a", { to: "me" })]);
    await act(async () => fireEvent.click(screen.getByRole("button", { name: "Answer" })));
    expect(screen.getByTestId("chat-answered").textContent).toBe("Answer to a: text 1");
    type(input, "yes");
    press(input, "Enter");
    expect(server.write.mock.calls[0]?.slice(1)).toMatchObject([{ to: "a", replyTo: "m1" }]);
  });
  it("takes pasted files and waits for them", async () => {
    const { files, attachments, input } = await show([]);
    const pasted = new File(["x"], "plan.pdf");
    if (input) fireEvent.paste(input, { clipboardData: { files: [pasted] } });
    await act(async () => undefined);
    expect(attachments.store.getState()).toMatchObject([{ name: "plan.pdf", id: null }]);
    type(input, "see");
    expect(screen.getByRole<HTMLButtonElement>("button", { name: "The files are still on their way" }).disabled).toBe(
      true,
    );
    await vi.waitFor(() => expect(files.upload).toHaveBeenCalledOnce());
  });
  it("is closed when the host has closed the chat, and open to hosts all the same", async () => {
    const { input } = await show([], { write: false, write_to_people: false });
    expect(input).toBeNull();
    expect(screen.getByText(/closed the chat/)).toBeTruthy();
    await act(async () => writeTo("m", "hosts"));
    expect(screen.getByTestId("chat-input")).toBeTruthy();
  });
  it("draws the newest of many messages, earlier ones as they are wanted, and any that is jumped to", async () => {
    const many = Array.from({ length: 499 }, (_, at) => message(at + 1, "w", { deleted: "writer" }));
    const reply = { id: "m2", identity: "w", name: "w", text: "", deleted: true };
    await show([...many, message(500, "a", { reply })]);
    const drawn = () => {
      const rows = screen.getAllByTestId(/^chat-(gone|message)$/).map((row) => row.closest("[id]")?.id);
      return [rows[0], rows.at(-1)];
    };
    expect(drawn()).toEqual(["message-m351", "message-m500"]);
    await act(async () => fireEvent.click(screen.getByRole("button", { name: "Show earlier messages" })));
    expect(drawn()).toEqual(["message-m251", "message-m500"]);
    HTMLElement.prototype.scrollIntoView = vi.fn();
    await act(async () => fireEvent.click(screen.getByRole("button", { name: /Message deleted/ })));
    await vi.waitFor(() => expect(document.activeElement?.id).toBe("message-m2"));
    expect(drawn()).toEqual(["message-m1", "message-m300"]);
    // Nothing is measured here, so that every edge is near: more comes below, and at the end the rest goes.
    for (let edge = 0; edge < 3; edge += 1) await act(async () => fireEvent.scroll(screen.getByRole("log")));
    expect(drawn()).toEqual(["message-m351", "message-m500"]);
  });
});
