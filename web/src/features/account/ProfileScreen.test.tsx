import { fireEvent, render, screen, waitFor } from "@testing-library/react";
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
let asked: string[];

function server(more: Record<string, [status: number, body: unknown]> = {}): void {
  asked = [];
  vi.stubGlobal("fetch", async (path: string, init: RequestInit) => {
    const call = `${init.method} ${path}`;
    asked.push(call);
    const [status, body] = more[call] ?? [200, path === "/api/me/sessions" ? { sessions: SESSIONS } : ANA];
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

  it("sends guests to sign in and tells where to come back to", async () => {
    forgetMe();
    setMe(null);
    server();
    render(<ProfileScreen />);
    await waitFor(() => expect(window.location.pathname).toBe("/sign-in"));
    expect(window.history.state).toEqual({ from: "/profile" });
  });
});
