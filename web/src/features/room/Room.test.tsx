import { act, cleanup, fireEvent, render, screen, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { useDevices } from "@/call/devices";
import { type Call, CallContext } from "@/features/call/context";
import { useToasts } from "@/ui/toasts";
import { Room } from "./Room";
import { fakeCall } from "./stories/fake";

class Silent {
  state = "suspended";
  close = async () => undefined;
}

function show(story: string): Call {
  const call = fakeCall(new URLSearchParams(story));
  call.session.showVideo = () => () => undefined;
  render(
    <CallContext value={call}>
      <Room />
    </CallContext>,
  );
  return call;
}

beforeEach(() => {
  vi.stubGlobal("AudioContext", Silent);
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(1200);
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(800);
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  useToasts.setState({ shown: [] });
  useDevices.setState({ microphoneOn: true, cameraOn: true });
});

describe("the call on the screen", () => {
  it("shows a tile for everybody, with what the eye sees in words", () => {
    show("people=5&hands=1");
    expect(screen.getAllByTestId("tile")).toHaveLength(5);
    expect(screen.getByLabelText("Siti Rahmawati, hand raised, number 1")).toBeTruthy();
  });
  it("offers the link to somebody who is alone", () => {
    show("people=1");
    expect(screen.getByText("You are the first one here")).toBeTruthy();
  });
  it("says that the line is lost, since when, and offers to rejoin", () => {
    const call = show("people=3&trouble=line");
    expect(screen.getByTestId("banner").textContent).toContain("Connection lost");
    expect(screen.getByTestId<HTMLButtonElement>("hand").disabled).toBe(true);
    fireEvent.click(within(screen.getByTestId("banner")).getByText("Rejoin now"));
    expect(call.session.store.getState().connection.at).toBe("connected");
  });
  it("turns the microphone with M, also on a Russian keyboard, but not while typing", () => {
    show("people=2&panel=chat");
    fireEvent.keyDown(document.body, { code: "KeyM", key: "ь" });
    expect(screen.getByTestId("mic").dataset.on).toBe("false");
    fireEvent.keyDown(screen.getByTestId("chat-input"), { code: "KeyM", key: "m" });
    expect(screen.getByTestId("mic").dataset.on).toBe("false");
  });
  it("lets talk while Space is held", () => {
    useDevices.setState({ microphoneOn: false });
    show("people=2");
    fireEvent.keyDown(document.body, { code: "Space", key: " " });
    expect(screen.getByTestId("mic").dataset.on).toBe("true");
    fireEvent.keyUp(document.body, { code: "Space", key: " " });
    expect(screen.getByTestId("mic").dataset.on).toBe("false");
  });
  it("closes a panel with Escape and gives the focus back to its button", () => {
    show("people=2");
    fireEvent.click(screen.getByTestId("people"));
    fireEvent.keyDown(screen.getByText("Mute everybody"), { key: "Escape" });
    expect(screen.queryByText("Mute everybody")).toBeNull();
    expect(document.activeElement).toBe(screen.getByTestId("people"));
  });
  it("lists raised hands first, in their order, and everybody once", () => {
    show("people=6&hands=3&panel=people");
    const rows = screen.getAllByTestId("person").map((row) => row.dataset.identity);
    expect(rows.slice(0, 3)).toEqual(["p3", "p2", "p1"]);
    expect(new Set(rows).size).toBe(6);
  });
  it("keeps the host's tools from participants", () => {
    show("people=3&role=participant&panel=people");
    expect(screen.queryByText("Mute everybody")).toBeNull();
  });
  it("says when an action failed, with a way to try again", async () => {
    const call = show("people=3");
    call.server.setHand = vi.fn(async () => Promise.reject(new Error("down")));
    await act(async () => {
      fireEvent.click(screen.getByTestId("hand"));
    });
    const [note] = useToasts.getState().shown;
    expect(note).toMatchObject({ kind: "failed:hand", tone: "danger" });
    await act(async () => note?.action?.run());
    expect(call.server.setHand).toHaveBeenCalledTimes(2);
  });
  it("lets a participant leave with one press, and asks a host which way", () => {
    const call = show("people=3&role=participant");
    fireEvent.click(screen.getByTestId("leave"));
    expect(call.session.store.getState().connection).toEqual({ at: "ended", reason: "left" });
    cleanup();
    show("people=3");
    fireEvent.click(screen.getByTestId("leave"));
    expect(screen.getByTestId("end-for-all")).toBeTruthy();
  });
  it("puts a shared screen large, with its presenter's face beside it", () => {
    show("people=4&share=other");
    expect(screen.getByTestId("screen").dataset.identity).toBe("p1");
    expect(screen.getAllByTestId("tile")[0]?.dataset.identity).toBe("p1");
  });
});
