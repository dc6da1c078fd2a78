import { fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { forgetMe, setMe } from "./me";
import ProfileScreen from "./ProfileScreen";

const ANA = {
  id: "p1",
  name: "Ana",
  email: "ana@example.org",
  language: "en",
  time_zone: "Asia/Jakarta",
  picture: "",
  role: "member" as const,
  rights: [],
};
const SESSIONS = [
  {
    id: "s1",
    device: "Firefox, Linux",
    created_at: "2026-11-01T09:00:00Z",
    seen_at: "2026-11-23T09:00:00Z",
    here: true,
  },
  { id: "s2", device: "", created_at: "2026-11-01T09:00:00Z", seen_at: "2026-11-02T09:00:00Z", here: false },
];
const KEY = {
  id: "k1",
  label: "Timetable",
  scopes: ["calendar:read", "calendar:write", "chat:read"],
  created_at: "2026-11-01T09:00:00Z",
  expires_at: "2100-01-01T09:00:00Z",
  used_at: null,
};
const ANSWERS: Record<string, unknown> = {
  "/api/me/sessions": { sessions: SESSIONS },
  "/api/me/keys": { keys: [KEY] },
};
let asked: string[];
let sent: unknown[];

function server(more: Record<string, [status: number, body: unknown]> = {}): void {
  asked = [];
  sent = [];
  vi.stubGlobal("fetch", async (path: string, init: RequestInit) => {
    const call = `${init.method} ${path}`;
    asked.push(call);
    if (typeof init.body === "string") sent.push(JSON.parse(init.body));
    const [status, body] = more[call] ?? [200, ANSWERS[path] ?? ANA];
    return new Response(status === 204 ? null : JSON.stringify(body), { status });
  });
}

beforeEach(() => {
  forgetMe();
  setMe(ANA);
  window.history.replaceState(null, "", "/profile");
});
afterEach(() => vi.unstubAllGlobals());

describe("one's own account", () => {
  it("lists where one is signed in, and ends any session but this", async () => {
    server({ "DELETE /api/me/sessions/s2": [204, null] });
    render(<ProfileScreen />);
    expect((await screen.findByText("Firefox, Linux")).closest("li")?.textContent).toContain("This browser");
    fireEvent.click(screen.getByRole("button", { name: "Sign out: Unknown browser" }));
    await waitFor(() => expect(asked).toContain("DELETE /api/me/sessions/s2"));
    expect(screen.queryByRole("button", { name: "Sign out: Firefox, Linux" })).toBeNull();
  });

  it("keeps both passwords in their fields when the old one is wrong", async () => {
    server({ "PUT /api/me/password": [401, { code: "wrong_password" }] });
    render(<ProfileScreen />);
    const old = screen.getByLabelText<HTMLInputElement>("Present password");
    fireEvent.change(old, { target: { value: "wrong" } });
    fireEvent.change(screen.getByLabelText("New password"), { target: { value: "a new sentence" } });
    fireEvent.submit(old);
    expect((await screen.findByRole("alert")).textContent).toContain("wrong");
    expect(old.value).toBe("wrong");
  });

  it("tells what each key opens and until when, and revokes one after a question that names it", async () => {
    server({ "DELETE /api/me/keys/k1": [204, null] });
    render(<ProfileScreen />);
    const line = (await screen.findByText("Timetable")).closest("li");
    expect(line?.textContent).toContain("Calendar: read and change, Chat and files: read");
    expect(line?.textContent).toContain("Until Jan 1, 2100 · never used");
    fireEvent.click(screen.getByRole("button", { name: "Revoke: Timetable" }));
    const dialog = await screen.findByRole("dialog", { name: "Revoke “Timetable”?" });
    expect(asked.some((call) => call.startsWith("DELETE"))).toBe(false);
    fireEvent.click(within(dialog).getByRole("button", { name: "Revoke" }));
    await waitFor(() => expect(asked).toContain("DELETE /api/me/keys/k1"));
  });

  it("makes a key only for what was chosen, and shows its secret this once", async () => {
    server({ "POST /api/me/keys": [201, { key: KEY, secret: "rapat_once" }] });
    render(<ProfileScreen />);
    fireEvent.click(await screen.findByRole("button", { name: "Make a key" }));
    const dialog = await screen.findByRole("dialog", { name: "New key" });
    fireEvent.click(within(dialog).getByRole("button", { name: "Make a key" }));
    expect((await within(dialog).findByRole("alert")).textContent).toContain("at least one");
    expect(within(dialog).queryByText("Administration")).toBeNull();
    fireEvent.change(within(dialog).getByLabelText("What is it for?"), { target: { value: " Timetable " } });
    fireEvent.click(within(dialog).getByRole("button", { name: "Calendar: Closed" }));
    fireEvent.click(screen.getByRole("menuitemradio", { name: "Read and change" }));
    fireEvent.click(within(dialog).getByRole("button", { name: "Make a key" }));
    expect((await screen.findByLabelText<HTMLInputElement>("Key")).value).toBe("rapat_once");
    expect(sent).toContainEqual({ label: "Timetable", scopes: ["calendar:read", "calendar:write"], days: 90 });
  });

  it("deletes the account for its password alone, and says why not", async () => {
    server({ "POST /api/me/erase": [409, { code: "last_owner" }] });
    render(<ProfileScreen />);
    expect(screen.getByRole("link", { name: "Download a copy" }).getAttribute("href")).toBe("/api/me/export");
    fireEvent.click(screen.getByRole("button", { name: "Delete my account" }));
    const dialog = await screen.findByRole("dialog", { name: "Delete your account?" });
    const erase = within(dialog).getByRole<HTMLButtonElement>("button", { name: "Delete my account" });
    expect(erase.disabled).toBe(true);
    const password = within(dialog).getByLabelText("Password");
    fireEvent.change(password, { target: { value: "a good sentence" } });
    fireEvent.submit(password);
    expect((await within(dialog).findByRole("alert")).textContent).toContain("needs an owner");
    server({ "POST /api/me/erase": [204, null] });
    fireEvent.submit(password);
    // This screen stands alone here: whoever has no account any more is sent away from it.
    await waitFor(() => expect(window.location.pathname).not.toBe("/profile"));
    expect(sent).toEqual([{ password: "a good sentence" }]);
  });

  it("sends guests to sign in and tells where to come back to", async () => {
    forgetMe();
    setMe(null);
    server();
    render(<ProfileScreen />);
    await waitFor(() => expect(window.location.pathname).toBe("/sign-in"));
    expect(window.history.state).toEqual({ from: "/profile" });
  });
});
