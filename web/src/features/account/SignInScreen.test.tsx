import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { usePreferences } from "@/platform/preferences";
import { forgetMe } from "./me";
import SignInScreen from "./SignInScreen";

const ANA = {
  id: "p1",
  name: "Ana",
  email: "ana@example.org",
  language: "id",
  time_zone: "Asia/Jakarta",
  picture: "",
  role: "member",
  rights: [],
};
type Answer = [status: number, body: unknown, headers?: Record<string, string>];

function server(answers: Record<string, Answer>): void {
  vi.stubGlobal("fetch", async (path: string) => {
    const [status, body, headers] = answers[path] ?? [404, {}];
    return new Response(JSON.stringify(body), { status, headers: headers ?? {} });
  });
}

function send(): void {
  fireEvent.change(screen.getByLabelText("E-mail address"), { target: { value: "ana@example.org" } });
  const password = screen.getByLabelText("Password");
  fireEvent.change(password, { target: { value: "a sentence of her own" } });
  fireEvent.submit(password);
}

beforeEach(() => {
  forgetMe();
  window.history.replaceState({ from: "/m/abcd" }, "", "/sign-in");
});
afterEach(() => vi.unstubAllGlobals());

describe("signing in", () => {
  it("goes on to where the person came from, and meetings know the name", async () => {
    server({
      "/api/me": [200, { account: null }],
      "/api/about": [200, { version: "1", mail: true }],
      "/api/session": [200, ANA],
    });
    render(<SignInScreen />);
    send();
    await waitFor(() => expect(window.location.pathname).toBe("/m/abcd"));
    expect(usePreferences.getState().name).toBe("Ana");
  });

  it("keeps what was typed and says what is wrong", async () => {
    server({ "/api/me": [200, { account: null }], "/api/session": [401, { code: "wrong_password" }] });
    render(<SignInScreen />);
    send();
    expect((await screen.findByRole("alert")).textContent).toContain("wrong");
    expect(screen.getByLabelText<HTMLInputElement>("E-mail address").value).toBe("ana@example.org");
  });

  it("says how long to wait after too many tries", async () => {
    const refusal: Answer = [429, { code: "too_many_requests" }, { "retry-after": "128" }];
    server({ "/api/me": [200, { account: null }], "/api/session": refusal });
    render(<SignInScreen />);
    send();
    expect((await screen.findByRole("alert")).textContent).toContain("3 minutes");
  });

  it("offers a letter only where letters can be sent", async () => {
    server({ "/api/me": [200, { account: null }], "/api/about": [200, { version: "1", mail: false }] });
    render(<SignInScreen />);
    expect(await screen.findByText(/Ask the administrator/)).toBeDefined();
    expect(screen.queryByRole("link", { name: "I forgot my password" })).toBeNull();
  });
});
