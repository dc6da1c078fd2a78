import { afterEach, describe, expect, it, vi } from "vitest";
import { CHAT_FACTS, message } from "@/call/chatfixtures";
import { chatServer } from "./chat";
import { ApiError, request } from "./http";
import { getMeeting, joinMeeting } from "./meetings";

function answers(status: number, body: string): void {
  vi.stubGlobal("fetch", async () => new Response(status === 204 ? null : body, { status }));
}
afterEach(() => vi.unstubAllGlobals());

describe("a call to the server", () => {
  it("gives the parsed body", async () => {
    answers(200, '{"name":"Rapat"}');
    expect(await request("GET", "/api/about")).toEqual({ name: "Rapat" });
  });
  it("gives nothing for an empty answer", async () => {
    answers(204, "");
    expect(await request("PUT", "/api/x", {})).toBeUndefined();
  });
  it("names the refusal by the server's stable code", async () => {
    answers(409, '{"code":"meeting_full","title":"…"}');
    await expect(joinMeeting("m", "Anna")).rejects.toMatchObject({ code: "meeting_full", status: 409 });
  });
  it("calls a code it does not know unknown", async () => {
    answers(418, '{"code":"teapot"}');
    await expect(request("GET", "/")).rejects.toMatchObject({ code: "unknown" });
  });
  it("calls a gateway's page unreachable", async () => {
    answers(502, "<html>Bad gateway</html>");
    await expect(request("GET", "/")).rejects.toMatchObject({ code: "unreachable" });
  });
  it("calls silence unreachable", async () => {
    vi.stubGlobal("fetch", async () => Promise.reject(new TypeError("failed")));
    await expect(request("GET", "/")).rejects.toBeInstanceOf(ApiError);
  });
  it("refuses an answer without the fields it needs", async () => {
    answers(200, '{"id":7}');
    await expect(getMeeting("m")).rejects.toMatchObject({ code: "unknown" });
  });
  it("drops messages it cannot read and keeps the others", async () => {
    const good = message(1);
    const page = { messages: [good, { seq: "two" }], more: false, revision: 1, read: 0, ...CHAT_FACTS };
    answers(200, JSON.stringify(page));
    expect((await chatServer("m").page({}, 10)).messages).toEqual([good]);
  });
});
