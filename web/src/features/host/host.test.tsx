import { act, fireEvent, render, screen, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { useDevices } from "@/call/devices";
import { forgetMe, setMe } from "@/features/account/me";
import { type Call, CallContext } from "@/features/call/context";
import { Room } from "@/features/room/Room";
import { fakeCall } from "@/features/room/stories/fake";
import { useToasts } from "@/ui/toasts";
import { ASK_TOPIC } from "./AskDialog";

const ANA = {
  id: "p1",
  name: "Ana",
  email: "ana@example.org",
  language: "en",
  time_zone: "UTC",
  picture: "",
  role: "member" as const,
  rights: ["see_directory"] as const,
};
let notices: Record<string, (body: unknown) => void> = {};

function show(story: string): Call {
  const call = fakeCall(new URLSearchParams(story));
  notices = {};
  call.session.showVideo = () => () => undefined;
  call.session.onNotice = (topic, listener) => {
    notices[topic] = listener;
    return () => undefined;
  };
  render(
    <CallContext value={call}>
      <Room />
    </CallContext>,
  );
  return call;
}

/** Lets the made-up server answer. */
const settle = () => act(() => vi.advanceTimersByTimeAsync(300));

beforeEach(() => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  vi.stubGlobal(
    "AudioContext",
    class {
      state = "suspended";
      close = async () => undefined;
    },
  );
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(1200);
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(800);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  useToasts.setState({ shown: [] });
  useDevices.setState({ microphoneOn: true, cameraOn: true });
});

describe("what hosts have on their screen", () => {
  it("shows what the site has fixed, and lets nobody change it", async () => {
    show("people=3&panel=host&forced=share,entry");
    await settle();
    const fixed = await screen.findByRole<HTMLInputElement>("switch", { name: /^Share the screen/ });
    expect(fixed.disabled).toBe(true);
    expect(fixed.closest("label")?.textContent).toContain("Set by your organisation");
    expect(screen.getByRole<HTMLInputElement>("switch", { name: "Use the camera" }).disabled).toBe(false);
    expect(screen.getByRole<HTMLInputElement>("radio", { name: /^Everybody with the link/ }).disabled).toBe(true);
  });

  it("asks somebody to share the screen", async () => {
    const call = show("people=3&panel=people");
    await settle();
    const ask = vi.spyOn(call.server.host, "ask");
    const [other] = call.session.store.getState().participants.filter(({ local }) => !local);
    fireEvent.click(screen.getAllByRole("button", { name: `What to do with ${other?.name}` })[0] as HTMLElement);
    fireEvent.click(await screen.findByRole("menuitem", { name: "Ask to share the screen" }));
    expect(ask).toHaveBeenCalledWith(other?.identity, "screen_share");
  });

  it("signs an invitation with role, name and how long it works", async () => {
    const call = show("people=3&panel=host");
    await settle();
    const invite = vi.spyOn(call.server.host, "invite");
    fireEvent.change(await screen.findByLabelText("Name (may stay empty)"), { target: { value: "Vera" } });
    fireEvent.click(screen.getByRole("button", { name: /^Comes as/ }));
    fireEvent.click(screen.getByRole("menuitemradio", { name: "Observer" }));
    fireEvent.click(screen.getByRole("button", { name: /^How long it works/ }));
    fireEvent.click(screen.getByRole("menuitemradio", { name: "Works for 1 day" }));
    fireEvent.click(screen.getByRole("button", { name: "Copy the invitation" }));
    expect(invite).toHaveBeenCalledWith("observer", "Vera", 24);
    await settle();
  });

  it("lists who waits, lets one in and sends another away", async () => {
    const call = show("people=3&waiting=2&panel=people");
    await settle();
    expect(screen.getAllByTestId("waiting-person")).toHaveLength(2);
    const admit = vi.spyOn(call.server.host, "admit");
    fireEvent.click(screen.getByRole("button", { name: "Let in Aisyah Putri" }));
    await settle();
    expect(admit).toHaveBeenCalledWith("w0");
    fireEvent.click(screen.getByRole("button", { name: "Send Вера Холодная away" }));
    await settle();
    expect(screen.queryByTestId("waiting")).toBeNull();
  });
  it("shows who waits to no participant", async () => {
    const call = show("people=3&role=participant&panel=people");
    call.waiting.store.setState({ waiting: [{ identity: "w", name: "Eve", since: "2026-11-23T09:00:00Z" }] });
    await settle();
    expect(screen.queryByTestId("waiting")).toBeNull();
    expect(screen.queryByTestId("host")).toBeNull();
  });
  it("says when the rules could not be read, and reads them once more", async () => {
    const call = show("people=3&panel=host&failing");
    await settle();
    const again = await screen.findByRole("button", { name: "Try again" });
    expect(screen.getByRole("alert").textContent).not.toBe("");
    call.server.host.rules = fakeCall(new URLSearchParams("people=3")).server.host.rules;
    fireEvent.click(again);
    await settle();
    expect(await screen.findByRole("switch", { name: "Use the camera" })).toBeDefined();
    expect(screen.queryByRole("button", { name: "Try again" })).toBeNull();
  });
  it("keeps the rules as a template, for hosts with an account", async () => {
    const sent: unknown[] = [];
    vi.stubGlobal("fetch", async (path: string, init: RequestInit) => {
      sent.push([init.method, path, JSON.parse(String(init.body))]);
      return Response.json({ id: "t1", name: "Strict", rules: {} });
    });
    setMe(ANA);
    const call = show("people=3&panel=host");
    await settle();
    fireEvent.click(await screen.findByRole("button", { name: "Save these rules as a template" }));
    const dialog = within(screen.getByRole("dialog", { name: "Save as a template" }));
    fireEvent.change(dialog.getByLabelText("Name of the template"), { target: { value: "Strict" } });
    fireEvent.submit(dialog.getByLabelText("Name of the template"));
    expect(await screen.findByRole("button", { name: "The template “Strict” is saved." })).toBeDefined();
    expect(sent).toMatchObject([["POST", "/api/templates", { name: "Strict", rules_of: call.meeting.id }]]);
    act(forgetMe);
    expect(screen.queryByRole("button", { name: "The template “Strict” is saved." })).toBeNull();
  });
  it("takes a switch back when the server refuses it", async () => {
    const call = show("people=3&panel=host");
    await settle();
    const camera = await screen.findByRole<HTMLInputElement>("switch", { name: "Use the camera" });
    call.server.host.changeRules = async () => Promise.reject(new Error("down"));
    fireEvent.click(camera);
    await settle();
    expect(camera.checked).toBe(true);
    expect(useToasts.getState().shown[0]?.kind).toBe("failed:rules");
  });
  it("stops everything after one question, and offers the way back", async () => {
    show("people=3&panel=host");
    await settle();
    fireEvent.click(await screen.findByTestId("stop-everything"));
    fireEvent.click(within(screen.getByRole("dialog")).getByRole("button", { name: "Stop everything" }));
    await settle();
    fireEvent.click(await screen.findByRole("button", { name: "Allow again" }));
    await settle();
    expect(screen.getByRole<HTMLInputElement>("switch", { name: "Use the camera" }).checked).toBe(true);
  });
  it("gives back after a stop what the site has not fixed", async () => {
    const call = show("people=3&panel=host&forced=share");
    await settle();
    const change = vi.spyOn(call.server.host, "changeRules");
    fireEvent.click(await screen.findByTestId("stop-everything"));
    fireEvent.click(within(screen.getByRole("dialog")).getByRole("button", { name: "Stop everything" }));
    await settle();
    fireEvent.click(await screen.findByRole("button", { name: "Allow again" }));
    await settle();
    const switches = { microphone: true, camera: true, chat: true, private_chat: true, react: true };
    expect(change).toHaveBeenCalledWith({ switches });
  });
  it("mutes everybody with a way back", async () => {
    const call = show("people=3&panel=people");
    const undo = vi.spyOn(call.server.host, "undoMuteAll");
    fireEvent.click(screen.getByText("Mute everybody"));
    await settle();
    useToasts.getState().shown[0]?.action?.run();
    expect(undo).toHaveBeenCalled();
  });
  it("mutes everybody until it is allowed again", async () => {
    const call = show("people=3&panel=people");
    const mute = vi.spyOn(call.server, "muteAll");
    fireEvent.click(screen.getByLabelText("Other ways to mute"));
    fireEvent.click(screen.getByText("Mute until I allow it again"));
    await settle();
    expect(mute).toHaveBeenCalledWith(true);
    expect(useToasts.getState().shown[0]?.text).toContain("cannot turn their microphones on");
  });
  it("hands the meeting over before leaving, to a co-host first", async () => {
    const call = show("people=4");
    const transfer = vi.spyOn(call.server.host, "transfer");
    fireEvent.click(screen.getByTestId("leave"));
    fireEvent.click(screen.getByTestId("hand-over"));
    fireEvent.click(within(screen.getByRole("dialog")).getByRole("button", { name: "Hand over and leave" }));
    await settle();
    expect(transfer).toHaveBeenCalledWith("p2");
    expect(call.session.store.getState().connection).toEqual({ at: "ended", reason: "left" });
  });
});

