import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { forgetMe } from "./me";
import WelcomeScreen from "./WelcomeScreen";

const ACCOUNT = { id: "p1", name: "Budi", email: "budi@example.org", language: "en", picture: "", rights: [] };
let sent: Record<string, unknown>[];

function server(purpose: string, used: [status: number, body: unknown]): void {
  sent = [];
  vi.stubGlobal("fetch", async (path: string, init: RequestInit) => {
    if (path === "/api/links/look")
      return Response.json({ purpose, name: purpose === "owner" ? "" : "budi", email: "budi@example.org" });
    if (path !== "/api/links/use") return Response.json({ account: null });
    sent.push(JSON.parse(String(init.body)));
    return new Response(JSON.stringify(used[1]), { status: used[0] });
  });
}

beforeEach(() => {
  forgetMe();
  window.history.replaceState(null, "", "/welcome#secret");
});
afterEach(() => vi.unstubAllGlobals());

describe("the page of a link", () => {
  it("takes name and password of an invited person and goes home signed in", async () => {
    server("invitation", [200, ACCOUNT]);
    render(<WelcomeScreen />);
    fireEvent.change(await screen.findByLabelText("Name"), { target: { value: "Budi" } });
    const password = screen.getByLabelText("New password");
    fireEvent.change(password, { target: { value: "a sentence of his own" } });
    fireEvent.submit(password);
    await waitFor(() => expect(window.location.pathname).toBe("/"));
    expect(window.location.hash).toBe("");
    expect(sent[0]).toMatchObject({ secret: "secret", name: "Budi", language: "en" });
    expect(sent[0]).not.toHaveProperty("email");
  });

  it("asks for nothing but the password where it is a new one", async () => {
    server("reset", [200, ACCOUNT]);
    render(<WelcomeScreen />);
    expect(await screen.findByRole("heading", { name: "Choose a new password" })).toBeDefined();
    expect(screen.queryByLabelText("Name")).toBeNull();
  });

  it("does not send a password that is too short", async () => {
    server("reset", [200, ACCOUNT]);
    render(<WelcomeScreen />);
    const password = await screen.findByLabelText("New password");
    fireEvent.change(password, { target: { value: "short" } });
    fireEvent.submit(password);
    expect(await screen.findByText("This password is too short.")).toBeDefined();
    expect(sent).toEqual([]);
  });

  it("says that a link was used when somebody was faster", async () => {
    server("reset", [410, { code: "link_spent" }]);
    render(<WelcomeScreen />);
    const password = await screen.findByLabelText("New password");
    fireEvent.change(password, { target: { value: "a sentence of his own" } });
    fireEvent.submit(password);
    expect(await screen.findByRole("heading", { name: "This link does not work any more" })).toBeDefined();
  });
});