describe("what participants meet", () => {
  it("asks, and turns nothing on before the press", async () => {
    show("people=3&role=participant");
    act(() => useDevices.setState({ microphoneOn: false }));
    act(() => notices[ASK_TOPIC]?.({ source: "microphone", by: "Ana" }));
    expect(useDevices.getState().microphoneOn).toBe(false);
    fireEvent.click(within(screen.getByRole("dialog")).getByText("Turn microphone on"));
    expect(useDevices.getState().microphoneOn).toBe(true);
  });
  it("turns a microphone on again only while the host's muting is untouched", () => {
    const call = show("people=3&role=participant");
    act(() => useDevices.setState({ microphoneOn: false }));
    act(() => notices[ASK_TOPIC]?.({ source: "microphone", by: "Ana", restore: true }));
    expect(useDevices.getState().microphoneOn).toBe(false);
    act(() => call.session.store.setState({ mutedByHost: { microphone: true, camera: false } }));
    act(() => notices[ASK_TOPIC]?.({ source: "microphone", by: "Ana", restore: true }));
    expect(useDevices.getState().microphoneOn).toBe(true);
  });
  it("says what is switched off instead of trying it", () => {
    const call = show("people=3&role=participant&off-rights=hand,camera");
    const raise = vi.spyOn(call.server, "setHand");
    fireEvent.click(screen.getByTestId("hand"));
    expect(raise).not.toHaveBeenCalled();
    expect(useToasts.getState().shown[0]?.text).toContain("raising hands off");
    act(() => useDevices.setState({ cameraOn: false }));
    fireEvent.click(screen.getByTestId("camera"));
    expect(useDevices.getState().cameraOn).toBe(false);
  });
});
